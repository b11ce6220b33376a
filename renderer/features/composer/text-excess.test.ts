import { expect, test } from 'vitest'
import { excessBytes } from './text-excess.ts'

test('bytes of UTF-8 count, not characters', () => {
  expect(excessBytes('ü'.repeat(5), 10)).toBe(0)
  expect(excessBytes('ü'.repeat(6), 10)).toBe(2)
})

test('a line end counts as it is sent: as one byte', () => {
  expect(excessBytes('a\r\nb', 3)).toBe(0)
})
