import { describe, expect, it } from 'vitest'
import { online, readOlder, REFUSED } from './reading.fixture.ts'
import { nextDeadline } from './session.ts'
import {
  answerInput,
  copied,
  EPOCH,
  joined,
  leftCopy,
  ME,
  message,
  messages,
  pageOf,
  ROOM,
  TestSession,
  told,
} from './session.fixture.ts'

describe('a page of the host', () => {
  it('[HI1] is asked for when somebody scrolls to the beginning, and shown when it is whole', () => {
    const test = online(250, 201)
    const asked = readOlder(test)
    test.answer(pageOf(101, 200))
    const early = messages(101, 199).flatMap((fact) => told(test.effects(answerInput(fact))))
    const effects = test.effects(answerInput(message(200)))

    expect(asked).toEqual(['say read-history 1..200'])
    expect(early).toEqual([])
    expect(effects).toEqual([
      {
        type: 'keep',
        facts: messages(101, 200).map(copied),
        held: [{ from: 101, to: 250 }],
      },
      { type: 'tell', event: { type: 'older-read', facts: messages(101, 200), older: 'there' } },
    ])
  })

  it('[HI1] is one at a time, however often somebody asks', () => {
    const test = online(250, 201)

    expect([readOlder(test), readOlder(test)]).toEqual([['say read-history 1..200'], []])
  })

  it('[HI1] is the last one when it begins with the first fact that one may read', () => {
    const test = online(150, 101)
    readOlder(test)
    test.answer(pageOf(41, 100, 41))
    test.facts(messages(41, 99))
    const events = told(test.effects(answerInput(message(100))))

    expect([events.at(-1), readOlder(test)]).toMatchObject([
      { type: 'older-read', older: 'none' },
      [],
    ])
  })

  it('[HI1] may be empty, and is not asked for again', () => {
    const test = online(150, 101)
    readOlder(test)
    const events = told(test.effects(answerInput(pageOf(101, 100, 41))))

    expect([events, readOlder(test), test.session.phase.kind]).toEqual([
      [{ type: 'older-read', facts: [], older: 'none' }],
      [],
      'online',
    ])
  })

  it('[HI2] lets what is live pass, and what is sent twice', () => {
    const test = online(150, 101)
    test.send('a')
    readOlder(test)
    test.answer(pageOf(51, 100))
    test.facts(messages(51, 60))
    const live = told(test.effects(answerInput(message(151, 'a', ME))))
    const again = told(test.effects(answerInput(message(120))))
    test.facts(messages(61, 100))

    expect({ live: live[0], again, held: test.held(), outbox: test.outbox() }).toEqual({
      live: { type: 'facts-received', facts: [message(151, 'a', ME)] },
      again: [],
      held: '51..151',
      outbox: [],
    })
  })

  it('[SM3] acknowledges what is one s own in it', () => {
    const test = online(150, 101)
    test.send('a')
    readOlder(test)
    test.answer(pageOf(100, 100))
    test.answer(message(100, 'a', ME))

    expect(test.outbox()).toEqual([])
  })

  it('[NM5] is no rename of now', () => {
    const test = online(150, 101)
    readOlder(test)
    test.answer(pageOf(100, 100))
    const place = { room: ROOM, sequence: 100, epoch: EPOCH, at: 1 }
    test.answer({ type: 'member-renamed', ...place, member: ME.id, name: 'Old', previous: 'Older' })

    expect(test.session.settings.name).toBe('Ann')
  })

  it('[HI2] that was not asked for is passed over', () => {
    const test = online(150, 101)

    expect([test.answer(pageOf(1, 100)), test.session.reading.page.kind]).toEqual([[], 'none'])
  })

  it.each([
    ['of another end', pageOf(1, 90)],
    ['longer than a page', pageOf(1, 200)],
  ])('[HI2] %s is not taken, nor asked for again at once', (_, answer) => {
    const test = online(250, 201)
    readOlder(test)
    test.answer(answer)
    const asked = readOlder(test)

    expect([asked, nextDeadline(test.session, test.now)]).toEqual([[], test.now + 60_000])
  })

  it('[HI1] is forgotten with the connection, and can be asked for again', () => {
    const test = online(150, 101)
    readOlder(test)
    test.answer(pageOf(51, 100))
    test.facts(messages(51, 60))
    test.comeBack(joined(150, 151, 'continued'))

    expect([test.held(), readOlder(test)]).toEqual(['101..150', ['say read-history 1..100']])
  })
})

describe('a page that is refused', () => {
  it('[FL3] is asked for again after the time that the host says', () => {
    const test = online(150, 101)
    readOlder(test)
    const refused = test.answer({ ...REFUSED, code: 'rate-limited', retryAfterMs: 700 })
    const deadline = nextDeadline(test.session, test.now)
    test.now += 699
    const early = test.input({ type: 'deadline' })
    test.now += 1

    expect([refused, deadline, early, test.input({ type: 'deadline' })]).toEqual([
      [],
      10_700,
      [],
      ['say read-history 1..100'],
    ])
  })

  it('[FL3] is not forgotten when its time passes unseen', () => {
    const test = online(150, 101)
    readOlder(test)
    test.answer({ ...REFUSED, code: 'rate-limited', retryAfterMs: 700 })
    test.now += 5_000
    test.answer(message(151))
    const late = nextDeadline(test.session, test.now)
    const asked = test.input({ type: 'deadline' })

    expect([late, asked, nextDeadline(test.session, test.now)]).toEqual([
      test.now,
      ['say read-history 1..100'],
      null,
    ])
  })

  it('[FL3] is asked for again when the host says to wait for nothing', () => {
    const test = online(150, 101)
    readOlder(test)
    test.answer({ ...REFUSED, code: 'rate-limited', retryAfterMs: 0 })

    expect([nextDeadline(test.session, test.now), test.input({ type: 'deadline' })]).toEqual([
      test.now,
      ['say read-history 1..100'],
    ])
  })

  it('[HI1] for good is not waited for', () => {
    const test = online(150, 101)
    readOlder(test)
    const events = told(test.effects(answerInput({ ...REFUSED, code: 'unknown-request' })))

    expect(events).toEqual([{ type: 'older-read', facts: [], older: 'there' }])
  })

  it('[FL3] does not wait for a clock that went back', () => {
    const test = online(150, 101)
    readOlder(test)
    test.answer({ ...REFUSED, code: 'rate-limited', retryAfterMs: 2 ** 31 - 1 })
    const longest = nextDeadline(test.session, test.now)
    test.now -= 3_600_000

    expect([longest, test.input({ type: 'deadline' })]).toEqual([
      70_000,
      ['say read-history 1..100'],
    ])
  })
})

describe('a page of the copy', () => {
  /** Offline, with the facts 1 to 300 in the copy and the last three in the timeline. */
  function away() {
    const test = new TestSession({ kind: 'trust-new' })
    test.open(leftCopy([{ from: 1, to: 300 }], 298))
    return test
  }

  it('[HI1] is shown while the host is away', () => {
    const test = away()
    const asked = readOlder(test)
    const facts = messages(198, 297)
    const events = told(
      test.effects({ type: 'page-loaded', before: 298, facts: facts.map(copied) }),
    )

    expect([asked, events]).toEqual([
      ['load-page 198..297'],
      [{ type: 'older-read', facts, older: 'there' }],
    ])
  })

  it('[HI1] reaches no further than what is held', () => {
    const test = new TestSession()
    test.open(leftCopy([{ from: 250, to: 300 }], 298))
    const asked = readOlder(test)
    const facts = messages(250, 297).map(copied)
    const events = told(test.effects({ type: 'page-loaded', before: 298, facts }))

    expect([asked, events.at(-1), readOlder(test)]).toMatchObject([
      ['load-page 250..297'],
      { older: 'away' },
      [],
    ])
  })

  it('[HI1] that misses facts is shown as far as they follow each other', () => {
    const test = away()
    readOlder(test)
    const facts = [...messages(198, 250), ...messages(260, 297)].map(copied)
    const events = told(test.effects({ type: 'page-loaded', before: 298, facts }))

    expect(events).toEqual([{ type: 'older-read', facts: messages(260, 297), older: 'there' }])
  })

  it('[HI1] that is not there after all is asked of the host', () => {
    const test = away()
    test.to('joining')
    test.answer(joined(300, 301, 'continued'))
    readOlder(test)

    expect([test.input({ type: 'page-loaded', before: 298, facts: [] }), test.held()]).toEqual([
      ['say read-history 198..297'],
      '1..197 298..300',
    ])
  })

  it('[JN3] that is late for a timeline that began anew is dropped, and read for that one', () => {
    const test = away()
    readOlder(test)
    test.to('joining')
    test.answer(joined(1_000, 901, 'continued'))
    test.facts(messages(901, 1_000))
    const effects = test.effects({
      type: 'page-loaded',
      before: 298,
      facts: messages(198, 297).map(copied),
    })

    expect([told(effects), effects]).toMatchObject([
      [],
      [{ type: 'say', request: { type: 'read-history', before: 901, from: 301 } }],
    ])
  })
})
