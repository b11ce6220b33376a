import { describe, expect, it } from 'vitest'
import {
  answerInput,
  copied,
  joined,
  leftCopy,
  ME,
  message,
  messages,
  ROOM,
  TestSession,
  testId,
  told,
} from './session.fixture.ts'

const FRONT = { id: ROOM, name: 'Front' }

describe('the copy of a room', () => {
  it('[JN7] tells from where on to join, and comes back by itself', () => {
    const test = new TestSession().to('opening')
    const copy = leftCopy([{ from: 1, to: 5 }], 3)
    const effects = test.effects({ type: 'copy-opened', room: FRONT, copied: copy })

    expect([told(effects)[0], effects.at(-1)]).toMatchObject([
      { type: 'copy-opened', facts: messages(3, 5), older: 'there' },
      { type: 'say', request: { type: 'join', resume: { sequence: 5 } } },
    ])
    expect(test.session.hasBeenOnline).toBe(true)
  })

  it('is opened once: a later answer changes nothing', () => {
    const test = online(10, 1)
    const before = test.session

    expect([
      test.open(leftCopy([{ from: 1, to: 5 }], 3)),
      test.input({ type: 'copy-failed', error: { code: 'copy-unavailable' } }),
      test.session,
    ]).toEqual([[], [], before])
  })

  it('is waited for until the way in takes too long, and used on the next way in', () => {
    const test = new TestSession().to('opening')
    test.session = { ...test.session, hasBeenOnline: true }
    test.now += 15_000
    const late = test.input({ type: 'deadline' })
    const opened = test.open(leftCopy([{ from: 1, to: 5 }], 3))
    test.input({ type: 'wake' })
    test.to('greeting')

    expect([late, opened, test.to('opening').session.phase.kind]).toEqual([
      ['hang-up timed-out'],
      [],
      'joining',
    ])
  })

  it('that cannot be opened ends the session: without it nothing could be promised', () => {
    const test = new TestSession().to('opening')
    const error = { code: 'copy-unavailable', detail: { path: 'x' } } as const

    expect([test.input({ type: 'copy-failed', error }), test.session.phase]).toEqual([
      ['hang-up copy-unavailable'],
      { kind: 'ended', reason: error },
    ])
  })

  it('keeps own messages that are held already, so that they leave its outbox', () => {
    const test = online(5, 1)
    const effects = test.effects(answerInput(message(3, 'a', ME)))

    expect(effects).toEqual([
      { type: 'keep', facts: [copied(message(3, 'a', ME))], held: [{ from: 1, to: 5 }] },
    ])
  })

  it('forgets a discarded message, and what failed waits again', () => {
    const test = online()
    test.send('a')
    test.answer({
      type: 'refusal',
      request: 'send-message',
      room: ROOM,
      id: testId('a'),
      code: 'bad-text',
    })

    expect([
      test.input({ type: 'retry', id: testId('a') }),
      test.input({ type: 'discard', id: testId('a') }),
    ]).toEqual([['judge a waits', 'say send-message a'], ['forget a']])
  })

  function online(sequence = 0, from = sequence + 1) {
    const test = new TestSession().to('joining')
    test.answer(joined(sequence, from))
    test.facts(messages(from, sequence))
    return test
  }
})
