// Coming into a room: the snapshot, then what was missed, then what is live, without a gap. [JN1]

import type { ChatError } from '../error.ts'
import type { StoredFact } from '../history/history.ts'
import { isInForce } from '../protocol/ruling.ts'
import type { Author, Member } from '../protocol/schema.ts'
import { nameKey } from '../protocol/name-key.ts'
import { foldName } from '../protocol/name.ts'
import { MEMBERS_PER_PAGE, PAGE_FACTS } from '../protocol/limits.ts'
import type { RequestOf, ResumePoint } from '../protocol/request.ts'
import type { AdmittedConnection, HostRules } from './connection.ts'
import type { Effect } from './effect.ts'
import { recentAfter, recentAt } from './recent.ts'
import { judgeComing } from './moderation.ts'
import { boundQuiet, withQuiet } from './quiet.ts'
import { claimName, isNameTaken, pageMembers, takeSeat, type Room } from './room.ts'

/** Milliseconds after which it is written down again that a member still uses a name. */
const CLAIM_RENEWAL_MS = 86_400_000

/** Whether the client's last fact is in this history. */
type Verdict = 'new' | 'continued' | 'diverged'

interface JoinStep {
  readonly room: Room
  readonly effects: readonly Effect[]
}

/** Joins, unless the fact of the resume point has to be looked up first: `joinFrom` is called with it then. */
export function join(
  rules: HostRules,
  room: Room,
  connection: AdmittedConnection,
  request: RequestOf<'join'>,
  now: number,
): JoinStep {
  const { resume } = request
  // A client that is ahead holds facts which this history has lost.
  if (resume === null || resume.sequence > room.sequence) {
    return joinFrom(rules, room, connection, request, null, now)
  }
  const { sequence } = resume
  const known = recentAt(room.recent, sequence)
  if (known) return joinFrom(rules, room, connection, request, known, now)
  const { id } = connection
  return { room, effects: [{ type: 'look-up', connection: id, join: request, sequence }] }
}

/** [JN2] [JN3] [JN7]: joins with the fact that is stored at the resume point, or null. */
export function joinFrom(
  rules: HostRules,
  room: Room,
  connection: AdmittedConnection,
  request: RequestOf<'join'>,
  stored: StoredFact | null,
  now: number,
): JoinStep {
  const { member: id } = connection
  const isHere = room.seats.has(id)
  const name = nameOf(room, connection, now)
  const closed = judgeComing(room, id, connection.peer.address, now)
  if (closed) return refuse(room, connection, closed)
  if (isNameTaken(room, name, id)) {
    return refuse(room, connection, { code: 'name-taken', detail: { name } })
  }
  const history = judge(rules, request.resume, stored)
  const admitted = admit(rules, room, id)
  const named = keepName(rules, withPromise(admitted.room, connection), id, name, now)
  const place = { role: request.role, address: connection.peer.address }
  const { room: joined, seat } = takeSeat(named.room, { id, name }, connection.id, place)
  const you = seat.member
  const resumed = history === 'continued' ? (request.resume?.sequence ?? 0) : 0
  const missed = factsSince(room, Math.max(resumed, admitted.first - 1))
  const { sequence } = room
  return {
    room: joined,
    effects: [
      ...admitted.effects,
      ...named.effects,
      {
        type: 'send',
        to: connection.id,
        answer: {
          type: 'joined',
          room: room.id,
          you,
          ...pageMembers(joined, null, MEMBERS_PER_PAGE),
          sequence,
          from: missed[0]?.sequence ?? sequence + 1,
          first: admitted.first,
          history,
        },
      },
      ...(missed.length > 0
        ? [{ type: 'repeat', to: connection.id, room: room.id, facts: missed } as const]
        : []),
      { type: 'subscribe', connection: connection.id, room: room.id, after: sequence },
      ...keepPromise(joined, connection, you),
      // Who is here already over another connection does not come again.
      ...(isHere ? [] : [announcement(room.id, you)]),
    ],
  }
}

/**
 * Under which name somebody joins: that of his other connections, otherwise that of his hello. Who was muted keeps the
 * name of then: a name is something said, and coming in announces it. [MO4]
 */
function nameOf({ seats, standing }: Room, comer: AdmittedConnection, now: number): string {
  const mute = standing.mutes.get(comer.member)
  const muted = mute && isInForce(mute, now) ? mute.name : null
  return seats.get(comer.member)?.member.name ?? muted ?? comer.name
}

/** [RL2]: who may only read says nothing while that is being stored either. */
function withPromise(room: Room, { member, promised }: AdmittedConnection): Room {
  return promised === 'viewer' ? { ...room, readers: room.readers.set(member, true) } : room
}

function announcement(room: string, member: Member): Effect {
  return { type: 'announce', room, change: { type: 'member-joined', member } }
}

/** [RL2]: an owner's invite makes an owner, unless the room has decided about the member before. */
function keepPromise(
  room: Room,
  { id: connection, member, promised }: AdmittedConnection,
  you: Author,
): readonly Effect[] {
  if (promised === null || promised === 'member' || room.standing.roles.has(member)) return []
  const by = { id: you.id, name: you.name }
  const draft = { type: 'role-changed', member: by, role: promised, by } as const
  return [{ type: 'store', room: room.id, submission: { connection, member, draft } }]
}

/** The name is the member's from now on; that is written down anew now and then, so that it does not expire. */
function keepName(
  { limits }: HostRules,
  room: Room,
  member: string,
  name: string,
  now: number,
): { readonly room: Room; readonly effects: readonly Effect[] } {
  const key = nameKey(name)
  const claim = room.claims.get(member)
  if (claim?.key === key && now - claim.at < CLAIM_RENEWAL_MS) return { room, effects: [] }
  const claimed = claimName(room, member, name, now)
  const keep = { type: 'claim-name', room: room.id, member, name: foldName(name) } as const
  if (claim) return { room: claimed, effects: [keep] }
  const bounded = boundQuiet(withQuiet(claimed, member), limits['quiet-names'], member)
  const forget = bounded.forgotten.map((who): Effect => {
    return { type: 'forget-member', room: room.id, member: who }
  })
  return { room: bounded.room, effects: [keep, ...forget] }
}

/** A resume point is good only if exactly that fact is stored. [JN7] */
function judge(
  { hashOf }: HostRules,
  resume: ResumePoint | null,
  stored: StoredFact | null,
): Verdict {
  if (resume === null) return 'new'
  const isExact = stored?.epoch === resume.epoch && hashOf(stored.frame) === resume.hash
  return isExact ? 'continued' : 'diverged'
}

/** Everything after a number while it is in memory, otherwise the newest page. [JN3] */
function factsSince(room: Room, sequence: number): readonly StoredFact[] {
  const all = recentAfter(room.recent, sequence, room.sequence)
  return all ?? room.recent.facts.slice(-PAGE_FACTS).filter((fact) => fact.sequence > sequence)
}

/** From which fact on the member may read: the first joining decides, where the host chose so. [HI3] */
function admit(
  { history }: HostRules,
  room: Room,
  member: string,
): { readonly room: Room; readonly first: number; readonly effects: readonly Effect[] } {
  if (history === 'all') return { room, first: 1, effects: [] }
  const known = room.since.get(member)
  if (known !== undefined) return { room, first: known, effects: [] }
  const since = room.sequence + 1
  return {
    room: { ...room, since: room.since.set(member, since) },
    first: since,
    effects: [{ type: 'admit', room: room.id, member, since }],
  }
}

function refuse(room: Room, connection: AdmittedConnection, { code, detail }: ChatError): JoinStep {
  const answer = {
    type: 'refusal',
    request: 'join',
    room: room.id,
    code,
    ...(detail && { detail: { ...detail } }),
  } as const
  return { room, effects: [{ type: 'send', to: connection.id, answer }] }
}
