import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The rows of the table in docs/bad-input.md: the number, and the files of its tests. */
const rows = readFileSync(`${root}/docs/bad-input.md`, 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number = '', , , tests = ''] = line.split('|').map((cell) => cell.trim())
    const files = Array.from(tests.matchAll(/`([^`]+)`/g), ([, file = '']) => file)
    return /^B\d+$/.test(number) ? [{ number, files }] : []
  })

/** There is nothing in this version that could meet them. */
const ABSENT = ['B22', 'B23']

test('docs/bad-input.md has a row for each kind of bad input', () => {
  expect(rows.map(({ number }) => number)).toEqual(
    Array.from({ length: 33 }, (_, index) => `B${index + 1}`),
  )
})

test('docs/bad-input.md names tests for each, and they bear its number', () => {
  const without = rows.filter(({ files }) => files.length === 0).map(({ number }) => number)
  const missing = rows.flatMap(({ number, files }) =>
    files.filter((file) => !readFileSync(`${root}/${file}`, 'utf8').includes(`[${number}]`)),
  )

  expect({ without, missing }).toEqual({ without: ABSENT, missing: [] })
})
