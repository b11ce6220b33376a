// Timeline and outbox -> the rows of the conversation. Pure: days are told apart by `dayOf`.

import { assertNever } from '../../../shared/assert-never.ts'
import type { MemberRenamed, Message, RulingFact } from '../../../shared/protocol/schema.ts'
import type { TimelineEntry } from '../../../shared/session/timeline.ts'
import type { PendingMessage, SessionView } from '../../../shared/session/view.ts'
import { foldPresence, type PresenceEntry, type PresenceSummary } from './fold-presence.ts'

/** Milliseconds. Messages of one author closer than this stand together. */
const GROUP_MS = 5 * 60_000

/** A line of the conversation. `key` is stable while the line stays in place. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly message: Message
      readonly isOwn: boolean
      /** The first of a group shows who speaks. */
      readonly isFirst: boolean
      /** The last of a group has air below it. */
      readonly isLast: boolean
    }
  | { readonly kind: 'presence'; readonly key: string; readonly summary: PresenceSummary }
  | { readonly kind: 'renamed'; readonly key: string; readonly fact: MemberRenamed }
  | { readonly kind: 'ruling'; readonly key: string; readonly fact: RulingFact }
  | { readonly kind: 'away'; readonly key: string; readonly count: number }
  | { readonly kind: 'history-damaged'; readonly key: string; readonly missing: number }
  | {
      readonly kind: 'unreadable'
      readonly key: string
      /** Damaged on the host's disk, or of a kind that only newer versions know. */
      readonly cause: 'damaged' | 'unknown'
    }
  | { readonly kind: 'diverged'; readonly key: string }
  | { readonly kind: 'pending'; readonly key: string; readonly pending: PendingMessage }

/** The start of the local day of a time: equal for times of one day. */
export function localDayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

/** The rows of a view, oldest first; what the host has not accepted stands at the end. */
export function buildRows(
  view: Pick<SessionView, 'timeline' | 'pending' | 'joined'>,
  dayOf: (at: number) => number = localDayOf,
): readonly Row[] {
  const you = view.joined?.you.id ?? null
  const rows: Row[] = []
  let day: number | null = null
  let run: PresenceEntry[] = []
  const endRun = () => {
    const [first] = run
    if (first) rows.push({ kind: 'presence', key: first.key, summary: foldPresence(run) })
    run = []
  }
  for (const entry of view.timeline) {
    if (isToldByRuling(entry)) continue
    const at = timeOf(entry)
    const entryDay: number | null = at === null ? day : dayOf(at)
    if (at !== null && entryDay !== day) {
      endRun()
      rows.push({ kind: 'day', key: `day-${entry.key}`, at })
      day = entryDay
    }
    if (entry.kind === 'joined' || entry.kind === 'left') {
      run.push(entry)
    } else {
      endRun()
      rows.push(rowOf(entry, you))
    }
  }
  endRun()
  return [...grouped(rows), ...pendingRows(view)]
}

/** Who was removed or banned did not just leave: the ruling says by whom, on a line of its own. */
function isToldByRuling(entry: TimelineEntry): boolean {
  return entry.kind === 'left' && (entry.reason === 'kicked' || entry.reason === 'banned')
}

/**
 * When an entry was made; null for those that make no day of their own: what stands between two times, and
 * facts of which only the place is known.
 */
function timeOf(entry: TimelineEntry): number | null {
  switch (entry.kind) {
    case 'message':
      return entry.message.at
    case 'renamed':
    case 'ruling':
    case 'history-damaged':
      return entry.fact.at
    case 'unreadable':
      return entry.fact.type === 'unknown-fact' ? null : entry.fact.at
    case 'joined':
    case 'left':
      return entry.at
    case 'away':
    case 'diverged':
      return null
    default:
      return assertNever(entry)
  }
}

function rowOf(entry: Exclude<TimelineEntry, PresenceEntry>, you: string | null): Row {
  const { key } = entry
  switch (entry.kind) {
    case 'message': {
      const isOwn = entry.message.author.id === you
      // One's own message keeps its row when the host accepts it: the id stays the same.
      const rowKey = isOwn ? `own-${entry.message.id}` : key
      const { message } = entry
      return { kind: 'message', key: rowKey, message, isOwn, isFirst: true, isLast: true }
    }
    case 'renamed':
      return { kind: 'renamed', key, fact: entry.fact }
    case 'ruling':
      return { kind: 'ruling', key, fact: entry.fact }
    case 'away':
      return { kind: 'away', key, count: entry.count }
    case 'history-damaged':
      return { kind: 'history-damaged', key, missing: entry.fact.missing }
    case 'unreadable': {
      const cause = entry.fact.type === 'damaged-fact' ? 'damaged' : 'unknown'
      return { kind: 'unreadable', key, cause }
    }
    case 'diverged':
      return { kind: 'diverged', key }
    default:
      return assertNever(entry)
  }
}

function grouped(rows: readonly Row[]): readonly Row[] {
  return rows.map((row, index) =>
    row.kind === 'message'
      ? {
          ...row,
          isFirst: !belongTogether(rows[index - 1], row),
          isLast: !belongTogether(row, rows[index + 1]),
        }
      : row,
  )
}

function belongTogether(earlier: Row | undefined, later: Row | undefined): boolean {
  if (earlier?.kind !== 'message' || later?.kind !== 'message') return false
  const { author: a, at: from } = earlier.message
  const { author: b, at: to } = later.message
  return a.id === b.id && a.name === b.name && Math.abs(to - from) < GROUP_MS
}

/** An accepted message can still be listed as pending for a moment: it shows once. */
function pendingRows({
  pending,
  timeline,
}: Pick<SessionView, 'timeline' | 'pending'>): readonly Row[] {
  if (pending.length === 0) return []
  const accepted = new Set(
    timeline.map((entry) => (entry.kind === 'message' ? entry.message.id : null)),
  )
  return pending
    .filter(({ id }) => !accepted.has(id))
    .map((message) => ({ kind: 'pending', key: `own-${message.id}`, pending: message }))
}
