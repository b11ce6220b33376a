// What a client knows of one room, as one value: the view. Events change it, nothing else does.
// Main keeps one view for each session, the window a projection of it through the same function.

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import type { PresenceChange, RoomInfo } from '../protocol/answer.ts'
import { authorOf } from '../protocol/author.ts'
import { MAX_LISTED_MEMBERS } from '../protocol/limits.ts'
import type { DurableFact, Member } from '../protocol/schema.ts'
import { addRulings, NO_RULINGS, type KnownRulings } from './known-rulings.ts'
import {
  addNewest,
  addOlder,
  entryOf,
  type Older,
  type TimelineEntry,
  type WithoutKey,
} from './timeline.ts'

/** Where the connection of a session stands. `retryAt` is in milliseconds since 1970. */
export type ConnectionState =
  | { readonly kind: 'connecting'; readonly attempt: number }
  | { readonly kind: 'online' }
  | {
      readonly kind: 'waiting'
      readonly reason: ChatError
      readonly attempt: number
      readonly retryAt: number
    }
  | { readonly kind: 'ended'; readonly reason: ChatError }

/** A message of one's own that the host has not accepted yet. */
export interface PendingMessage {
  readonly id: string
  readonly text: string
  readonly queuedAt: number
  readonly state:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'sent' }
    | { readonly kind: 'failed'; readonly reason: ChatError }
}

/** Why the host does not take what waits just now, and when it goes out again: milliseconds since 1970. */
export interface Hold {
  readonly reason: ChatError
  readonly retryAt: number
}

export interface SessionView {
  readonly connection: ConnectionState
  /** The room and oneself in it; null until the first join, kept while the connection is away. */
  readonly joined: {
    readonly room: RoomInfo
    readonly you: Member
    /** The room's last sequence number at that moment: the names in the member list are from then. */
    readonly sequence: number
  } | null
  /**
   * In the order in which they joined. Fewer than `memberCount` while pages are on their way, and at most
   * MAX_LISTED_MEMBERS.
   */
  readonly members: readonly Member[]
  readonly memberCount: number
  /** Facts without a gap up to the newest, and what happened among them. */
  readonly timeline: readonly TimelineEntry[]
  readonly older: Older
  readonly pending: readonly PendingMessage[]
  /** Null while nothing waits because the host has refused it for now. */
  readonly hold: Hold | null
  /** What the room has decided, as far as it was read. */
  readonly rulings: KnownRulings
  /** Counts the entries ever added at the end of the timeline. */
  readonly entriesAdded: number
}

export type SessionEvent =
  | { readonly type: 'connection-changed'; readonly connection: ConnectionState }
  | {
      readonly type: 'room-joined'
      readonly room: RoomInfo
      readonly you: Member
      readonly members: readonly Member[]
      readonly count: number
      /** The room's last sequence number at that moment. */
      readonly sequence: number
    }
  | { readonly type: 'members-listed'; readonly members: readonly Member[]; readonly count: number }
  | {
      readonly type: 'presence-changed'
      readonly changes: readonly PresenceChange[]
      readonly count: number
      readonly at: number
    }
  /** Who is here, after a time in which changes were not told. */
  | {
      readonly type: 'members-refreshed'
      readonly members: readonly Member[]
      readonly count: number
      readonly sequence: number
    }
  /** What this client's own copy holds, before the host has been met. */
  | {
      readonly type: 'copy-opened'
      readonly room: RoomInfo
      readonly you: Member | null
      readonly facts: readonly DurableFact[]
      readonly older: Older
    }
  /** The newest facts, in order, each once. */
  | { readonly type: 'facts-received'; readonly facts: readonly DurableFact[] }
  /** Facts that come directly before the first of the timeline. */
  | {
      readonly type: 'older-read'
      readonly facts: readonly DurableFact[]
      readonly older: Older
    }
  /**
   * The timeline begins anew: because so much was missed that only the newest of it is read (`gap`), or
   * because the host has another history (`diverged`).
   */
  | {
      readonly type: 'history-restarted'
      readonly at: number
      readonly reason: 'gap' | 'diverged'
      readonly older: Older
    }
  | {
      readonly type: 'was-away'
      readonly at: number
      readonly after: number
      readonly count: number
    }
  /** Facts that were missing behind what is shown are in the copy now. */
  | { readonly type: 'behind-read'; readonly from: number; readonly to: number }
  | {
      readonly type: 'outbox-changed'
      readonly pending: readonly PendingMessage[]
      readonly hold: Hold | null
    }

export const EMPTY_VIEW: SessionView = {
  connection: { kind: 'connecting', attempt: 1 },
  joined: null,
  members: [],
  memberCount: 0,
  timeline: [],
  older: 'none',
  pending: [],
  hold: null,
  rulings: NO_RULINGS,
  entriesAdded: 0,
}

/** The view after an event. */
// One branch for each event: there are as many as there are events.
// oxlint-disable-next-line complexity
export function applySessionEvent(view: SessionView, event: SessionEvent): SessionView {
  switch (event.type) {
    case 'connection-changed':
      return { ...view, connection: event.connection }
    case 'room-joined':
      return {
        ...view,
        joined: { room: event.room, you: event.you, sequence: event.sequence },
        members: event.members,
        memberCount: event.count,
      }
    case 'members-listed':
      return {
        ...view,
        members: mergeMembers(view.members, event.members),
        memberCount: event.count,
      }
    case 'presence-changed':
      return applyPresence(view, event.changes, event.count, event.at)
    case 'facts-received':
      return applyFacts(view, event.facts)
    case 'members-refreshed':
      return refreshMembers(view, event)
    case 'copy-opened':
      return openCopy(view, event)
    case 'older-read':
      return {
        ...addOlder(view, event.facts),
        older: event.older,
        rulings: addRulings(view.rulings, event.facts),
      }
    case 'history-restarted':
      return restart(view, event)
    case 'was-away':
      return addAbsence(view, event)
    case 'behind-read':
      return view
    case 'outbox-changed':
      return { ...view, pending: event.pending, hold: event.hold }
    default:
      return assertNever(event)
  }
}

function mergeMembers(known: readonly Member[], listed: readonly Member[]): readonly Member[] {
  const byId = new Map(known.map((member) => [member.id, member]))
  for (const member of listed) list(byId, member)
  return [...byId.values()]
}

/** Beyond what a client lists nobody is added: how many there are is told by the count. */
function list(byId: Map<string, Member>, member: Member): void {
  if (byId.size < MAX_LISTED_MEMBERS || byId.has(member.id)) byId.set(member.id, member)
}

function applyPresence(
  view: SessionView,
  changes: readonly PresenceChange[],
  count: number,
  at: number,
): SessionView {
  const byId = new Map(view.members.map((member) => [member.id, member]))
  const entries: WithoutKey<TimelineEntry>[] = []
  for (const change of changes) {
    const { member } = change
    // One's own coming and going is told by the connection state.
    const isOther = member.id !== view.joined?.you.id
    if (change.type === 'member-joined') {
      // Somebody already listed came back before anybody was told of the leave.
      const isNew = !byId.has(member.id)
      list(byId, member)
      if (isOther && isNew) entries.push({ kind: 'joined', at, member: authorOf(member) })
    } else {
      if (!byId.delete(member.id)) continue
      if (isOther)
        entries.push({ kind: 'left', at, member: authorOf(member), reason: change.reason })
    }
  }
  return { ...addNewest(view, entries), members: [...byId.values()], memberCount: count }
}

function applyFacts(view: SessionView, facts: readonly DurableFact[]): SessionView {
  // What was changed before the join is in the member list already, perhaps as changed still later. [NM5]
  const joinedAt = view.joined?.sequence ?? 0
  const changes = facts.filter(({ sequence }) => sequence > joinedAt)
  const read = { ...view, rulings: addRulings(view.rulings, facts) }
  return changes.reduce(applyToMembers, addNewest(read, facts.map(entryOf)))
}

/** The list of those who are here, as of now; the names in it are current. */
function refreshMembers(
  view: SessionView,
  event: Extract<SessionEvent, { type: 'members-refreshed' }>,
): SessionView {
  const { members, count, sequence } = event
  const joined = view.joined && { ...view.joined, sequence }
  return { ...view, joined, members, memberCount: count }
}

function addAbsence(
  view: SessionView,
  { at, after, count }: Extract<SessionEvent, { type: 'was-away' }>,
): SessionView {
  return addNewest(view, [{ kind: 'away', at, after, count }])
}

function openCopy(
  view: SessionView,
  { room, you, facts, older }: Extract<SessionEvent, { type: 'copy-opened' }>,
): SessionView {
  const sequence = facts.at(-1)?.sequence ?? 0
  const joined = you && { room, you, sequence }
  const rulings = addRulings(view.rulings, facts)
  return { ...addNewest({ ...view, joined, rulings }, facts.map(entryOf)), older }
}

function restart(
  view: SessionView,
  { reason, at, older }: Extract<SessionEvent, { type: 'history-restarted' }>,
): SessionView {
  const empty = { ...view, timeline: [], older }
  if (reason === 'gap') return empty
  return addNewest({ ...empty, rulings: NO_RULINGS }, [{ kind: 'diverged', at }])
}

/** Names and roles in the list of members follow what the room says of them. [NM5] [RU2] */
function applyToMembers(view: SessionView, fact: DurableFact): SessionView {
  if (fact.type === 'member-renamed') return changeMember(view, fact.member, { name: fact.name })
  if (fact.type === 'role-changed') return changeMember(view, fact.member.id, { role: fact.role })
  return view
}

function changeMember(
  view: SessionView,
  id: string,
  change: Partial<Pick<Member, 'name' | 'role'>>,
): SessionView {
  const { joined } = view
  return {
    ...view,
    members: view.members.map((member) => (member.id === id ? { ...member, ...change } : member)),
    joined: joined?.you.id === id ? { ...joined, you: { ...joined.you, ...change } } : joined,
  }
}
