import { expect, test } from 'vitest'
import { rowsGone } from './use-first-index.ts'
import type { Row } from './timeline-rows.ts'

const day = (key: string): Row => ({ kind: 'day', key, at: 0 })
const line = (key: string): Row => ({ kind: 'away', key, caughtUp: 1, missed: 0 })

test('rows added at the end move nothing', () => {
  expect(rowsGone([day('d'), line('a')], [day('d'), line('a'), line('b')])).toBe(0)
})

test('the first rows of a list move nothing', () => {
  expect(rowsGone([], [day('d'), line('a')])).toBe(0)
})

test('rows that left at the top are counted, the day made anew is not', () => {
  const before = [day('d1'), line('a'), line('b'), line('c')]
  expect(rowsGone(before, [day('d2'), line('c'), line('e')])).toBe(2)
})
