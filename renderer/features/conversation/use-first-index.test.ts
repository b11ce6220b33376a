import { expect, test } from 'vitest'
import type { Message } from '../../../shared/protocol/schema.ts'
import type { TimelineEntry } from '../../../shared/session/timeline.ts'
import { buildRows, type Row } from './timeline-rows.ts'
import { rowsAhead } from './use-first-index.ts'

const DAY = 100

/** A message by its number; ten of them make a day. */
function fact(sequence: number): TimelineEntry {
  const message: Message = {
    type: 'message',
    room: 'front',
    sequence,
    epoch: 'epoch',
    id: `m${sequence}`,
    author: { id: 'ann', name: 'Ann' },
    at: sequence * 10,
    text: 'hi',
  }
  return { kind: 'message', key: `f${sequence}`, message }
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => fact(from + index))
const came = (name: string): TimelineEntry => ({
  kind: 'joined',
  key: `e-${name}`,
  at: 1_000,
  member: { id: name, name },
})
const away: TimelineEntry = { kind: 'away', key: 'e1', at: 1_000, after: 20, count: 30 }

function rowsOf(...timeline: TimelineEntry[]): readonly Row[] {
  return buildRows({ timeline, pending: [], joined: null }, (at) => Math.floor(at / DAY))
}

/** Where a row is, counted from the index that the list gives to its first row. */
const placeOf = (rows: readonly Row[], key: string) => rows.findIndex((row) => row.key === key)

test('rows added at the end move nothing', () => {
  expect(rowsAhead(rowsOf(...range(1, 2)), rowsOf(...range(1, 12)))).toBe(0)
})

test('the first rows of a list move nothing', () => {
  expect(rowsAhead([], rowsOf(...range(1, 2)))).toBe(0)
})

test.each([
  ['of the same day', range(33, 34)],
  ['of a day of their own', range(25, 29)],
  ['of several days', range(5, 34)],
])('rows that came at the top, %s, leave every line at its index', (_, older) => {
  const before = rowsOf(...range(35, 52))
  const after = rowsOf(...older, ...range(35, 52))

  const ahead = rowsAhead(before, after)

  for (const key of ['f35', 'f39', 'day-f40', 'f40', 'f52']) {
    expect([key, placeOf(after, key) - ahead]).toEqual([key, placeOf(before, key)])
  }
})

test('rows that left at the top are counted, the day made anew is not', () => {
  const before = rowsOf(...range(31, 40))
  const after = rowsOf(...range(34, 42))

  expect(rowsAhead(before, after)).toBe(-3)
})

test('rows that come below the line of an absence move what is below it', () => {
  const before = rowsOf(away, ...range(35, 37))
  const after = rowsOf(away, ...range(31, 37))

  const ahead = rowsAhead(before, after)

  expect(placeOf(after, 'f35') - ahead).toBe(placeOf(before, 'f35'))
})

test('where no message is yet, other lines tell it', () => {
  const before = rowsOf(came('ann'))
  const after = rowsOf(...range(35, 37), came('ann'))

  expect(placeOf(after, 'e-ann') - rowsAhead(before, after)).toBe(placeOf(before, 'e-ann'))
})

test('a list that has nothing in common with the former one moves nothing', () => {
  expect(rowsAhead(rowsOf(...range(1, 9)), rowsOf(...range(50, 55)))).toBe(0)
})
