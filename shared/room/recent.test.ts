import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredFact } from '../history/history.ts'
import { addRecent, NO_RECENT_FACTS, recentAfter, recentAt, type RecentFacts } from './recent.ts'

function fact(sequence: number, bytes: number): StoredFact {
  return { sequence, epoch: 'epoch', frame: new Uint8Array(bytes) }
}

/** Facts of these bytes, added one after the other. */
function fill(sizes: readonly number[], limits: { facts: number; bytes: number }): RecentFacts {
  return sizes.reduce(
    (recent, bytes, index) => addRecent(recent, [fact(index + 1, bytes)], limits),
    NO_RECENT_FACTS,
  )
}

function sequences(recent: RecentFacts): number[] {
  return recent.facts.map(({ sequence }) => sequence)
}

describe('addRecent', () => {
  it('keeps the last facts, up to their number', () => {
    expect(sequences(fill([1, 1, 1], { facts: 2, bytes: 1e6 }))).toEqual([2, 3])
  })

  it('keeps the last facts, up to their bytes', () => {
    expect(sequences(fill([1_000, 1_000, 1], { facts: 9, bytes: 1_001 }))).toEqual([2, 3])
  })

  it('keeps nothing when one fact is above the bound', () => {
    expect(fill([1_001], { facts: 9, bytes: 1_000 })).toEqual(NO_RECENT_FACTS)
  })

  it('[JN3] never holds more than its bounds, and always the last ones, however they come', () => {
    const batches = fc.array(fc.array(fc.integer({ min: 5, max: 400 }), { maxLength: 5 }))
    const limits = fc.record({ facts: fc.nat(20), bytes: fc.nat(10_000) })

    fc.assert(
      fc.property(batches, limits, (added, bounds) => {
        let last = 0
        const recent = added.reduce(
          (held, sizes) =>
            addRecent(
              held,
              sizes.map((bytes) => fact(++last, bytes)),
              bounds,
            ),
          NO_RECENT_FACTS,
        )
        const { facts, bytes } = recent

        expect({
          few: facts.length <= bounds.facts && bytes <= bounds.bytes,
          counted: facts.reduce((sum, { frame }) => sum + frame.length, 0) === bytes,
          last: sequences(recent),
        }).toEqual({
          few: true,
          counted: true,
          last: facts.map((_, index) => last - facts.length + 1 + index),
        })
      }),
    )
  })
})

describe('recentAfter', () => {
  const recent = fill([1, 1, 1, 1], { facts: 3, bytes: 1e6 })

  it.each([
    [1, [2, 3, 4]],
    [2, [3, 4]],
    [4, []],
    [Number.MAX_SAFE_INTEGER, []],
  ])('gives what comes after %i', (sequence, expected) => {
    expect(recentAfter(recent, sequence, 4)?.map((fact) => fact.sequence)).toEqual(expected)
  })

  it('[JN3] says when some of it is no longer there', () => {
    expect([recentAfter(recent, 0, 4), recentAfter(NO_RECENT_FACTS, 0, 1)]).toEqual([null, null])
  })

  it('gives nothing of an empty room', () => {
    expect(recentAfter(NO_RECENT_FACTS, 0, 0)).toEqual([])
  })
})

describe('recentAt', () => {
  const recent = fill([1, 1, 1, 1], { facts: 3, bytes: 1e6 })

  it('[JN7] gives a fact while it is there', () => {
    expect([1, 2, 4, 5].map((sequence) => recentAt(recent, sequence)?.sequence)).toEqual([
      undefined,
      2,
      4,
      undefined,
    ])
  })

  it('gives nothing of an empty room', () => {
    expect(recentAt(NO_RECENT_FACTS, 1)).toBeNull()
  })
})
