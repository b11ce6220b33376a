import { expect, it } from 'vitest'
import { limitsWith } from '../protocol/limits.ts'
import { RequestPace } from './request-pace.ts'

const NOW = 1_000_000

/** 10 at once, then 5 a second. */
function pace(): RequestPace {
  const ours = { 'requests-at-once': 8, 'requests-per-second': 4 }
  return new RequestPace(limitsWith({ ...ours, 'flood-burst': 2, 'flood-per-second': 1 }))
}

/** What so many short requests at one moment come to. */
function takeAll(from: RequestPace, count: number, now = NOW): readonly number[] {
  return Array.from({ length: count }, () => from.take(20, now))
}

it('[RQ5] so many are heard at once, and each one more costs the time of one', () => {
  expect(takeAll(pace(), 13)).toEqual([...Array.from({ length: 10 }, () => 0), 200, 400, 600])
})

it('[RQ5] who waited as long as was said may ask one more', () => {
  const asked = pace()
  const waits = takeAll(asked, 11)

  expect([waits.at(-1), asked.take(20, NOW + 400), asked.take(20, NOW + 400)]).toEqual([
    200, 0, 200,
  ])
})

it('[RQ5] a long request costs as many as short ones', () => {
  const asked = pace()

  expect([asked.take(9 * 4_096, NOW), asked.take(4_095, NOW)]).toEqual([0, 200])
})

it('[RQ5] nobody waits longer than 10 s, also when the clock goes back', () => {
  const asked = pace()
  takeAll(asked, 1_000)

  expect([
    asked.take(20, NOW),
    asked.take(20, NOW - 1e9),
    asked.take(20, NOW - 1e9 + 12_200),
  ]).toEqual([10_000, 10_000, 0])
})

it('[RQ5] a client that is as busy as it may be is never paused', () => {
  const asked = new RequestPace(limitsWith())
  const limits = limitsWith()
  const waits = Array.from({ length: 600 }, (_, index) => {
    const second = index * 1_000
    const asks = (index === 0 ? 2 * limits['flood-burst'] : 0) + 2 * limits['flood-per-second']
    return Math.max(...takeAll(asked, asks + 1, NOW + second))
  })

  expect(Math.max(...waits)).toBe(0)
})
