// What a client knows of one room, as one value: the view. Events change it, nothing else does.
// Main keeps one view for each session, the window a projection of it through the same function.

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import type { PresenceChange, RoomInfo } from '../protocol/answer.ts'
import type { Author, DurableFact, Member, MemberRenamed, Message } from '../protocol/schema.ts'

/** Entries. Above this the oldest leave the view; about 30 MiB of the longest texts people write. */
export const MAX_TIMELINE_ENTRIES = 5_000

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

/** One line of the room as it is read, oldest first. `key` is unique in a view. */
export type TimelineEntry =
  | { readonly kind: 'message'; readonly key: string; readonly message: Message }
  | { readonly kind: 'renamed'; readonly key: string; readonly fact: MemberRenamed }
  | { readonly kind: 'joined'; readonly key: string; readonly at: number; readonly member: Author }
  | {
      readonly kind: 'left'
      readonly key: string
      readonly at: number
      readonly member: Author
      readonly reason: ChatError['code']
    }
  /** What was said while this client was away: `caughtUp` facts follow, `missed` are not to be had. */
  | {
      readonly kind: 'away'
      readonly key: string
      readonly at: number
      readonly caughtUp: number
      readonly missed: number
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
  /** In the order in which they joined. Fewer than `memberCount` while pages are on their way. */
  readonly members: readonly Member[]
  readonly memberCount: number
  readonly timeline: readonly TimelineEntry[]
  readonly pending: readonly PendingMessage[]
  /** Counts the entries ever added: the source of their keys. */
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
  | { readonly type: 'facts-received'; readonly facts: readonly DurableFact[] }
  | {
      readonly type: 'was-away'
      readonly at: number
      readonly caughtUp: number
      readonly missed: number
    }
  | { readonly type: 'outbox-changed'; readonly pending: readonly PendingMessage[] }

export const EMPTY_VIEW: SessionView = {
  connection: { kind: 'connecting', attempt: 1 },
  joined: null,
  members: [],
  memberCount: 0,
  timeline: [],
  pending: [],
  entriesAdded: 0,
}

/** The view after an event. */
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
    case 'was-away':
      return withEntries(view, [
        { kind: 'away', at: event.at, caughtUp: event.caughtUp, missed: event.missed },
      ])
    case 'outbox-changed':
      return { ...view, pending: event.pending }
    default:
      return assertNever(event)
  }
}

function mergeMembers(known: readonly Member[], listed: readonly Member[]): readonly Member[] {
  const byId = new Map(known.map((member) => [member.id, member]))
  for (const member of listed) byId.set(member.id, member)
  return [...byId.values()]
}

function applyPresence(
  view: SessionView,
  changes: readonly PresenceChange[],
  count: number,
  at: number,
): SessionView {
  const byId = new Map(view.members.map((member) => [member.id, member]))
  const entries: EntryWithoutKey[] = []
  for (const change of changes) {
    const { member } = change
    // One's own coming and going is told by the connection state.
    const isOther = member.id !== view.joined?.you.id
    if (change.type === 'member-joined') {
      // Somebody already listed came back before anybody was told of the leave.
      const isNew = !byId.has(member.id)
      byId.set(member.id, change.member)
      if (isOther && isNew) entries.push({ kind: 'joined', at, member: authorOf(member) })
    } else {
      if (!byId.delete(member.id)) continue
      if (isOther)
        entries.push({ kind: 'left', at, member: authorOf(member), reason: change.reason })
    }
  }
  return { ...withEntries(view, entries), members: [...byId.values()], memberCount: count }
}

function applyFacts(view: SessionView, facts: readonly DurableFact[]): SessionView {
  // What was renamed before the join is in the member list already, perhaps under a still later name. [NM5]
  const joinedAt = view.joined?.sequence ?? 0
  const renames = facts
    .filter((fact) => fact.type === 'member-renamed')
    .filter(({ sequence }) => sequence > joinedAt)
  const withFacts = withEntries(
    view,
    facts.map((fact) =>
      fact.type === 'message' ? { kind: 'message', message: fact } : { kind: 'renamed', fact },
    ),
  )
  return renames.reduce(applyRename, withFacts)
}

function applyRename(view: SessionView, { member: id, name }: MemberRenamed): SessionView {
  return {
    ...view,
    members: view.members.map((member) => (member.id === id ? { ...member, name } : member)),
    joined:
      view.joined?.you.id === id
        ? { ...view.joined, you: { ...view.joined.you, name } }
        : view.joined,
  }
}

type WithoutKey<T> = T extends unknown ? Omit<T, 'key'> : never
type EntryWithoutKey = WithoutKey<TimelineEntry>

function withEntries(view: SessionView, entries: readonly EntryWithoutKey[]): SessionView {
  if (entries.length === 0) return view
  const keyed = entries.map((entry, index): TimelineEntry => ({
    ...entry,
    key: `e${view.entriesAdded + index}`,
  }))
  const timeline = [...view.timeline, ...keyed].slice(-MAX_TIMELINE_ENTRIES)
  return { ...view, timeline, entriesAdded: view.entriesAdded + entries.length }
}

function authorOf({ id, name }: Author): Author {
  return { id, name }
}
