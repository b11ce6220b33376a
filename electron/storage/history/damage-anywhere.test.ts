import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  copyFiles,
  crashed,
  FILES,
  flip,
  random,
  readFolder,
  silentLosses,
} from './damage.fixture.ts'

describe('a history damaged anywhere', () => {
  it.each(FILES)('never loses a fact silently when bits of %s flip', (file) => {
    const { folder, whole } = crashed()
    const problems: string[] = []
    const next = random(1)
    const size = readFileSync(join(folder, file)).length
    for (let trial = 0; trial < 35; trial++) {
      const copy = copyFiles(folder)
      // The head file is empty behind its records.
      const offset = next(file === 'history.head' ? 4_096 : size)
      const bit = next(8)
      flip(join(copy, file), offset, bit)

      const found = readFolder(copy)

      problems.push(...silentLosses(whole, found, `${file} ${offset}.${bit}`))
    }

    expect(problems).toEqual([])
  })

  it.each(FILES)('never loses a fact silently when %s is cut short', (file) => {
    const { folder, whole } = crashed()
    const problems: string[] = []
    const next = random(2)
    const size = readFileSync(join(folder, file)).length
    for (const offset of [0, 1, ...Array.from({ length: 12 }, () => next(size))]) {
      const copy = copyFiles(folder)
      truncateSync(join(copy, file), offset)

      const found = readFolder(copy)

      problems.push(...silentLosses(whole, found, `${file} cut at ${offset}`))
    }

    expect(problems).toEqual([])
  })

  it('never loses a fact silently when a block of the database is something else', () => {
    const { folder, whole } = crashed()
    const problems: string[] = []
    const next = random(3)
    const size = readFileSync(join(folder, 'history.db')).length
    for (let trial = 0; trial < 25; trial++) {
      const copy = copyFiles(folder)
      const bytes = readFileSync(join(copy, 'history.db'))
      const offset = next(size / 512) * 512
      bytes.fill(trial % 2 === 0 ? 0 : 0xa5, offset, Math.min(size, offset + 512 * (1 + next(16))))
      writeFileSync(join(copy, 'history.db'), bytes)

      const found = readFolder(copy)

      problems.push(...silentLosses(whole, found, `block at ${offset}`))
    }

    expect(problems).toEqual([])
  })
})
