import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DurableFact } from '../protocol/schema.ts'
import {
  addNewest,
  addOlder,
  entryOf,
  MAX_ENTRIES_TO_GROW,
  MAX_TIMELINE_ENTRIES,
  sequenceOf,
  type Older,
  type TimelineEntry,
  type WithoutKey,
} from './timeline.ts'

interface Timeline {
  readonly timeline: readonly TimelineEntry[]
  readonly older: Older
  readonly entriesAdded: number
}

const EMPTY: Timeline = { timeline: [], older: 'none', entriesAdded: 0 }

function fact(sequence: number): DurableFact {
  const place = { room: 'front', epoch: 'epoch', at: sequence, sequence }
  if (sequence % 7 === 0) return { type: 'damaged-fact', ...place }
  if (sequence % 11 === 0) return { type: 'unknown-fact', ...place }
  if (sequence % 13 === 0) return { type: 'history-damaged', ...place, missing: 1 }
  if (sequence % 5 === 0) {
    return { type: 'member-renamed', ...place, member: 'ann', name: 'Ann', previous: 'An' }
  }
  const author = { id: 'ann', name: 'Ann' }
  return { type: 'message', ...place, id: `m${sequence}`, author, text: 'hi' }
}

function range(from: number, to: number): readonly DurableFact[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => fact(from + index))
}

function newest(view: Timeline, ...facts: readonly DurableFact[]): Timeline {
  return addNewest(view, facts.map(entryOf))
}

const came: WithoutKey<TimelineEntry> = {
  kind: 'joined',
  at: 1,
  member: { id: 'bob', name: 'Bob' },
}

function away(after: number, count: number): WithoutKey<TimelineEntry> {
  return { kind: 'away', at: 1, after, count }
}

function inShort({ timeline }: Timeline): readonly (number | string)[] {
  return timeline.map((entry) => sequenceOf(entry) ?? entry.kind)
}

function numbers({ timeline }: Timeline): readonly number[] {
  return timeline.flatMap((entry) => sequenceOf(entry) ?? [])
}

/** What happens in a room of which `first` was the first fact read: numbers of facts, or others. */
const steps = fc.array(
  fc.oneof(
    fc.record({ step: fc.constant('newest' as const), count: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ step: fc.constant('older' as const), count: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ step: fc.constant('presence' as const), count: fc.constant(1) }),
    fc.record({ step: fc.constant('away' as const), count: fc.integer({ min: 1, max: 9 }) }),
  ),
  { maxLength: 30 },
)

describe('addOlder and addNewest', () => {
  it('keep the facts in order, without a gap, each once and under a key of its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), steps, (start, all) => {
        let [first, last] = [start, start - 1]
        let view = EMPTY
        for (const { step, count } of all) {
          if (step === 'newest') {
            view = newest(view, ...range(last + 1, last + count))
            last += count
          } else if (step === 'older') {
            const from = Math.max(1, first - count)
            view = addOlder(view, range(from, first - 1))
            first = from
          } else {
            view = addNewest(view, [step === 'away' ? away(last, count) : came])
          }
        }

        const expected = range(first, last).map(({ sequence }) => sequence)
        expect(numbers(view)).toEqual(expected)
        const keys = view.timeline.map(({ key }) => key)
        expect(new Set(keys).size).toBe(keys.length)
      }),
    )
  })

  it('count only what was added at the end', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let view = EMPTY
        let [first, last] = [1_000, 999]
        let added = 0
        for (const { step, count } of all) {
          if (step === 'older') {
            view = addOlder(view, range(first - count, first - 1))
            first -= count
            continue
          }
          const facts = step === 'newest' ? range(last + 1, last + count) : []
          view = step === 'newest' ? newest(view, ...facts) : addNewest(view, [came])
          last += facts.length
          added += step === 'newest' ? facts.length : 1
        }

        expect(view.entriesAdded).toBe(added)
      }),
    )
  })

  it('leave an entry under its key, whatever comes before and after it', () => {
    const before = newest(addNewest(EMPTY, [came]), fact(51))

    const after = addOlder(newest(before, fact(52)), range(40, 50))

    for (const { key } of before.timeline) {
      expect(after.timeline.find((entry) => entry.key === key)).toBeDefined()
    }
    expect(after.timeline.find(({ key }) => key === 'f51')).toMatchObject({ message: fact(51) })
  })

  it('keep the line of an absence between what was read and what was missed', () => {
    const returned = newest(addNewest(EMPTY, [away(20, 30)]), ...range(41, 50))

    const missed = addOlder(returned, range(31, 40))
    const both = addOlder(missed, range(16, 30))
    const read = addOlder(both, range(14, 15))

    expect(inShort(missed).slice(0, 3)).toEqual(['away', 31, 32])
    expect(inShort(both).slice(0, 8)).toEqual([16, 17, 18, 19, 20, 'away', 21, 22])
    expect(inShort(read).slice(0, 8)).toEqual([14, 15, 16, 17, 18, 19, 20, 'away'])
  })

  it('keep the line of an absence first when a page ends where it began', () => {
    const returned = newest(addNewest(EMPTY, [away(20, 10)]), ...range(26, 30))

    const missed = addOlder(returned, range(21, 25))
    const read = addOlder(missed, range(16, 20))

    expect(inShort(missed)[0]).toBe('away')
    expect(inShort(read).slice(3, 8)).toEqual([19, 20, 'away', 21, 22])
  })
})

describe('the limit of a timeline', () => {
  it('keeps the newest entries, and what left can be read again', () => {
    const full = newest({ ...EMPTY, older: 'none' }, ...range(1, MAX_TIMELINE_ENTRIES))
    expect(full.older).toBe('none')

    const more = newest(full, ...range(MAX_TIMELINE_ENTRIES + 1, MAX_TIMELINE_ENTRIES + 3))

    expect({
      length: more.timeline.length,
      first: more.timeline[0]?.key,
      last: more.timeline.at(-1)?.key,
      older: more.older,
      added: more.entriesAdded,
    }).toEqual({
      length: MAX_TIMELINE_ENTRIES,
      first: 'f4',
      last: `f${MAX_TIMELINE_ENTRIES + 3}`,
      older: 'there',
      added: MAX_TIMELINE_ENTRIES + 3,
    })
  })

  it('leaves room for what comes next after it was grown', () => {
    const grown = newest(EMPTY, ...range(1, MAX_ENTRIES_TO_GROW))

    const more = newest(grown, ...range(MAX_ENTRIES_TO_GROW + 1, MAX_ENTRIES_TO_GROW + 1_000))

    expect([more.timeline[0]?.key, more.older]).toEqual(['f1', 'none'])
  })

  it('changes nothing when nothing is added', () => {
    const view = newest(EMPTY, fact(1))

    expect(addNewest(view, [])).toBe(view)
    expect(addOlder(view, []).timeline).toEqual(view.timeline)
  })
})
