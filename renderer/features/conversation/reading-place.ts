// Where one reads: found in the page, and found again in the rows.

import type { IndexLocationWithAlign } from 'react-virtuoso'
import type { ReadingPlace } from '../../store/chat-state.ts'
import type { Row } from './timeline-rows.ts'

/** The first row in view that stays what it is; a day may be made anew. Null when there is none. */
export function readingPlace(scroller: HTMLElement, rows: readonly Row[]): ReadingPlace | null {
  const top = scroller.getBoundingClientRect().top
  for (const element of scroller.querySelectorAll<HTMLElement>('[data-index]')) {
    const { top: rowTop, bottom } = element.getBoundingClientRect()
    const row = rows[Number(element.dataset['index'])]
    if (bottom > top && row && row.kind !== 'day') return { key: row.key, offset: top - rowTop }
  }
  return null
}

/** Where the row of a place is now; -1 when it is gone. */
export function indexOf(place: ReadingPlace, rows: readonly Row[]): number {
  return rows.findIndex(({ key }) => key === place.key)
}

/** Where the list begins to show: at the row of the place, or at the end when that is gone. */
export function locationOf(
  place: ReadingPlace | null,
  rows: readonly Row[],
): IndexLocationWithAlign {
  const index = place ? indexOf(place, rows) : -1
  return index >= 0 ? { index, align: 'start' } : { index: 'LAST', align: 'end' }
}
