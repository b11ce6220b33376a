import { expect, test } from 'vitest'
import { locationOf } from './reading-place.ts'
import type { Row } from './timeline-rows.ts'

const rows: readonly Row[] = ['f1', 'f2', 'f3'].map((key) => ({ kind: 'diverged', key }))

test('the list begins at the end when one read there', () => {
  expect(locationOf(null, rows)).toEqual({ index: 'LAST', align: 'end' })
})

test('the list begins at the row that was first in view', () => {
  const expected = { index: 1, align: 'start' }
  expect(locationOf({ key: 'f2', offset: 12 }, rows)).toEqual(expected)
})

test('the list begins at the end when the row is gone', () => {
  expect(locationOf({ key: 'f9', offset: 12 }, rows)).toEqual({ index: 'LAST', align: 'end' })
})
