import { describe, expect, it } from 'vitest'
import type { Draft } from '../history/history.ts'
import { BATCH_FACTS, BATCH_UNITS } from '../protocol/limits.ts'
import type { Submission } from '../room/effect.ts'
import { testId } from '../room/host.fixture.ts'
import { CommitQueue } from './commit-queue.ts'
import { submission } from './loop.fixture.ts'

function filled(submissions: readonly Submission[], max = 1_000): CommitQueue {
  const queue = new CommitQueue(max)
  for (const each of submissions) queue.push(each)
  return queue
}

/** How many are in each commit, until nothing waits. */
function batches(queue: CommitQueue): number[] {
  const sizes: number[] = []
  for (let batch = queue.begin(); batch; batch = queue.begin()) {
    sizes.push(batch.length)
    queue.settle()
  }
  return sizes
}

function many(count: number, text = 'x'): Submission[] {
  return Array.from({ length: count }, (_, id) => submission(id, text))
}

describe('CommitQueue', () => {
  it('[ST1] gives what waits in its order, one commit at a time', () => {
    const [a, b, c] = [submission('a'), submission('b'), submission('c')]
    const queue = filled([a, b])
    const first = queue.begin()
    queue.push(c)
    const meanwhile = queue.begin()
    queue.settle()

    expect([first, meanwhile, queue.begin()]).toEqual([[a, b], null, [c]])
  })

  it('[BC1] puts so many facts into one commit', () => {
    expect(batches(filled(many(BATCH_FACTS + 1)))).toEqual([BATCH_FACTS, 1])
  })

  it('[BC1] puts so much text into one commit, and one at least', () => {
    const half = 'x'.repeat(BATCH_UNITS / 2)
    const submissions = [half, half, 'x', `${half}${half}x`, 'x'].map((text, id) =>
      submission(id, text),
    )

    expect(batches(filled(submissions))).toEqual([2, 1, 1, 1])
  })

  it.each(['member-kicked', 'member-banned', 'member-muted', 'member-unmuted'] as const)(
    '[MO2] [MO4] ends a commit at a ruling after which somebody is silent: %s',
    (type) => {
      const ann = { id: testId('MAnn'), name: 'Ann' }
      const draft = { type, member: ann, until: null, by: ann } as Draft
      const ruling = { connection: 1, member: ann.id, draft }

      const isEnd = type !== 'member-unmuted'
      expect(batches(filled([submission(1), ruling, submission(2)]))).toEqual(isEnd ? [2, 1] : [3])
    },
  )

  it('[BC1] counts no text for a rename', () => {
    const draft = {
      type: 'member-renamed',
      member: testId('MAnn'),
      name: 'Anna',
      previous: 'Ann',
    } as const
    const rename = { connection: 1, member: draft.member, draft }

    expect(batches(filled([submission('a', 'x'.repeat(BATCH_UNITS)), rename]))).toEqual([2])
  })

  it('[ST1] takes no more than may wait, not counting what is under way', () => {
    const queue = filled(many(2), 2)
    const full = queue.push(submission('c'))
    queue.begin()

    expect([full, queue.push(submission('c')), queue.push(submission('d'))]).toEqual([
      false,
      true,
      true,
    ])
  })

  it('[ST1] gives back everything when a commit fails, in its order', () => {
    const [a, b, c] = [submission('a'), submission('b'), submission('c')]
    const queue = filled([a, b])
    queue.begin()
    queue.push(c)

    expect([queue.fail(), queue.isIdle, queue.begin()]).toEqual([[a, b, c], true, null])
  })

  it('is idle when nothing waits and nothing is under way', () => {
    const queue = new CommitQueue(9)
    const seen = [queue.isIdle]
    queue.push(submission('a'))
    seen.push(queue.isIdle)
    queue.begin()
    seen.push(queue.isIdle)
    queue.settle()

    expect([...seen, queue.isIdle]).toEqual([true, false, false, true])
  })
})
