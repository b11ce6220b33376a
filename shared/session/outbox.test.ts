import { describe, expect, it } from 'vitest'
import {
  acknowledge,
  EMPTY_OUTBOX,
  holdAll,
  holdFrom,
  holdOf,
  queueMessage,
  restore,
  takeSendable,
  type Outbox,
} from './outbox.ts'
import {
  answerInput,
  joined,
  leftCopy,
  ME,
  message,
  online,
  refusal,
  TestSession,
  testId,
  told,
} from './session.fixture.ts'
import type { PendingMessage } from './view.ts'

function pending(id: string, kind: 'waiting' | 'sent' = 'waiting'): PendingMessage {
  return { id: testId(id), text: `text ${id}`, queuedAt: 1, state: { kind } }
}

function failedOne(id: string): PendingMessage {
  return { ...pending(id), state: { kind: 'failed', reason: { code: 'id-conflict' } } }
}

function inShort({ messages }: Outbox): string[] {
  return messages.map(({ id, state }) => `${id.replace(/_+$/, '')} ${state.kind}`)
}

describe('holdAll', () => {
  const hold = (retryAt: number) => ({ reason: { code: 'rate-limited' }, retryAt }) as const

  /** Three messages on their way. */
  function sent(): Outbox {
    const queued = ['a', 'b', 'c'].reduce(
      (outbox, id) => queueMessage(outbox, testId(id), 'x', 1),
      EMPTY_OUTBOX,
    )
    return takeSendable(queued, 1).outbox
  }

  it('[FL2] waits for the first on its way when what was refused is not here any more', () => {
    expect(holdAll(sent(), hold(5))).toMatchObject({ heldId: testId('a'), heldUntil: 5 })
  })

  it('[FL2] [SM5] goes on waiting for the one that the host waits for, also when an earlier one is stored', () => {
    const behind = holdAll(holdFrom(sent(), testId('b'), hold(5)), hold(6))
    const left = acknowledge(behind, testId('a'))

    expect(inShort(behind)).toEqual(['a sent', 'b waiting', 'c waiting'])
    expect([behind.heldId, left.heldId]).toEqual([testId('b'), testId('b')])
  })
})

describe('restore', () => {
  it('[SM2] puts what an earlier run left before what was written since, each once', () => {
    const written = ['b', 'c'].reduce(
      (outbox, id) => queueMessage(outbox, testId(id), 'x', 1),
      EMPTY_OUTBOX,
    )

    const outbox = restore(written, [pending('a', 'sent'), failedOne('f'), pending('b')])

    expect(inShort(outbox)).toEqual(['a waiting', 'f failed', 'b waiting', 'c waiting'])
  })
})

describe('the outbox of an earlier run', () => {
  const left = [pending('a'), failedOne('f'), pending('b')]

  it('[SM2] goes out when the room is joined, in its order', () => {
    const test = new TestSession().to('opening')
    test.open(leftCopy([{ from: 1, to: 5 }], 1, left))

    expect(test.answer(joined(5, 6, 'continued'))).toEqual([
      'say send-message a',
      'say send-message b',
    ])
  })

  it('[SM3] is acknowledged by a fact that was missed', () => {
    const test = new TestSession().to('opening')
    test.open(leftCopy([{ from: 1, to: 5 }], 1, left))
    test.answer(joined(6, 6, 'continued'))
    test.answer(message(6, 'a', ME))

    expect(test.outbox()).toEqual(['f failed', 'b sent'])
  })

  it('[SM2] goes out before what is written meanwhile', () => {
    const test = new TestSession()
    test.open(leftCopy([{ from: 1, to: 5 }], 1, left))
    test.send('c')
    test.to('joining')

    expect(test.answer(joined(5, 6, 'continued'))).toEqual(
      ['a', 'b', 'c'].map((id) => `say send-message ${id}`),
    )
  })

  it('[SM2] is not taken over twice', () => {
    const test = new TestSession()
    const copy = leftCopy([{ from: 1, to: 5 }], 1, left)
    test.open(copy)
    test.to('joining')
    test.answer(joined(5, 6, 'continued'))

    expect([
      test.effects({ type: 'copy-opened', room: copy.room, copied: copy }),
      test.outbox(),
    ]).toEqual([[], ['a sent', 'f failed', 'b sent']])
  })
})

describe('a message over the end of a session', () => {
  it('[SM2] stays, whether it was sent or not', () => {
    const test = online()
    test.send('a')
    test.input({ type: 'leave' })
    test.send('b')

    expect(test.outbox()).toEqual(['a waiting', 'b waiting'])
  })
})

describe('a message that was refused for now and stored after all', () => {
  it('[SM5] is withdrawn, so that the host does not wait for it', () => {
    const test = online()
    test.send('a', 'b')
    test.answer(refusal('a', 100))

    expect(test.answer(message(1, 'a', ME))).toEqual(['say withdraw-message a'])
  })

  it('[SM5] is not withdrawn when it is on its way again', () => {
    const test = online()
    test.send('a')
    test.answer(refusal('a', 100))
    test.now += 100
    test.input({ type: 'deadline' })

    expect([test.answer(message(1, 'a', ME)), test.outbox()]).toEqual([[], []])
  })
})

describe('a refusal for good', () => {
  it('[SM4] of what was discarded meanwhile is passed over', () => {
    const test = online()
    test.send('a')
    test.input({ type: 'discard', id: testId('a') })

    expect([test.answer(refusal('a')), test.outbox()]).toEqual([[], []])
  })
})

describe('what the host makes wait', () => {
  const HOLD = { reason: { code: 'rate-limited' }, retryAt: 10_700 }

  function holdsTold(effects: ReturnType<TestSession['effects']>) {
    return told(effects).flatMap((event) => (event.type === 'outbox-changed' ? [event.hold] : []))
  }

  function heldSession() {
    const test = online()
    test.send('a', 'b')
    return { test, refused: test.effects(answerInput(refusal('a', 700))) }
  }

  it('[FL2] is told with the reason and the moment at which it goes out again', () => {
    const { test, refused } = heldSession()
    const written = test.effects({ type: 'send', id: testId('c'), text: 'meanwhile' })

    expect([holdsTold(refused), holdsTold(written)]).toEqual([[HOLD], [HOLD]])
  })

  it('[FL2] is held no more once it is sent again, and is held anew by the next refusal', () => {
    const { test } = heldSession()
    test.now += 700
    const sentAgain = test.effects({ type: 'deadline' })
    const refusedAgain = test.effects(answerInput(refusal('a', 300)))

    expect([holdsTold(sentAgain), holdsTold(refusedAgain)]).toEqual([
      [null],
      [{ ...HOLD, retryAt: 11_000 }],
    ])
  })

  it('is not held when nothing waits any more, or when the connection is gone', () => {
    const discarded = heldSession().test
    discarded.input({ type: 'discard', id: testId('a') })
    const last = discarded.effects({ type: 'discard', id: testId('b') })
    const lost = heldSession().test
    lost.input({ type: 'lost', reason: { code: 'connection-lost' } })

    expect([holdsTold(last), holdOf(lost.session.outbox)]).toEqual([[null], null])
  })

  it('is at most a minute, whatever the host says', () => {
    const test = online()
    test.send('a')

    expect(holdsTold(test.effects(answerInput(refusal('a', 2 ** 31 - 1))))).toEqual([
      { ...HOLD, retryAt: 70_000 },
    ])
  })
})
