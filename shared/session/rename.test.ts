import { describe, expect, it } from 'vitest'
import type { ChatError } from '../error.ts'
import type { SessionInput } from './session.ts'
import { joined, online, OTHER, renamed, ROOM, TestSession } from './session.fixture.ts'

describe('rename', () => {
  const rename: SessionInput = { type: 'rename', name: 'Anna' }
  const refused = { type: 'refusal', request: 'rename', room: ROOM, code: 'name-taken' } as const

  it('[NM5] is settled by its fact, and the name kept for the connections to come', () => {
    const test = online()

    const steps = [test.input(rename), test.answer(renamed(1, 'Anna'))]

    expect([steps, test.session.settings.name]).toEqual([
      [['say rename'], ['rename-settled done']],
      'Anna',
    ])
  })

  it('[NM5] is settled by a refusal', () => {
    const test = online()

    expect([test.input(rename), test.answer(refused), test.session.settings.name]).toEqual([
      ['say rename'],
      ['rename-settled name-taken'],
      'Ann',
    ])
  })

  it('[NM5] is not settled by a rename of the past', () => {
    const test = new TestSession().to('joining')
    test.answer(joined(1, 1))

    expect([test.answer(renamed(1, 'Old')), test.session.settings.name]).toEqual([[], 'Ann'])
  })

  it('[NM5] of others settles nothing', () => {
    const test = online()
    test.input(rename)

    expect(test.answer(renamed(1, 'Cid', OTHER))).toEqual([])
  })

  it('[NM5] is asked for one at a time: a refusal does not tell which one it is about', () => {
    const test = online()

    const steps = [
      test.input(rename),
      test.input({ type: 'rename', name: 'Anne' }),
      test.answer(refused),
      test.answer(renamed(1, 'Anne')),
    ]

    expect([steps, test.session.settings.name]).toEqual([
      [['say rename'], [], ['rename-settled name-taken', 'say rename'], ['rename-settled done']],
      'Anne',
    ])
  })

  it('[NM5] is settled when the connection goes away, each of them', () => {
    const test = online()
    test.input(rename)
    test.input(rename)
    const reason: ChatError = { code: 'connection-lost' }

    expect([test.input({ type: 'lost', reason }), test.input(rename)]).toEqual([
      ['rename-settled connection-lost', 'rename-settled connection-lost'],
      ['rename-settled connection-lost'],
    ])
  })
})
