import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fullAllowance, takeToken, type Allowance } from './allowance.ts'

const RATE = { burst: 3, perSecond: 10 }

/** Tries once at each moment: whether there was a token. */
function take(moments: readonly number[], rate = RATE): boolean[] {
  let allowance: Allowance = fullAllowance(rate, moments[0] ?? 0)
  return moments.map((now) => {
    const taken = takeToken(allowance, rate, now)
    allowance = taken.allowance
    return taken.ok
  })
}

describe('takeToken', () => {
  it('[FL1] gives the burst at once, then one after the other', () => {
    expect(take([0, 0, 0, 0, 99, 100, 100, 200])).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      false,
      true,
    ])
  })

  it('[FL1] says after how long there is a token', () => {
    const empty = { tokens: 0.25, countedAt: 1_000 }

    expect(takeToken(empty, RATE, 1_010)).toMatchObject({ ok: false, retryAfterMs: 65 })
  })

  it('[FL1] never saves more than the burst', () => {
    expect(take([0, 1_000_000, 1_000_000, 1_000_000, 1_000_000]).filter(Boolean)).toHaveLength(4)
  })

  it('[FL1] gives a token to whoever waits as long as was said', () => {
    const rates = fc.record({
      burst: fc.integer({ min: 1, max: 50 }),
      perSecond: fc.integer({ min: 1, max: 1_000 }),
    })
    const start = fc.integer({ min: 0, max: 2_000_000_000_000 })
    const steps = fc.array(fc.nat(200), { minLength: 1, maxLength: 100 })

    fc.assert(
      fc.property(rates, start, steps, (rate, begin, waits) => {
        let allowance: Allowance = fullAllowance(rate, begin)
        let now = begin
        const refusedAgain = waits.filter((wait) => {
          now += wait
          const taken = takeToken(allowance, rate, now)
          allowance = taken.allowance
          return !taken.ok && !takeToken(allowance, rate, now + taken.retryAfterMs).ok
        })

        expect(refusedAgain).toEqual([])
      }),
    )
  })

  it('[FL1] gives a token on time also where binary fractions fall short', () => {
    const rate = { burst: 2, perSecond: 4 }

    expect(take([0, 53, 109, 250], rate)).toEqual([true, true, false, true])
  })

  it('[FL1] gives at most the burst and the rate, over any time', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 1, maxLength: 200 }), (waits) => {
        let now = 0
        const moments = waits.map((wait) => (now += wait))
        const begin = moments[0] ?? 0

        const given = take(moments).filter(Boolean).length

        expect(given).toBeLessThanOrEqual(RATE.burst + ((now - begin) * RATE.perSecond) / 1_000)
      }),
    )
  })

  it('[FL1] goes on counting when the clock went back', () => {
    const hour = 3_600_000

    expect(take([hour, hour, hour, hour, 0, 50, 100])).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      true,
    ])
  })
})
