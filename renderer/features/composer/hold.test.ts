import { expect, test } from 'vitest'
import { isWorthTelling } from './hold.ts'

test('a hold is told when there is time to read it', () => {
  const hold = { reason: { code: 'rate-limited' }, retryAt: 10_000 } as const

  expect([9_400, 9_500, 9_501, 10_000, 11_000].map((now) => isWorthTelling(hold, now))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})
