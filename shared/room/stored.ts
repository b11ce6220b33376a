// What follows when the history has stored what it was given, or could not: facts are published, ids that
// come again are answered, names hold, and what failed is told to its authors.

import type { ChatError } from '../error.ts'
import type { Committed, Outcome, StoredFact } from '../history/history.ts'
import type { Ruling } from '../history/standing.ts'
import { parseAnswer } from '../protocol/answer.ts'
import { FRAME_HEADER_BYTES } from '../protocol/limits.ts'
import { foldName } from '../protocol/name.ts'
import { isRuling } from '../protocol/ruling.ts'
import type { MemberRenamed } from '../protocol/schema.ts'
import type { HostConnection, HostRules } from './connection.ts'
import type { ConnectionId, Effect, Submission } from './effect.ts'
import { withRoom, type Host } from './host.ts'
import { recentLimits } from './recent.ts'
import { endsSpeaking, enforce, requestOf } from './moderation.ts'
import { withoutQuiet } from './quiet.ts'
import {
  isNameTaken,
  isSeated,
  lendNewName,
  releaseName,
  settleName,
  withRuling,
  withStored,
  type Room,
} from './room.ts'

/** Milliseconds after which an author tries again what could not be stored. */
export const STORAGE_RETRY_MS = 5_000

/** [SM1] to [SM4]: what one commit stored is published at once; the rest is answered to who asked. */
export function receiveStored(
  rules: HostRules,
  host: Host,
  roomId: string,
  submissions: readonly Submission[],
  { outcomes, earlier, frames, addressBans }: Committed,
  now: number,
): { readonly host: Host; readonly effects: readonly Effect[] } {
  const before = host.rooms.get(roomId)
  if (!before) return { host, effects: [] }
  const late = takeEarlier(before, earlier, now)
  const facts: StoredFact[] = [...earlier]
  const authors: string[] = [...late.authors]
  const answers: Effect[] = [...late.claims]
  const rulings: Ruling[] = [...late.rulings]
  let { room } = late
  submissions.forEach((submission, index) => {
    const outcome = outcomes[index]
    if (outcome?.kind === 'stored') {
      facts.push(outcome.fact)
      authors.push(submission.member)
      const { draft } = submission
      if (draft.type === 'message') {
        answers.push(...claimOfSpeaker(room, submission.member))
        room = withoutQuiet(room, submission.member)
      }
      if (draft.type === 'member-renamed') {
        const renamed = settle(room, draft, now)
        room = renamed.room
        answers.push(...renamed.effects)
      }
      if (isRuling(draft)) {
        room = withRuling(room, draft)
        rulings.push(draft)
      }
    } else if (outcome) {
      answers.push(answerAgain(roomId, submission, outcome))
    }
  })
  const sequence = facts.at(-1)?.sequence
  if (sequence === undefined) return { host, effects: answers }
  const banning = addressBans ? { ...room, addressBans } : room
  const stored = withStored(banning, facts, recentLimits(rules.limits))
  const publish: Effect = { type: 'publish', room: roomId, frames, sequence, authors }
  const enforced = enforceAll(withRoom(host, stored), roomId, rulings)
  return { host: enforced.host, effects: [publish, ...answers, ...enforced.effects] }
}

/** After it was told: who must go hears why. [MO2] */
function enforceAll(
  host: Host,
  room: string,
  rulings: readonly Ruling[],
): { readonly host: Host; readonly effects: readonly Effect[] } {
  let changed = host
  const effects: Effect[] = []
  for (const ruling of rulings.filter(endsSpeaking)) {
    const step = enforce(changed, room, ruling)
    changed = step.host
    effects.push(...step.effects)
  }
  return { host: changed, effects }
}

/** What a commit stored that had to be told as failed: it has its number all the same. [ST2] */
function takeEarlier(
  before: Room,
  earlier: readonly StoredFact[],
  now: number,
): {
  readonly room: Room
  readonly authors: readonly string[]
  readonly claims: readonly Effect[]
  readonly rulings: readonly Ruling[]
} {
  let room = before
  const authors: string[] = []
  const claims: Effect[] = []
  const rulings: Ruling[] = []
  for (const { frame } of earlier) {
    const fact = parseAnswer(frame.subarray(FRAME_HEADER_BYTES))
    if (!fact.ok) continue
    if (fact.value.type === 'message') {
      const { id } = fact.value.author
      authors.push(id)
      claims.push(...claimOfSpeaker(room, id))
      room = withoutQuiet(room, id)
    }
    if (isRuling(fact.value)) {
      rulings.push(fact.value)
      room = withRuling(room, fact.value)
    }
    if (fact.value.type !== 'member-renamed') continue
    const { member, name } = fact.value
    authors.push(member)
    if (isNameTaken(room, name, member)) continue
    const renamed = settle(room, fact.value, now)
    room = renamed.room
    claims.push(...renamed.effects)
  }
  return { room, authors, claims, rulings }
}

/** The name that is stored is the one that the member holds at the next start too, unless he has no key. [UV3] */
function settle(
  room: Room,
  { member, name, unverified }: Pick<MemberRenamed, 'member' | 'name' | 'unverified'>,
  now: number,
): { readonly room: Room; readonly effects: readonly Effect[] } {
  if (unverified) return { room: lendNewName(room, member, name), effects: [] }
  return {
    room: settleName(room, member, name, now),
    effects: [{ type: 'claim-name', room: room.id, member, name: foldName(name) }],
  }
}

/** [NM7]: that a member has said something is written down with the name, the first time. */
function claimOfSpeaker({ id: room, quiet, claims }: Room, member: string): readonly Effect[] {
  const name = quiet.has(member) ? claims.get(member)?.name : undefined
  return name === undefined ? [] : [{ type: 'claim-name', room, member, name }]
}

function answerAgain(
  room: string,
  { connection, draft }: Submission,
  outcome: Exclude<Outcome, { kind: 'stored' }>,
): Effect {
  if (outcome.kind === 'repeated') {
    return { type: 'repeat', to: connection, room, facts: [outcome.fact] }
  }
  return refusal(room, connection, draft, { code: 'id-conflict' })
}

function refusal(
  room: string,
  to: ConnectionId,
  draft: Submission['draft'],
  { code, detail }: ChatError,
  retryAfterMs?: number,
): Effect {
  const isMessage = draft.type === 'message'
  return {
    type: 'send',
    to,
    answer: {
      type: 'refusal',
      request: requestOf(draft),
      room,
      code,
      ...(isMessage && { id: draft.id }),
      ...(detail && { detail: { ...detail } }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
  }
}

/** What follows when something is not stored. */
interface Unstored {
  readonly host: Host
  /** Those that are something else now. */
  readonly connections: readonly HostConnection[]
  readonly effects: readonly Effect[]
}

/**
 * [ST1] [FL2]: nothing of this is stored. Everybody is told, and an author's later messages wait for the
 * first of these. MUST get all that was to be stored and is not, in the order in which it came.
 */
export function receiveUnstored(
  host: Host,
  roomId: string,
  submissions: readonly Submission[],
  connectionOf: (id: ConnectionId) => HostConnection | null,
): Unstored {
  let changed = host
  const connections = new Map<ConnectionId, HostConnection>()
  const holding = new Set<ConnectionId>()
  const effects: Effect[] = []
  for (const { connection: id, draft } of submissions) {
    const room = changed.rooms.get(roomId)
    if (room && draft.type === 'member-renamed') {
      changed = withRoom(changed, releaseName(room, draft.member, draft.name))
    }
    effects.push(refusal(roomId, id, draft, { code: 'storage-unavailable' }, STORAGE_RETRY_MS))
    const connection = connections.get(id) ?? connectionOf(id)
    if (connection?.kind !== 'admitted') continue
    if (draft.type === 'member-renamed') {
      connections.set(id, { ...connection, name: draft.previous })
    } else if (
      draft.type === 'message' &&
      !holding.has(id) &&
      room &&
      isSeated(room, connection.member, id)
    ) {
      // The first of them, also when a later one was refused before: that one waits behind it.
      holding.add(id)
      connections.set(id, { ...connection, held: draft.id })
    }
  }
  return { host: changed, connections: [...connections.values()], effects }
}

/**
 * [MO2] [MO4]: nothing of this will be stored. Who is muted is told so, for good; to who is out nothing is said any
 * more. Names that were about to be taken are free.
 */
export function receiveStopped(
  host: Host,
  roomId: string,
  submissions: readonly Submission[],
  reason: ChatError,
  connectionOf: (id: ConnectionId) => HostConnection | null,
): Unstored {
  let changed = host
  const connections = new Map<ConnectionId, HostConnection>()
  const effects: Effect[] = []
  for (const { connection: id, draft } of submissions) {
    if (reason.code === 'muted') effects.push(refusal(roomId, id, draft, reason))
    if (draft.type !== 'member-renamed') continue
    const room = changed.rooms.get(roomId)
    if (room) changed = withRoom(changed, releaseName(room, draft.member, draft.name))
    const connection = connections.get(id) ?? connectionOf(id)
    if (connection?.kind !== 'admitted') continue
    connections.set(id, { ...connection, name: draft.previous })
  }
  return { host: changed, connections: [...connections.values()], effects }
}
