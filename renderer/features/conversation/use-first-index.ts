import { useState } from 'react'
import type { Row } from './timeline-rows.ts'

/** Far from zero: the index of the first row only has to move with what leaves at the top. */
const START = 1_000_000

/**
 * The index that the first row has in the list. It grows by the rows that left at the top, so that the
 * list keeps its place when the oldest entries leave the view.
 */
export function useFirstIndex(rows: readonly Row[]): number {
  const [known, setKnown] = useState({ rows, first: START })
  if (known.rows === rows) return known.first
  const first = known.first + rowsGone(known.rows, rows)
  setKnown({ rows, first })
  return first
}

/** How many rows left at the top. Day rows are made anew at the top: they tell nothing. */
export function rowsGone(before: readonly Row[], after: readonly Row[]): number {
  const anchor = after.findIndex((row) => row.kind !== 'day')
  const key = after[anchor]?.key
  if (key === undefined || before[anchor]?.key === key) return 0
  const formerly = before.findIndex((row) => row.key === key)
  return formerly < 0 ? 0 : Math.max(0, formerly - anchor)
}
