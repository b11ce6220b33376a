import { describe, expect, it } from 'vitest'
import {
  acknowledge,
  EMPTY_OUTBOX,
  holdAll,
  holdFrom,
  queueMessage,
  restore,
  takeSendable,
  type Outbox,
} from './outbox.ts'
import {
  joined,
  leftCopy,
  ME,
  message,
  online,
  refusal,
  TestSession,
  testId,
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
  /** Three messages on their way. */
  function sent(): Outbox {
    const queued = ['a', 'b', 'c'].reduce(
      (outbox, id) => queueMessage(outbox, testId(id), 'x', 1),
      EMPTY_OUTBOX,
    )
    return takeSendable(queued, 1).outbox
  }

  it('[FL2] waits for the first on its way when what was refused is not here any more', () => {
    expect(holdAll(sent(), 5)).toMatchObject({ heldId: testId('a'), heldUntil: 5 })
  })

  it('[FL2] [SM5] goes on waiting for the one that the host waits for, also when an earlier one is stored', () => {
    const behind = holdAll(holdFrom(sent(), testId('b'), 5), 6)
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
