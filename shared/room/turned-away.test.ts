import { expect, it } from 'vitest'
import { limitsWith } from '../protocol/limits.ts'
import { NOBODY_TOLD, tellOf } from './turned-away.ts'

const LIMITS = limitsWith({ 'refusal-reports-per-minute': 3 })

/** Of which of these it is told, one after the other. */
function told(events: readonly (readonly [key: string, now: number])[], limits = LIMITS) {
  let addresses = NOBODY_TOLD
  const result: string[] = []
  for (const [key, now] of events) {
    const next = tellOf(addresses, key, limits, now)
    if (!next) continue
    addresses = next
    result.push(`${key} ${now}`)
  }
  return { result, addresses }
}

it('[CN9] [B8] tells of an address once a minute at most', () => {
  const moments = [0, 1, 59_999, 60_000, 60_001, 119_999, 120_000, 120_001]

  expect(told(moments.map((now) => ['a', now] as const)).result).toEqual(['a 0', 'a 120000'])
})

it('[CN9] tells of each address for itself', () => {
  expect(
    told([
      ['a', 0],
      ['b', 0],
      ['a', 1],
    ]).result,
  ).toEqual(['a 0', 'b 0'])
})

it('[CN9] tells of so many addresses a minute, and remembers no more', () => {
  const flood = Array.from({ length: 100 }, (_, index) => [`n${index}`, index] as const)

  const { result, addresses } = told([...flood, ['late', 60_000]])

  expect(result).toEqual(['n0 0', 'n1 1', 'n2 2', 'late 60000'])
  expect(addresses.told.size + addresses.toldBefore.size).toBe(4)
})
