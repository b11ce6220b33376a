import { useState } from 'react'
import type { Row } from './timeline-rows.ts'

/** Far from zero: the index of the first row only has to move with what comes and goes at the top. */
const START = 1_000_000

/**
 * The index that the first row has in the list. It grows by the rows that left at the top and shrinks by
 * those that came there, so that the list keeps its place.
 */
export function useFirstIndex(rows: readonly Row[]): number {
  const [known, setKnown] = useState({ rows, first: START })
  if (known.rows === rows) return known.first
  const first = known.first - rowsAhead(known.rows, rows)
  setKnown({ rows, first })
  return first
}

/**
 * How many rows came at the top; negative when more have left. Told by the first line that was there before
 * and still is. Lines of the room's own numbering tell it best: a day is made anew at the top, and the line
 * of an absence may get rows right below it.
 */
export function rowsAhead(before: readonly Row[], after: readonly Row[]): number {
  return shiftOf(before, after, isFact) ?? shiftOf(before, after, isLine) ?? 0
}

function shiftOf(
  before: readonly Row[],
  after: readonly Row[],
  tells: (row: Row) => boolean,
): number | null {
  const first = before.findIndex(tells)
  if (first < 0) return null
  if (after[first]?.key === before[first]?.key) return 0
  const places = new Map(after.map(({ key }, index) => [key, index]))
  const formerly = before.findIndex((row) => tells(row) && places.has(row.key))
  const place = places.get(before[formerly]?.key ?? '')
  return place === undefined ? null : place - formerly
}

const FACT_ROWS: ReadonlySet<Row['kind']> = new Set([
  'message',
  'renamed',
  'ruling',
  'history-damaged',
  'unreadable',
])

function isFact({ kind }: Row): boolean {
  return FACT_ROWS.has(kind)
}

function isLine({ kind }: Row): boolean {
  return kind === 'presence' || kind === 'diverged'
}
