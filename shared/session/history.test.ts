import { describe, expect, it } from 'vitest'
import { online, returned, readOlder, older } from './reading.fixture.ts'
import {
  answerInput,
  joined,
  leftCopy,
  message,
  messages,
  pageOf,
  TestSession,
  told,
} from './session.fixture.ts'
import { MAX_ENTRIES_TO_GROW } from './timeline.ts'

describe('what is missing', () => {
  it('[HI1] between what is held is read behind, newest first, page after page', () => {
    const { test, asked } = returned(
      [
        { from: 1, to: 10 },
        { from: 21, to: 300 },
      ],
      1_000,
      901,
    )
    const pages = [
      test.answer(pageOf(801, 900)),
      test.facts(messages(801, 900)),
      test.answer(pageOf(701, 800)),
      test.facts(messages(701, 800)),
    ].flat()

    expect([asked, pages, test.held()]).toEqual([
      ['say read-history 301..900'],
      ['say read-history 301..800', 'say read-history 301..700'],
      '1..10 21..300 701..1000',
    ])
  })

  it('[HI1] in the next gap is read when one is full, and then nothing more', () => {
    const { test, asked } = returned(
      [
        { from: 5, to: 10 },
        { from: 21, to: 300 },
      ],
      320,
      311,
    )
    const steps = [
      test.answer(pageOf(301, 310)),
      test.facts(messages(301, 310)),
      test.answer(pageOf(11, 20)),
      test.facts(messages(11, 20)),
    ].flat()

    expect([asked, steps, test.held()]).toEqual([
      ['say read-history 301..310'],
      ['say read-history 11..20'],
      '5..320',
    ])
  })

  it('[HI1] is read to its beginning by who wants everything', () => {
    const test = new TestSession({ kind: 'trust-new' }, 'everything').to('joining')
    test.answer(joined(150, 101))
    const asked = test.facts(messages(101, 150))
    test.answer(pageOf(1, 100))

    expect([asked, test.facts(messages(1, 100)), test.held()]).toEqual([
      ['say read-history 1..100'],
      [],
      '1..150',
    ])
  })

  it('[HI1] waits until everything is here that came with the join', () => {
    const test = new TestSession({ kind: 'trust-new' }, 'everything').to('joining')
    const early = [test.answer(joined(150, 101)), test.facts(messages(101, 149))].flat()

    expect([early, test.answer(message(150))]).toEqual([[], ['say read-history 1..100']])
  })

  it('[HI1] comes whole before the next page, also when that is in the copy', () => {
    const held = [
      { from: 1, to: 10 },
      { from: 21, to: 300 },
    ]
    const { test, asked } = returned(held, 300, 301)
    const meanwhile = readOlder(test)
    test.answer(pageOf(11, 20))

    expect([asked, meanwhile, test.facts(messages(11, 20)), test.held()]).toEqual([
      ['say read-history 11..20'],
      [],
      ['load-page 198..297'],
      '1..300',
    ])
  })

  it('[HI1] for the timeline goes before what is missing behind it', () => {
    const { test } = returned([{ from: 1, to: 300 }], 1_000, 901)
    test.answer(pageOf(801, 900))
    const meanwhile = readOlder(test)

    expect(meanwhile).toEqual([])
    // The page that was under way is the one that is wanted: it is in the copy then.
    expect(test.facts(messages(801, 900))).toEqual(['load-page 801..900'])
  })
})

describe('what follows the last fact that is held', () => {
  it('[JN3] is told as missed, and goes on where the timeline ends', () => {
    const test = new TestSession().to('opening')
    test.open(leftCopy([{ from: 1, to: 5 }], 3))
    const events = told(test.effects(answerInput(joined(7, 6, 'continued'))))
    test.facts(messages(6, 7))

    expect([events.filter(({ type }) => type === 'was-away'), test.held()]).toEqual([
      [{ type: 'was-away', at: test.now, after: 5, count: 2 }],
      '1..7',
    ])
  })

  it('[JN3] begins the timeline anew when it does not follow', () => {
    const test = new TestSession().to('opening')
    test.open(leftCopy([{ from: 1, to: 5 }], 3))
    const events = told(test.effects(answerInput(joined(900, 801, 'continued'))))

    expect(events.filter(({ type }) => /restarted|away/.test(type))).toEqual([
      { type: 'history-restarted', reason: 'gap', at: test.now, older: 'there' },
      { type: 'was-away', at: test.now, after: 5, count: 895 },
    ])
    expect([test.session.shownFrom, test.held()]).toEqual([801, '1..5'])
  })

  it('[DF3] is not told twice by a host that begins with what is held', () => {
    const test = new TestSession().to('opening')
    test.open(leftCopy([{ from: 1, to: 5 }], 3))
    test.answer(joined(6, 4, 'continued'))
    const events = messages(4, 6).flatMap((fact) => told(test.effects(answerInput(fact))))

    expect(events).toEqual([{ type: 'facts-received', facts: [message(6)] }])
  })

  it('[JN7] is another history: what is held is put aside, and nothing of it is mixed in', () => {
    const test = new TestSession().to('opening')
    test.open(leftCopy([{ from: 1, to: 5 }], 3))
    const effects = test.effects(answerInput(joined(2, 1, 'diverged')))
    test.facts([message(1, 'x'), message(2, 'y')])

    expect({
      order: effects.map(({ type }) => type).filter((type) => type !== 'tell'),
      events: told(effects).filter(({ type }) => type === 'history-restarted'),
      held: test.held(),
      resume: test.session.resume?.sequence,
    }).toEqual({
      order: ['describe', 'put-aside'],
      events: [{ type: 'history-restarted', reason: 'diverged', at: test.now, older: 'none' }],
      held: '1..2',
      resume: 2,
    })
  })

  it('[JN7] is another history, of which the newest is read first', () => {
    const test = new TestSession().to('opening')
    test.open(leftCopy([{ from: 1, to: 5 }], 3))
    test.answer(joined(900, 801, 'diverged'))
    test.facts(messages(801, 900))

    expect([test.held(), readOlder(test)]).toEqual(['801..900', ['say read-history 1..800']])
  })
})

describe('what is before the timeline', () => {
  it.each([
    ['nothing', () => online(10, 1), 'none'],
    ['what the host has', () => online(150, 101), 'there'],
    [
      'more than a window holds',
      () => {
        const test = online(100_000, 99_999)
        test.session = { ...test.session, shownFrom: 100_000 - MAX_ENTRIES_TO_GROW }
        return test
      },
      'too-many',
    ],
  ] as const)('[HI1] is %s', (_, scene, expected) => {
    const test = scene()
    const event = older(test)[0]

    expect(event?.type === 'older-read' ? event.older : 'coming').toBe(
      expected === 'there' ? 'coming' : expected,
    )
  })

  it('[HI1] is with the host while that is away, and there when it is back', () => {
    const test = online(150, 101)
    const lost = told(test.effects({ type: 'lost', reason: { code: 'connection-lost' } }))
    test.input({ type: 'wake' })
    test.to('joining')
    const back = told(test.effects(answerInput(joined(150, 151, 'continued'))))

    expect([lost.at(-1), back.at(-1)]).toEqual([
      { type: 'older-read', facts: [], older: 'away' },
      { type: 'older-read', facts: [], older: 'there' },
    ])
  })

  it('[HI1] is read again from where the timeline begins, when its beginning has left it', () => {
    const test = online(250, 1)

    expect(readOlder(test, 151)).toEqual(['load-page 51..150'])
  })

  it('[HI1] is told to who takes too much for there', () => {
    const test = online(250, 1)

    expect([older(test, null), older(test, 1)]).toEqual([
      [{ type: 'older-read', facts: [], older: 'none' }],
      [{ type: 'older-read', facts: [], older: 'none' }],
    ])
  })
})
