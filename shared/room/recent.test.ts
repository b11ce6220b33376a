import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../protocol/frame.ts'
import type { Message } from '../protocol/schema.ts'
import { testId } from './host.fixture.ts'
import {
  addRecent,
  findRecentMessage,
  NO_RECENT_FACTS,
  recentAfter,
  type RecentFacts,
} from './recent.ts'

function message(sequence: number, text = 'x'): Message {
  const author = { id: testId('a'), name: '😀'.repeat(32) }
  return {
    type: 'message',
    room: 'r'.repeat(32),
    sequence,
    id: testId(sequence),
    author,
    at: 1e13,
    text,
  }
}

function fill(texts: readonly string[], limits: { facts: number; bytes: number }): RecentFacts {
  return texts.reduce(
    (recent, text, index) => addRecent(recent, message(index + 1, text), limits),
    NO_RECENT_FACTS,
  )
}

function sequences(recent: RecentFacts): number[] {
  return recent.facts.map(({ sequence }) => sequence)
}

describe('addRecent', () => {
  it('keeps the last facts, up to their number', () => {
    expect(sequences(fill(['a', 'b', 'c'], { facts: 2, bytes: 1e6 }))).toEqual([2, 3])
  })

  it('keeps the last facts, up to their bytes', () => {
    const recent = fill(['a'.repeat(1_000), 'b'.repeat(1_000), 'c'], { facts: 9, bytes: 4_100 })

    expect(sequences(recent)).toEqual([2, 3])
  })

  it('keeps nothing when one fact is above the bound', () => {
    expect(fill(['a'.repeat(1_000)], { facts: 9, bytes: 1_000 })).toEqual(NO_RECENT_FACTS)
  })

  it('[JN3] never holds more than its bounds, counted on the wire', () => {
    const texts = fc.array(
      fc.string({ unit: 'binary', maxLength: 400 }).map((text) => text.toWellFormed()),
    )
    const limits = fc.record({ facts: fc.nat(20), bytes: fc.nat(10_000) })

    fc.assert(
      fc.property(texts, limits, (written, bounds) => {
        const { facts, bytes } = fill(
          // Controls never get this far.
          written.map((text) => text.replace(/\p{Cc}/gu, '"')),
          bounds,
        )
        const onWire = facts.reduce((sum, fact) => sum + encodeFrame(fact).length, 0)

        expect({
          few: facts.length <= bounds.facts,
          counted: onWire <= bytes && bytes <= bounds.bytes,
          last: facts.at(-1)?.sequence ?? written.length,
        }).toEqual({ few: true, counted: true, last: written.length })
      }),
    )
  })
})

describe('recentAfter', () => {
  const recent = fill(['a', 'b', 'c', 'd'], { facts: 3, bytes: 1e6 })

  it.each([
    [0, [2, 3, 4]],
    [1, [2, 3, 4]],
    [2, [3, 4]],
    [4, []],
    [Number.MAX_SAFE_INTEGER, []],
  ])('gives what comes after %i', (sequence, expected) => {
    expect(recentAfter(recent, sequence).map((fact) => fact.sequence)).toEqual(expected)
  })

  it('gives nothing of an empty room', () => {
    expect(recentAfter(NO_RECENT_FACTS, 0)).toEqual([])
  })
})

describe('findRecentMessage', () => {
  it('[SM2] finds a message while it is there', () => {
    const recent = fill(['a', 'b', 'c'], { facts: 2, bytes: 1e6 })

    expect([testId(1), testId(3)].map((id) => findRecentMessage(recent, id)?.sequence)).toEqual([
      undefined,
      3,
    ])
  })
})
