import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The rows of docs/classic.md: the number, and file and title of each test. */
const rows = readFileSync(`${root}/docs/classic.md`, 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number = '', , , cell = ''] = line.split('|').map((part) => part.trim())
    const tests = Array.from(
      cell.matchAll(/`([^`]+)` "([^"]+)"/g),
      ([, file = '', title = '']) => ({
        file,
        title,
      }),
    )
    return /^[BSDM]-[FD]\d+$/.test(number) ? [{ number, tests }] : []
  })

/** How many features and defects each of the four programs has. */
const COUNTS = {
  'B-F': 20,
  'S-F': 16,
  'D-F': 10,
  'M-F': 11,
  'B-D': 20,
  'S-D': 21,
  'D-D': 5,
  'M-D': 18,
}

/** What is not built yet: private messages and the proxy. */
const COMING = ['S-D7', 'M-D8', 'M-D9']

test('docs/classic.md has a row for each feature and each defect', () => {
  const expected = Object.entries(COUNTS).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, index) => `${group}${index + 1}`),
  )

  expect(rows.map(({ number }) => number)).toEqual(expected)
})

test('docs/classic.md names tests that exist', () => {
  const without = rows.filter(({ tests }) => tests.length === 0).map(({ number }) => number)
  const missing = rows.flatMap(({ number, tests }) =>
    tests
      .filter(({ file, title }) => !hasTest(file, title))
      .map(({ file, title }) => `${number}: ${file} "${title}"`),
  )

  expect({ without, missing }).toEqual({ without: COMING, missing: [] })
})

function hasTest(file: string, title: string): boolean {
  return existsSync(`${root}/${file}`) && readFileSync(`${root}/${file}`, 'utf8').includes(title)
}
