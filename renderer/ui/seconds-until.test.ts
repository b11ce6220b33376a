import { expect, test } from 'vitest'
import { secondsUntil } from './seconds-until.ts'

test('a started second counts in full, and the past is zero', () => {
  expect(secondsUntil(10_001, 0)).toBe(11)
  expect(secondsUntil(10_000, 0)).toBe(10)
  expect(secondsUntil(0, 5_000)).toBe(0)
})
