import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprint, FINGERPRINT_KEY_LENGTH, NO_FINGERPRINT, SaidIndex } from './said-index.ts'

let state = 1
const key = Uint32Array.from({ length: FINGERPRINT_KEY_LENGTH }, () => {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return state
})

describe('SaidIndex', () => {
  it('finds every entry under its fingerprint, also where several share one', () => {
    const prints = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 3_000 })
    fc.assert(
      fc.property(prints, (list) => {
        const index = new SaidIndex()
        list.forEach((print, at) => index.add(print, at + 1))

        const found = list.map((print, at) =>
          index.find(print, (sequence) => (sequence === at + 1 ? sequence : null)),
        )

        expect(found).toEqual(list.map((_, at) => at + 1))
        expect(index.find(51, (sequence) => sequence)).toBeNull()
      }),
      { numRuns: 20 },
    )
  })

  it('gives nothing when no candidate passes the test', () => {
    const index = new SaidIndex()
    index.add(7, 1)

    expect(index.find(7, () => null)).toBeNull()
  })
})

describe('fingerprint', () => {
  it('is never the one of no message', () => {
    expect(fingerprint(new Uint32Array(FINGERPRINT_KEY_LENGTH), 'ann', 'id')).not.toBe(
      NO_FINGERPRINT,
    )
  })

  it('depends on author, id and key', () => {
    const prints = [
      fingerprint(key, 'ann', 'id'),
      fingerprint(key, 'bob', 'id'),
      fingerprint(key, 'ann', 'di'),
      fingerprint(key, 'id', 'ann'),
      fingerprint(key.toReversed(), 'ann', 'id'),
    ]

    expect(new Set(prints).size).toBe(prints.length)
  })

  it('spreads ids that differ little', () => {
    const prints = Array.from({ length: 20_000 }, (_, index) =>
      fingerprint(key, 'ann', `${index}`.padEnd(22, '-')),
    )

    expect(new Set(prints).size).toBeGreaterThan(19_990)
  })
})
