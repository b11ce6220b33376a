import { describe, expect, it } from 'vitest'
import type { PresenceChange } from '../protocol/answer.ts'
import { limitsWith } from '../protocol/limits.ts'
import { factsIn } from '../room/history.fixture.ts'
import { testId } from '../room/host.fixture.ts'
import { PresenceBoard } from './presence-board.ts'

interface Told {
  readonly changes: readonly PresenceChange[]
  readonly count: number
}

class TestBoard {
  members = 1
  readonly told: string[] = []
  readonly waits: number[] = []
  readonly #later: (() => void)[] = []
  readonly board = new PresenceBoard({
    limits: limitsWith({ 'presence-detail-members': 500 }),
    countMembers: () => this.members,
    tell: (room, frame) => {
      const [presence] = factsIn(frame) as unknown as Told[]
      const names = presence?.changes.map(({ type, member }) => `${member.name} ${type.slice(7)}`)
      const what = (names?.length ?? 0) > 5 ? `${names?.length} changes` : names?.join()
      this.told.push(`${room} ${presence?.count}: ${what}`)
    },
    later: (ms, act) => {
      this.waits.push(ms)
      this.#later.push(act)
    },
  })

  came(...names: readonly string[]): void {
    for (const name of names) this.board.announce('front', change('member-joined', name))
  }

  wait(): void {
    for (const act of this.#later.splice(0)) act()
  }
}

function change(type: PresenceChange['type'], name: string): PresenceChange {
  const member = { id: testId(name), name, role: 'member' } as const
  return type === 'member-joined' ? { type, member } : { type, member, reason: 'leaving' }
}

describe('PresenceBoard', () => {
  it('[PR1] gathers changes, and tells each room once when the time is over', () => {
    const test = new TestBoard()
    test.came('Ann', 'Bob')
    test.board.announce('front', change('member-left', 'Ann'))
    test.board.announce('attic', change('member-joined', 'Cid'))
    const early = [...test.told]
    test.wait()
    test.wait()

    expect({ early, told: test.told, waits: test.waits }).toEqual({
      early: [],
      told: ['front 1: Bob joined,Ann left', 'attic 1: Cid joined'],
      waits: [50, 50],
    })
  })

  it('[PR1] waits anew for what comes after that', () => {
    const test = new TestBoard()
    test.came('Ann')
    test.wait()
    test.came('Bob')
    test.wait()

    expect(test.told).toEqual(['front 1: Ann joined', 'front 1: Bob joined'])
  })

  it('[PR4] tells at once what concerns somebody who speaks, and only then', () => {
    const test = new TestBoard()
    test.came('Ann')
    test.board.flushFor('front', [testId('Bob')])
    test.board.flushFor('attic', [testId('Ann')])
    const other = [...test.told]
    test.board.flushFor('front', [testId('Bob'), testId('Ann')])
    test.wait()

    expect([other, test.told]).toEqual([[], ['front 1: Ann joined']])
  })

  it('[PR2] tells the count alone in a crowd', () => {
    const test = new TestBoard()
    test.members = 501
    test.came('Ann')
    test.wait()

    expect(test.told).toEqual(['front 501: '])
  })

  it('[PR3] tells many changes in several frames', () => {
    const test = new TestBoard()
    test.members = 500
    test.came(...Array.from({ length: 401 }, (_, index) => `n${index}`))
    test.wait()

    expect(test.told).toEqual([
      'front 500: 200 changes',
      'front 500: 200 changes',
      'front 500: n400 joined',
    ])
  })

  it('tells nothing any more when it has stopped', () => {
    const test = new TestBoard()
    test.came('Ann')
    test.board.stop()
    test.came('Bob')
    test.board.flush('front')
    test.wait()

    expect(test.told).toEqual([])
  })
})
