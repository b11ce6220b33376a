import { describe, expect, it } from 'vitest'
import type { Answer } from '../../../shared/protocol/answer.ts'
import { encodeFrame } from '../../../shared/protocol/frame.ts'
import { FreshList } from './fresh-list.ts'
import { PastFacts } from './past-facts.ts'
import { answersIn, toEvents } from './room-events.ts'

const id = (text: string) => text.padEnd(22, '_')
const ann = { id: id('ann'), name: 'Ann' }
const bob = { id: id('bob'), name: 'Bob' }
const member = (who: typeof ann) => ({ ...who, role: 'member' as const })
const place = { room: 'front', epoch: id('epoch'), at: 7 }

function message(sequence: number, text = `text ${sequence}`): Answer & { sequence: number } {
  return { type: 'message', ...place, sequence, id: id(`m${sequence}`), author: ann, text }
}

function joined(...members: readonly (typeof ann)[]): Answer {
  return {
    type: 'joined',
    room: 'front',
    you: member(bob),
    members: members.map(member),
    next: null,
    count: members.length,
    sequence: 0,
    from: 1,
    first: 1,
    history: 'new',
  }
}

function presence(...changes: readonly [type: 'member-joined' | 'member-left', who: typeof ann][]) {
  return {
    type: 'presence',
    room: 'front',
    count: 1,
    changes: changes.map(([type, who]) =>
      type === 'member-joined'
        ? { type, member: member(who) }
        : { type, member: member(who), reason: 'leaving' as const },
    ),
  } satisfies Answer
}

describe('what a peer is told of an answer', () => {
  const HEARER = { member: bob.id, isPast: false }
  const EVENTS: readonly (readonly [string, Answer, object])[] = [
    [
      'a message',
      message(3, 'hello'),
      { type: 'message', author: 'Ann', text: 'hello', at: 7, isOwn: false },
    ],
    [
      'its own',
      { ...message(3), author: bob } as Answer,
      { type: 'message', isOwn: true, isPast: false },
    ],
    [
      'a rename',
      {
        type: 'member-renamed',
        ...place,
        sequence: 4,
        member: ann.id,
        name: 'Anna',
        previous: 'Ann',
      },
      { type: 'renamed', previous: 'Ann', name: 'Anna', isOwn: false },
    ],
    [
      'a ruling',
      { type: 'member-kicked', ...place, sequence: 5, member: ann, by: bob },
      { type: 'notice', text: 'Bob removed Ann from the room.' },
    ],
    [
      'lost history',
      { type: 'history-damaged', ...place, sequence: 6, missing: 3 },
      { type: 'notice', text: 'The host found that 3 messages were lost from its disk.' },
    ],
    ['coming in', joined(ann, bob), { type: 'entered', name: 'Bob', members: [ann, bob] }],
    [
      'a refusal',
      {
        type: 'refusal',
        request: 'enter',
        room: 'front',
        code: 'name-taken',
        detail: { name: 'Ann' },
      },
      {
        type: 'refused',
        request: 'enter',
        code: 'name-taken',
        sentence: 'The name Ann is taken in this room, or looks like one that is. Choose another.',
      },
    ],
  ]

  it.each(EVENTS)('%s', (_, answer, event) => {
    expect(toEvents(answer, HEARER)).toMatchObject([event])
  })

  it('nothing of what only Parley needs', () => {
    expect(toEvents({ type: 'heartbeat' }, HEARER)).toEqual([])
    expect(toEvents({ type: 'refusal', request: 'recall', code: 'rate-limited' }, HEARER)).toEqual(
      [],
    )
  })

  it('is read once, however many are told', () => {
    const frames = Buffer.concat([message(1), message(2)].map((answer) => encodeFrame(answer)))

    const first = answersIn(frames)

    expect(first).toMatchObject([{ text: 'text 1' }, { text: 'text 2' }])
    expect(answersIn(frames)).toBe(first)
    expect(answersIn(Buffer.from(frames))).not.toBe(first)
  })
})

describe('[PR1] who came', () => {
  it('is not told again of whom the list held already', () => {
    const fresh = new FreshList()
    fresh.sift(joined(ann))

    expect(fresh.sift(presence(['member-joined', ann], ['member-joined', bob]))).toEqual(
      presence(['member-joined', bob]),
    )
    // What is told later was not known then.
    expect(fresh.sift(presence(['member-joined', ann]))).toEqual(presence(['member-joined', ann]))
  })

  it('nor is that somebody left whom the list never held', () => {
    const fresh = new FreshList()
    fresh.sift(joined(ann))

    expect(fresh.sift(presence(['member-left', bob], ['member-left', ann]))).toEqual(
      presence(['member-left', ann]),
    )
  })
})

describe('the last messages', () => {
  const page = (from: number, to: number): Answer => ({
    type: 'history',
    room: 'front',
    from,
    to,
    first: 1,
  })
  const texts = (answers: readonly Answer[]) =>
    answers.map((answer) => (answer.type === 'message' ? answer.text : answer.type))

  it('are told before what happens then, and of them as many as are wanted', () => {
    const past = new PastFacts()
    past.listen(2)
    // This one came before the page, and is in it.
    expect(past.judge(message(3))).toEqual({ past: [], isNow: false })
    expect(past.judge(page(1, 3))).toEqual({ past: [], isNow: false })
    const kicked: Answer = { type: 'member-kicked', ...place, sequence: 2, member: ann, by: bob }
    for (const fact of [message(1), kicked]) expect(past.judge(fact).past).toEqual([])

    expect(texts(past.judge(message(3)).past)).toEqual(['text 1', 'text 3'])
    expect(past.judge(message(4))).toEqual({ past: [], isNow: true })
  })

  it('are none in an empty page, or when the host gives none', () => {
    for (const answer of [
      page(5, 4),
      { type: 'refusal', request: 'recall', code: 'rate-limited' } satisfies Answer,
    ]) {
      const past = new PastFacts()
      past.listen(20)
      past.judge(answer)
      expect(past.judge(message(5))).toEqual({ past: [], isNow: true })
    }
  })

  it('are not waited for when none are wanted, and nothing is told before', () => {
    const past = new PastFacts()
    expect(past.judge(message(1)).isNow).toBe(false)
    past.listen(0)
    expect(past.judge(message(2)).isNow).toBe(true)
  })
})
