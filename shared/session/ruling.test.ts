import { describe, expect, it } from 'vitest'
import { answerInput, online, testId } from './session.fixture.ts'

const BOB = { id: testId('Bob'), name: 'Bob' }
const KICK = { type: 'kick-member', member: BOB.id } as const
const LOCK = { type: 'lock-room' } as const

function kicked(by: string, sequence = 1, member = BOB) {
  return {
    type: 'member-kicked',
    room: 'front',
    sequence,
    epoch: testId('epoch'),
    at: 1,
    member,
    by: { id: by, name: 'Ann' },
  } as const
}

describe('a kick of oneself', () => {
  it('[MO7] ends the session, when it came after the first joining', () => {
    const test = online(1)
    const me = { id: test.session.member ?? '', name: 'Me' }

    test.input(answerInput(kicked(BOB.id, 1, me)))
    expect(test.session.phase.kind).toBe('online')
    const effects = test.input(answerInput(kicked(BOB.id, 2, me)))

    expect(test.session.phase).toEqual({ kind: 'ended', reason: { code: 'kicked' } })
    expect(effects.at(-1)).toBe('hang-up leaving')
  })

  it('[MO7] is nothing to others', () => {
    const test = online(1)
    test.input(answerInput(kicked(testId('Eve'), 2)))

    expect(test.session.phase.kind).toBe('online')
  })
})

describe('a ruling that is asked for', () => {
  it('[MO1] goes to the room, and its fact is the answer', () => {
    const test = online()
    const me = test.session.member ?? ''

    expect([
      test.input({ type: 'rule', asked: KICK }),
      test.input(answerInput(kicked(testId('Eve')))),
      test.input(answerInput(kicked(me, 2))),
      test.session.rulings,
    ]).toEqual([['say kick-member'], [], ['ruling-settled 0 done'], []])
  })

  it('[MO1] is refused by its own kind of request', () => {
    const test = online()
    test.input({ type: 'rule', asked: KICK })
    test.input({ type: 'rule', asked: LOCK })
    const refuse = (request: string) =>
      test.input(answerInput({ type: 'refusal', request, room: 'front', code: 'not-allowed' }))

    expect([refuse('lock-room'), refuse('kick-member')]).toEqual([
      ['ruling-settled 1 not-allowed'],
      ['ruling-settled 0 not-allowed'],
    ])
  })

  it('[MO1] is answered when the connection is gone, or was not there', () => {
    const test = online()
    test.input({ type: 'rule', asked: KICK })
    test.input({ type: 'rule', asked: KICK })

    expect(test.input({ type: 'lost', reason: { code: 'connection-lost' } })).toEqual([
      'ruling-settled 0 connection-lost',
      'ruling-settled 0 connection-lost',
    ])
    expect(test.input({ type: 'rule', asked: LOCK })).toEqual(['ruling-settled 0 connection-lost'])
  })
})
