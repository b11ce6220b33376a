import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lookAlikes, lookAlikesSource } from './look-alikes.mjs'

test('the table of look-alikes is what the data gives', () => {
  const file = new URL('../../shared/protocol/look-alikes.ts', import.meta.url)

  expect(readFileSync(file, 'utf8')).toBe(lookAlikesSource())
})

test('nothing is left to replace in what something is replaced with', () => {
  const map = lookAlikes()
  const left = Array.from(map.values()).filter((target) =>
    Array.from(target).some((character) => map.has(character)),
  )

  expect(left).toEqual([])
})
