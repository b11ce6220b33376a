// Coming into a room: the snapshot, then what was missed, then what is live, without a gap. [JN1]

import type { StoredFact } from '../history/history.ts'
import { MEMBERS_PER_PAGE, PAGE_FACTS } from '../protocol/limits.ts'
import type { RequestOf, ResumePoint } from '../protocol/request.ts'
import type { AdmittedConnection, HostRules } from './connection.ts'
import type { Effect } from './effect.ts'
import { recentAfter, recentAt } from './recent.ts'
import { isNameTaken, pageMembers, seatMember, type Room } from './room.ts'

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
): JoinStep {
  const { resume } = request
  // A client that is ahead holds facts which this history has lost.
  if (resume === null || resume.sequence > room.sequence) {
    return joinFrom(rules, room, connection, request, null)
  }
  const { sequence } = resume
  const known = recentAt(room.recent, sequence)
  if (known) return joinFrom(rules, room, connection, request, known)
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
): JoinStep {
  const { member: id, name } = connection
  if (isNameTaken(room, name, id)) return refuse(room, connection, name)
  const history = judge(rules, request.resume, stored)
  const admitted = admit(rules, room, id)
  const you = { id, name, role: request.role }
  const joined = seatMember(admitted.room, you, connection.id)
  const resumed = history === 'continued' ? (request.resume?.sequence ?? 0) : 0
  const missed = factsSince(room, Math.max(resumed, admitted.first - 1))
  const { sequence } = room
  return {
    room: joined,
    effects: [
      ...admitted.effects,
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
      { type: 'announce', room: room.id, change: { type: 'member-joined', member: you } },
    ],
  }
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

function refuse(room: Room, connection: AdmittedConnection, name: string): JoinStep {
  const answer = {
    type: 'refusal',
    request: 'join',
    room: room.id,
    code: 'name-taken',
    detail: { name },
  } as const
  return { room, effects: [{ type: 'send', to: connection.id, answer }] }
}
