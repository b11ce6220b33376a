import { describe, expect, it } from 'vitest'
import type { AnswerOf } from '../protocol/answer.ts'
import { MAX_LISTED_MEMBERS, MEMBERS_PER_PAGE } from '../protocol/limits.ts'
import type { Member } from '../protocol/schema.ts'
import {
  answerInput,
  joined,
  ME,
  online,
  OTHER,
  ROOM,
  TestSession,
  testId,
  told,
} from './session.fixture.ts'

/** A page of so many members whom no other page has. */
function page(
  number: number,
  count: number,
  size = MEMBERS_PER_PAGE,
  next: string | null = testId(number),
): AnswerOf<'members'> {
  const members = Array.from({ length: size }, (_, index): Member => {
    return { id: testId(`${number}-${index}`), name: `member ${number} ${index}`, role: 'member' }
  })
  return { type: 'members', room: ROOM, members, next, count }
}

/** A session that was told at its joining that there are so many members, and more to read. */
function listing(count: number): TestSession {
  const test = new TestSession().to('joining')
  test.answer({ ...joined(), next: ME.id, count })
  return test
}

/** How many pages are asked for while the host always says that there are more. */
function pagesAskedFor(count: number, size: number): number {
  const test = listing(count)
  for (let number = 1; ; number++) {
    if (test.answer(page(number, count, size)).length === 0) return number
    if (number > 2 * MAX_LISTED_MEMBERS) return Infinity
  }
}

describe('the list of members', () => {
  it('[JN6] is read to its end', () => {
    const test = new TestSession().to('joining')
    const list = { type: 'members' as const, room: ROOM, members: [OTHER], count: 2 }

    const steps = [
      test.answer({ ...joined(), next: OTHER.id, count: 2 }),
      test.answer({ ...list, next: OTHER.id }),
      test.answer({ ...list, next: null }),
    ]

    expect(steps).toEqual([['say list-members'], ['say list-members'], []])
  })

  it('[JN6] is read to its end also when it began anew on the last page', () => {
    const test = listing(3 * MEMBERS_PER_PAGE)
    const numbers = [1, 2, 1, 2, 3]

    const steps = numbers.map((number) => test.answer(page(number, 3 * MEMBERS_PER_PAGE)))

    expect(steps).toEqual(numbers.map(() => ['say list-members']))
  })

  it('[SR3] is told anew by a snapshot, and read to its end', () => {
    const test = online(5)
    const list = { members: [ME, OTHER], next: OTHER.id, count: 3 }
    const effects = test.effects(
      answerInput({ type: 'snapshot', room: ROOM, ...list, sequence: 5 }),
    )

    expect(effects).toEqual([
      {
        type: 'tell',
        event: { type: 'members-refreshed', members: [ME, OTHER], count: 3, sequence: 5 },
      },
      { type: 'say', request: { type: 'list-members', room: ROOM, after: OTHER.id } },
    ])
  })

  it('[JN6] of a snapshot is read to its end beside a page that was asked for before it', () => {
    const test = listing(600)
    const { members, next } = page(1, 600)
    test.answer({ type: 'snapshot', room: ROOM, members, next, count: 600, sequence: 0 })

    const late = test.answer(page(1, 600, 200, null))
    const ofSnapshot = told(test.effects(answerInput(page(2, 600))))

    expect(late).toEqual([])
    expect(ofSnapshot).toMatchObject([{ type: 'members-listed' }])
  })

  it('[JN6] takes no page that it did not ask for', () => {
    const test = online()

    const steps = [1, 2].map((number) => test.effects(answerInput(page(number, 1_000))))

    expect(steps).toEqual([[], []])
  })

  it('[JN6] asks for none of the connection before', () => {
    const test = listing(1_000)
    test.comeBack(joined())

    expect(test.effects(answerInput(page(1, 1_000)))).toEqual([])
  })

  it.each([
    ['tells 200 at a time of one member', 1, MEMBERS_PER_PAGE, 2],
    ['tells of nobody', 1_000, 0, 2 * 1_000 + MEMBERS_PER_PAGE - 1],
    [
      'tells of more than a client lists',
      1e15,
      MEMBERS_PER_PAGE,
      Math.ceil((MAX_LISTED_MEMBERS - 1) / 200),
    ],
  ])('[JN6] asks no more of a host without an end that %s', (_, count, size, most) => {
    expect(pagesAskedFor(count, size)).toBeLessThanOrEqual(most)
  })
})
