import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAnswer } from '../protocol/answer.ts'
import { FrameDecoder } from '../protocol/frame.ts'
import { FIRST_HASH, NO_FACTS, verifyChain, type Tip } from './chain.ts'
import { testDigest } from './digest.fixture.ts'
import type { StorableDraft } from './fact-text.ts'
import { planCommit, type CommitPlan, type FoundMessage } from './plan-commit.ts'

const EPOCH = 'epoch-----------------'
const NOW = 1_800_000_000_000

const testId = (name: string): string => name.padEnd(22, '-')

function say(text: string, id = text, author = 'ann'): StorableDraft {
  return { type: 'message', id: testId(id), author: { id: testId(author), name: author }, text }
}

const rename: StorableDraft = {
  type: 'member-renamed',
  member: testId('ann'),
  name: 'Änne "A"',
  previous: 'Ann',
}

function plan(
  drafts: readonly StorableDraft[],
  tip: Tip = NO_FACTS,
  find: (author: string, id: string) => FoundMessage | null = () => null,
): CommitPlan {
  return planCommit({
    tip,
    epoch: EPOCH,
    room: 'front',
    drafts,
    now: NOW,
    findByAuthorAndId: find,
    digest: testDigest,
  })
}

/** What a client reads in frames. */
function read(frames: Uint8Array): unknown[] {
  const facts: unknown[] = []
  new FrameDecoder(1_000_000).push(frames, (body) => {
    const answer = parseAnswer(body)
    facts.push(answer.ok ? answer.value : answer.error)
  })
  return facts
}

const place = { room: 'front', epoch: EPOCH, at: NOW }

describe('planCommit', () => {
  it('[DF2] [DF3] writes facts as the protocol has them', () => {
    const drafts: StorableDraft[] = [
      say('Grüße 😀', '1'),
      rename,
      { type: 'history-damaged', missing: 7 },
      { type: 'damaged-fact' },
    ]

    const { frames } = plan(drafts, { ...NO_FACTS, sequence: 41 })

    expect(read(frames)).toEqual([
      {
        type: 'message',
        ...place,
        sequence: 42,
        id: testId('1'),
        author: { id: testId('ann'), name: 'ann' },
        text: 'Grüße 😀',
      },
      { ...rename, ...place, sequence: 43 },
      { type: 'history-damaged', ...place, sequence: 44, missing: 7 },
      { type: 'damaged-fact', ...place, sequence: 45 },
    ])
  })

  it('gives each fact its part of the one buffer, and each row its body and links', () => {
    // Every plane of Unicode, and halves of surrogate pairs, which JSON escapes.
    const unit = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom('\ud800', '\udfff', '"', '\\', '\0', '\n'),
    )
    const texts = fc.array(fc.string({ unit, maxLength: 40 }), { maxLength: 20 })
    fc.assert(
      fc.property(texts, (contents) => {
        const drafts = contents.map((text, index) => say(text, `${index}`))

        const { rows, outcomes, frames, tip } = plan(drafts)

        const facts = outcomes.flatMap((outcome) =>
          outcome.kind === 'stored' ? [outcome.fact] : [],
        )
        expect(facts.every(({ frame }) => frame.buffer === frames.buffer)).toBe(true)
        expect(facts.flatMap(({ frame }) => Array.from(frame))).toEqual(Array.from(frames))
        expect(
          rows.map(({ body }) => JSON.parse(new TextDecoder().decode(body)) as object),
        ).toEqual(
          contents.map((text, index) => ({
            type: 'message',
            ...place,
            sequence: index + 1,
            id: testId(`${index}`),
            author: { id: testId('ann'), name: 'ann' },
            text,
          })),
        )
        const sealed = rows.map(({ sequence, body, hash }) => ({
          sequence,
          sealed: { body, hash },
        }))
        expect(verifyChain(testDigest, FIRST_HASH, sealed)).toEqual({
          damaged: [],
          last: rows.length > 0 ? tip.hash : FIRST_HASH,
        })
        expect(tip.sequence).toBe(drafts.length)
      }),
    )
  })

  it('finds ids that come twice in one commit, by author and content', () => {
    const { outcomes, rows } = plan([
      say('one', '1'),
      say('one', '1', 'bob'),
      say('one', '1'),
      say('two', '1'),
      say('one', '1', 'bob'),
    ])

    expect(outcomes.map(({ kind }) => kind)).toEqual([
      'stored',
      'stored',
      'repeated',
      'conflict',
      'repeated',
    ])
    expect(
      outcomes.map((outcome) => (outcome.kind === 'conflict' ? null : outcome.fact.sequence)),
    ).toEqual([1, 2, 1, null, 2])
    expect(rows.map(({ sequence, author, id }) => [sequence, author, id])).toEqual([
      [1, testId('ann'), testId('1')],
      [2, testId('bob'), testId('1')],
    ])
  })

  it('answers what is stored already without a number', () => {
    const fact = { sequence: 3, epoch: 'earlier', frame: new Uint8Array(9) }
    const find = (author: string, id: string) =>
      author === testId('ann') && id === testId('1') ? { text: 'one', fact } : null
    const tip = { ...NO_FACTS, sequence: 9 }

    const planned = plan([say('one', '1'), say('two', '1'), say('one', '1', 'bob')], tip, find)

    expect(planned.outcomes).toMatchObject([
      { kind: 'repeated', fact },
      { kind: 'conflict' },
      { kind: 'stored', fact: { sequence: 10, epoch: EPOCH } },
    ])
    expect(planned.rows).toHaveLength(1)
  })

  it('keeps the tip when nothing is new', () => {
    const tip = { sequence: 9, at: 5, hash: testDigest() }

    const planned = plan([], tip)

    expect([planned.tip, planned.frames.length, planned.rows]).toEqual([tip, 0, []])
  })

  it('never gives a time before that of an earlier fact', () => {
    const tip = { ...NO_FACTS, sequence: 1, at: NOW + 60_000 }

    const planned = plan([say('one')], tip)

    expect([planned.tip.at, planned.outcomes]).toMatchObject([
      NOW + 60_000,
      [{ kind: 'stored', at: NOW + 60_000 }],
    ])
    expect(read(planned.frames)).toMatchObject([{ at: NOW + 60_000 }])
  })
})
