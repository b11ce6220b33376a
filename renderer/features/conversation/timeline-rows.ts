// Timeline and outbox -> the rows of the conversation. Pure: days are told apart by `dayOf`.

import { assertNever } from '../../../shared/assert-never.ts'
import type { MemberRenamed, Message } from '../../../shared/protocol/schema.ts'
import type { PendingMessage, SessionView, TimelineEntry } from '../../../shared/session/view.ts'
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
  | {
      readonly kind: 'away'
      readonly key: string
      readonly caughtUp: number
      readonly missed: number
    }
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
    const at = timeOf(entry)
    const entryDay = dayOf(at)
    if (entryDay !== day) {
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

function timeOf(entry: TimelineEntry): number {
  switch (entry.kind) {
    case 'message':
      return entry.message.at
    case 'renamed':
      return entry.fact.at
    case 'joined':
    case 'left':
    case 'away':
      return entry.at
    default:
      return assertNever(entry)
  }
}

function rowOf(entry: Exclude<TimelineEntry, PresenceEntry>, you: string | null): Row {
  switch (entry.kind) {
    case 'message': {
      const isOwn = entry.message.author.id === you
      // One's own message keeps its row when the host accepts it: the id stays the same.
      const key = isOwn ? `own-${entry.message.id}` : entry.key
      return { kind: 'message', key, message: entry.message, isOwn, isFirst: true, isLast: true }
    }
    case 'renamed':
      return { kind: 'renamed', key: entry.key, fact: entry.fact }
    case 'away':
      return { kind: 'away', key: entry.key, caughtUp: entry.caughtUp, missed: entry.missed }
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
