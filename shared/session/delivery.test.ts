import { describe, expect, it } from 'vitest'
import { nextDeadline } from './session.ts'
import {
  answerInput,
  copied,
  EPOCH,
  joined,
  ME,
  message,
  online,
  refusal,
  resumeAt,
  ROOM,
  TestSession,
  testId,
  told,
} from './session.fixture.ts'

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `m${index}`)
}

describe('facts', () => {
  it('[DF2] are told in order and move the resume point', () => {
    const test = online()

    const effects = test.effects(answerInput(message(1)))

    expect([effects, test.session.resume]).toEqual([
      [
        { type: 'keep', facts: [copied(message(1))], held: [{ from: 1, to: 1 }] },
        { type: 'tell', event: { type: 'facts-received', facts: [message(1)] } },
      ],
      resumeAt(1),
    ])
  })

  it('[DF2] that are held already are not told again', () => {
    const test = online(3)

    expect(told(test.effects(answerInput(message(3))))).toEqual([])
  })

  it('[DF3] after a gap end the connection, and what is held stays the resume point', () => {
    const test = online(2)
    test.answer(message(3))

    const effects = test.answer(message(5))

    expect([effects, test.session.phase.kind, test.session.resume]).toEqual([
      ['hang-up connection-lost'],
      'waiting',
      resumeAt(3),
    ])
  })

  it('[VR4] [B24] that only newer hosts know have their place', () => {
    const test = online(3)
    test.answer({ type: 'unknown-fact', room: ROOM, sequence: 4, epoch: EPOCH, at: 0 })
    test.answer(message(5))

    expect(test.session.resume?.sequence).toBe(5)
  })
})

describe('the outbox', () => {
  it('[SM1] sends at once while online, and waits before', () => {
    const test = new TestSession().to('joining')
    const before = test.send('a', 'b')

    expect([before, test.answer(joined()), test.send('c')]).toEqual([
      [],
      ['say send-message a', 'say send-message b'],
      ['say send-message c'],
    ])
  })

  it('[SM3] is done with a message when its fact comes', () => {
    const test = online()
    test.send('a', 'b')
    test.answer(message(1, 'a', ME))

    expect(test.outbox()).toEqual(['b sent'])
  })

  it('[SM3] takes a fact that is held already as an acknowledgement', () => {
    const test = online(5)
    test.send('a')
    test.answer(message(2, 'a', ME))

    expect(test.outbox()).toEqual([])
  })

  it('[SM3] does not take a message of somebody else for its own', () => {
    const test = online()
    test.send('a')
    test.answer(message(1, 'a'))

    expect(test.outbox()).toEqual(['a sent'])
  })

  it('[SM3] is acknowledged by a fact that comes after a gap, too', () => {
    const test = online()
    test.send('a')
    test.answer(message(9, 'a', ME))

    expect(test.outbox()).toEqual([])
  })

  it('[SM2] sends again under the same id what was not acknowledged', () => {
    const test = online()
    test.send('a', 'b', 'c')
    test.answer(message(1, 'a', ME))
    test.input({ type: 'lost', reason: { code: 'connection-lost' } })
    const away = test.outbox()
    test.input({ type: 'wake' })
    test.to('joining')

    expect([away, test.answer(joined(1))]).toEqual([
      ['b waiting', 'c waiting'],
      ['say send-message b', 'say send-message c'],
    ])
  })

  it('[SM7] has no more than 20 messages in flight', () => {
    const test = online()
    const first = test.send(...numbered(25))

    expect([first.length, test.answer(message(1, 'm0', ME))]).toEqual([
      20,
      ['say send-message m20'],
    ])
  })

  it('[SM4] marks what the host will never take, and goes on', () => {
    const test = online()
    test.send('a', 'b')
    const refused = test.answer(refusal('a'))

    expect([refused, test.outbox()]).toEqual([['judge a id-conflict'], ['a failed', 'b sent']])
  })

  it('[SM6] sends a failed message again when asked, and none that is on its way', () => {
    const test = online()
    test.send('a', 'b')
    test.answer(refusal('a'))

    expect([
      test.input({ type: 'retry', id: testId('b') }),
      test.input({ type: 'retry', id: testId('a') }),
    ]).toEqual([[], ['judge a waits', 'say send-message a']])
  })

  it('[SM6] keeps over the end what failed, with its reason, and what is not acknowledged', () => {
    const test = online()
    test.send('a', 'b')
    test.answer(refusal('a'))
    test.input({ type: 'leave' })

    expect(test.session.outbox.messages.map(({ state }) => state)).toEqual([
      { kind: 'failed', reason: { code: 'id-conflict' } },
      { kind: 'waiting' },
    ])
  })
})

describe('a refusal for now', () => {
  /** Three messages on their way; the host refuses the second for 100 ms, and the third behind it. */
  function refused(): TestSession {
    const test = online()
    test.send('a', 'b', 'c')
    test.answer(refusal('b', 100))
    test.answer(refusal('c', 0))
    return test
  }

  it('[FL2] leaves on their way what was sent before it', () => {
    expect(refused().outbox()).toEqual(['a sent', 'b waiting', 'c waiting'])
  })

  it('[FL2] sends nothing before the time, then in order', () => {
    const test = refused()
    const early = [test.answer(message(1, 'a', ME)), test.send('d')]
    const deadline = nextDeadline(test.session, test.now)
    test.now += 100

    const steps = [test.input({ type: 'deadline' }), test.answer(message(2, 'b', ME))]

    expect({ early, deadline, steps }).toEqual({
      early: [[], []],
      deadline: 10_100,
      steps: [['say send-message b', 'say send-message c'], ['say send-message d']],
    })
  })

  it('[FL2] sends the refused message first, and one that is tried again behind all others', () => {
    const test = online()
    test.send('a', 'b', 'c')
    test.answer(refusal('a'))
    test.answer(refusal('b', 100))
    test.input({ type: 'retry', id: testId('a') })
    test.now += 100

    const steps = [test.input({ type: 'deadline' }), test.answer(message(1, 'b', ME))]

    expect(steps).toEqual([['say send-message b'], ['say send-message c', 'say send-message a']])
  })

  it('[SM5] is withdrawn when the message is discarded', () => {
    const test = refused()
    test.answer(message(1, 'a', ME))
    test.now += 100

    expect(test.input({ type: 'discard', id: testId('b') })).toEqual([
      'forget b',
      'say withdraw-message b',
      'say send-message c',
    ])
  })

  it('[SM5] is withdrawn when the message was discarded on its way', () => {
    const test = online()
    test.send('a', 'b')
    test.input({ type: 'discard', id: testId('a') })

    expect(test.answer(refusal('a', 100))).toEqual(['say withdraw-message a'])
  })

  it('[FL2] is forgotten with the connection', () => {
    const test = refused()
    test.input({ type: 'lost', reason: { code: 'connection-lost' } })
    test.input({ type: 'wake' })
    test.to('joining')

    expect(test.answer(joined(0))).toEqual(['a', 'b', 'c'].map((id) => `say send-message ${id}`))
  })

  it('[FL2] holds for a minute at most, whatever the host says', () => {
    const test = online()
    test.send('a')
    test.answer(refusal('a', 2 ** 31 - 1))

    expect(nextDeadline(test.session, test.now)).toBe(test.now + 60_000)
  })

  it('[FL2] does not hold for a clock that went back by an hour', () => {
    const test = refused()
    test.answer(message(1, 'a', ME))
    test.now -= 3_600_000

    expect([nextDeadline(test.session, test.now), test.input({ type: 'deadline' })]).toEqual([
      test.now,
      ['say send-message b', 'say send-message c'],
    ])
  })

  it('[FL2] asks for its deadline also when it has passed, until it is used', () => {
    const test = refused()
    test.answer(message(1, 'a', ME))
    test.now += 5_000
    test.answer(message(2))
    const late = nextDeadline(test.session, test.now)
    test.input({ type: 'deadline' })

    expect([late, nextDeadline(test.session, test.now)]).toEqual([test.now, null])
  })
})
