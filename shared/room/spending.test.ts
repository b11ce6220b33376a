import { describe, expect, it } from 'vitest'
import { fullAllowance, takeToken } from '../protocol/allowance.ts'
import { allowanceOf, NOTHING_SPENT, withAllowance, type Spending } from './spending.ts'

/** An empty one is full again after three seconds. */
const RATE = { burst: 30, perSecond: 10 }
const START = 1_000_000

/** Says something; nothing when it may not. */
function spend(spending: Spending, member: string, now: number): Spending {
  const token = takeToken(allowanceOf(spending, member, RATE, now), RATE, now)
  return withAllowance(spending, member, token.allowance, RATE, now)
}

function left(spending: Spending, member: string, now: number): number {
  let count = 0
  let allowance = allowanceOf(spending, member, RATE, now)
  for (;;) {
    const token = takeToken(allowance, RATE, now)
    if (!token.ok) return count
    allowance = token.allowance
    count++
  }
}

describe('what members may still say', () => {
  it('[FL1] is everything for who has said nothing', () => {
    expect(left(NOTHING_SPENT, 'ann', START)).toBe(30)
  })

  it('[FL1] is the same as if everybody were remembered for ever', () => {
    let spending = NOTHING_SPENT
    const all = new Map<string, ReturnType<typeof fullAllowance>>()
    let random = 7
    for (let now = START, step = 0; step < 5_000; step++) {
      random = (random * 48_271) % 2_147_483_647
      now += random % 97 === 0 ? random % 7_000 : random % 40
      const member = `member ${random % 5}`
      const known = all.get(member) ?? fullAllowance(RATE, now)
      const token = takeToken(known, RATE, now)
      expect(left(spending, member, now)).toBe(Math.floor(tokensAt(known, now) + 1e-6))
      all.set(member, token.allowance)
      spending = spend(spending, member, now)
    }
  })

  it('[FL1] is remembered of those only who have said something in two periods', () => {
    let spending = NOTHING_SPENT
    for (let index = 0; index < 10_000; index++) {
      spending = spend(spending, `stranger ${index}`, START + index)
    }

    expect(spending.lately.size + spending.before.size).toBeLessThanOrEqual(6_000)
  })

  it('[FL1] forgets also when the clock went back', () => {
    let spending = NOTHING_SPENT
    for (let index = 0; index < 10_000; index++) {
      spending = spend(spending, `stranger ${index}`, START - 900_000 + index)
      if (index === 100) spending = spend(spending, 'ann', START)
    }

    expect(spending.lately.size + spending.before.size).toBeLessThanOrEqual(6_000)
  })
})

function tokensAt({ tokens, countedAt }: ReturnType<typeof fullAllowance>, now: number): number {
  return Math.min(RATE.burst, tokens + ((now - countedAt) * RATE.perSecond) / 1_000)
}
