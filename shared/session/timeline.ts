// The lines of a room as they are read: facts without a gap, and what happened among them.

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { isRuling } from '../protocol/ruling.ts'
import type {
  Author,
  DamagedFact,
  DurableFact,
  HistoryDamaged,
  MemberRenamed,
  Message,
  RulingFact,
  UnknownFact,
} from '../protocol/schema.ts'

/** Entries. Above this the oldest leave the timeline; about 30 MiB of the texts that people write. */
export const MAX_TIMELINE_ENTRIES = 20_000

/** Entries above which no older ones are read: what comes next must not push out what was just read. */
export const MAX_ENTRIES_TO_GROW = 15_000

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
  /** What was said while this client was away: `count` facts, those after the sequence number `after`. */
  | {
      readonly kind: 'away'
      readonly key: string
      readonly at: number
      readonly after: number
      readonly count: number
    }
  /** What the room decided about a member or about itself. */
  | { readonly kind: 'ruling'; readonly key: string; readonly fact: RulingFact }
  /** The host found that it had lost facts before this one. */
  | { readonly kind: 'history-damaged'; readonly key: string; readonly fact: HistoryDamaged }
  /** A fact that cannot be shown: damaged on the host's disk, or of a kind that only newer versions know. */
  | { readonly kind: 'unreadable'; readonly key: string; readonly fact: DamagedFact | UnknownFact }
  /** The host has another history than the one this client had read; that one was put aside. */
  | { readonly kind: 'diverged'; readonly key: string; readonly at: number }

/** What is before the first entry of the timeline. */
export type Older =
  /** Nothing: this is the beginning of what one may read. */
  | 'none'
  /** Messages that can be read. */
  | 'there'
  /** They are on their way. */
  | 'coming'
  /** They are with the host, who is away. */
  | 'away'
  /** More than a window can hold: they can be searched. */
  | 'too-many'

export type WithoutKey<T> = T extends unknown ? Omit<T, 'key'> : never

type Entry = WithoutKey<TimelineEntry>

interface Timeline {
  readonly timeline: readonly TimelineEntry[]
  readonly older: Older
  readonly entriesAdded: number
}

/** How a fact is read. */
export function entryOf(fact: DurableFact): Entry {
  if (isRuling(fact)) return { kind: 'ruling', fact }
  switch (fact.type) {
    case 'message':
      return { kind: 'message', message: fact }
    case 'member-renamed':
      return { kind: 'renamed', fact }
    case 'history-damaged':
      return { kind: 'history-damaged', fact }
    case 'damaged-fact':
    case 'unknown-fact':
      return { kind: 'unreadable', fact }
    default:
      return assertNever(fact)
  }
}

/** The timeline with more at its end; above MAX_TIMELINE_ENTRIES the oldest leave it. */
export function addNewest<T extends Timeline>(view: T, entries: readonly Entry[]): T {
  if (entries.length === 0) return view
  const { entriesAdded } = view
  const all = [
    ...view.timeline,
    ...entries.map((entry, index) => keyed(entry, entriesAdded + index)),
  ]
  const isTooLong = all.length > MAX_TIMELINE_ENTRIES
  const timeline = isTooLong ? all.slice(-MAX_TIMELINE_ENTRIES) : all
  const isFull = isTooLong && view.older !== 'too-many'
  const older = isFull ? 'there' : view.older
  return { ...view, timeline, older, entriesAdded: entriesAdded + entries.length }
}

/**
 * The timeline with facts before its first one. A line that tells of an absence keeps its place between
 * what was read before it and what was missed.
 */
export function addOlder<T extends Timeline>(view: T, facts: readonly DurableFact[]): T {
  const [first, ...rest] = view.timeline
  const added = facts.map((fact) => keyed(entryOf(fact), 0))
  if (first?.kind !== 'away') return { ...view, timeline: [...added, ...view.timeline] }
  const readBefore = facts.filter(({ sequence }) => sequence <= first.after).length
  const timeline = [...added.slice(0, readBefore), first, ...added.slice(readBefore), ...rest]
  return { ...view, timeline }
}

/** A fact has its number, whenever it was read; what happened beside the facts is counted. */
function keyed(entry: Entry, count: number): TimelineEntry {
  const sequence = sequenceOf(entry)
  return { ...entry, key: sequence === null ? `e${count}` : `f${sequence}` }
}

/** The number of an entry's fact; null for what the host does not remember. */
export function sequenceOf(entry: Entry): number | null {
  switch (entry.kind) {
    case 'message':
      return entry.message.sequence
    case 'renamed':
    case 'ruling':
    case 'history-damaged':
    case 'unreadable':
      return entry.fact.sequence
    case 'joined':
    case 'left':
    case 'away':
    case 'diverged':
      return null
    default:
      return assertNever(entry)
  }
}

/** The number of the first fact of a timeline; null when it has none. */
export function firstFactOf(timeline: readonly TimelineEntry[]): number | null {
  for (const entry of timeline) {
    const sequence = sequenceOf(entry)
    if (sequence !== null) return sequence
  }
  return null
}
