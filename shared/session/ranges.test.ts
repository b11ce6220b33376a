import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Range } from './copy.ts'
import { addRange, commonRanges, gapBelow, rangeOf } from './ranges.ts'

const LAST = 40

const ranges = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: LAST }), fc.integer({ min: -1, max: 8 }))
    .map(([from, length]): Range => ({ from, to: Math.min(LAST, from + length) })),
  { maxLength: 12 },
)

function held(added: readonly Range[]): readonly Range[] {
  return added.reduce<readonly Range[]>(addRange, [])
}

/** The numbers in ranges, one by one. */
function numbersOf(list: readonly Range[]): Set<number> {
  const numbers = new Set<number>()
  for (const { from, to } of list) for (let each = from; each <= to; each++) numbers.add(each)
  return numbers
}

const ALL = Array.from({ length: LAST }, (_, index) => index + 1)

describe('ranges', () => {
  it('hold what was added and nothing else, ascending and apart', () => {
    fc.assert(
      fc.property(ranges, (added) => {
        const list = held(added)

        expect([...numbersOf(list)]).toEqual([...numbersOf(added)].toSorted((a, b) => a - b))
        const areApart = list.every(({ from, to }, index) => {
          return from <= to && from > (list[index - 1]?.to ?? -1) + 1
        })
        expect(areApart).toBe(true)
      }),
    )
  })

  it('find the range of each number that they hold', () => {
    fc.assert(
      fc.property(ranges, (added) => {
        const list = held(added)
        const numbers = numbersOf(list)

        for (const sequence of ALL) {
          const range = rangeOf(list, sequence)
          const isFound = range !== null && range.from <= sequence && sequence <= range.to
          expect(isFound).toBe(numbers.has(sequence))
        }
      }),
    )
  })

  it('[HI1] have below each range exactly what is missing there, from the first on', () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 1, max: LAST }), (added, first) => {
        const list = held(added)
        const numbers = numbersOf(list)

        for (const { from } of list) {
          const missing: number[] = []
          for (let each = from - 1; each >= first && !numbers.has(each); each--)
            missing.unshift(each)
          const gap = gapBelow(list, from, first)
          expect(gap === null ? [] : [...numbersOf([gap])]).toEqual(missing)
        }
      }),
    )
  })
})

describe('commonRanges', () => {
  it('holds exactly the numbers that both hold', () => {
    fc.assert(
      fc.property(ranges, ranges, (some, others) => {
        const [one, other] = [held(some), held(others)]
        const common = commonRanges(one, other)
        const numbers = Array.from({ length: LAST + 10 }, (_, index) => index + 1)
        expect(numbers.filter((number) => rangeOf(common, number))).toEqual(
          numbers.filter((number) => rangeOf(one, number) && rangeOf(other, number)),
        )
      }),
    )
  })
})
