import { describe, expect, it } from 'vitest'
import {
  answersTo,
  hello,
  inShort,
  join,
  LEAVE,
  read,
  ROOM,
  say,
  TestHost,
} from './host.fixture.ts'

/** A host that remembers so many messages, with Ann in the room. */
function remembering(count: number, history: 'all' | 'from-joining' = 'all'): TestHost {
  const host = new TestHost({ 'flood-burst': 1_000 }, history)
  host.seat(1, 'Ann')
  for (let id = 1; id <= count; id++) host.hear(1, say(id))
  return host
}

function header(from: number, to: number, first = 1) {
  return { type: 'history', room: ROOM, from, to, first }
}

describe('read-history', () => {
  it.each([
    ['the newest below a number', read(5, 3), header(3, 4), ['repeat 1 #3 #4']],
    ['up to the last fact', read(99, 9), header(9, 10), ['repeat 1 #9 #10']],
    ['none before the first', read(1), header(1, 0), []],
    ['none where none are asked for', read(5, 5), header(5, 4), []],
    ['none where the end is before the beginning', read(5, 8), header(5, 4), []],
    ['none beyond the last', read(99, 50), header(11, 10), []],
  ])('[HI1] [HI2] gives %s', (_, request, answer, repeated) => {
    const host = remembering(10)

    const effects = host.hear(1, request)

    expect([answersTo(1, effects), inShort(effects).slice(1)]).toEqual([[answer], repeated])
  })

  it('[HI1] gives no more than a page, the newest of it', () => {
    const host = remembering(150)

    expect(answersTo(1, host.hear(1, read(150)))).toEqual([header(50, 149)])
  })

  it('[HI3] gives nothing from before the first joining, whatever is asked for', () => {
    const host = remembering(10, 'from-joining')
    host.seat(2, 'Bob')
    host.hear(1, say('x'))

    const told = [read(6), read(99), read(11)].map((request) => answersTo(2, host.hear(2, request)))

    expect(told).toEqual([[header(6, 5, 11)], [header(11, 11, 11)], [header(11, 10, 11)]])
  })

  it('[RL1] is open to who only reads', () => {
    const host = remembering(3)
    host.seat(2, 'Bob', 'viewer')

    expect(answersTo(2, host.hear(2, read(3)))).toEqual([header(1, 2)])
  })

  it('[FL3] cannot be asked for without end', () => {
    const host = new TestHost({ 'flood-burst': 2 })
    host.seat(1, 'Ann')

    expect([1, 2].map(() => inShort(host.hear(1, read(1)))[0])).toEqual([
      'send 1 history',
      'send 1 refusal rate-limited',
    ])
  })

  it('[FL4] is done a few pages at a time; an answer and a refusal make room for the next', () => {
    const host = new TestHost({ 'pages-under-way': 2 })
    host.seat(1, 'Ann')
    host.isHeld = true
    const ask = () => inShort(host.hear(1, read(1)))
    const first = [ask(), ask(), ask()]
    host.read()
    const afterAnswer = [ask(), ask()]
    host.read({ isFailing: true })

    expect([first, afterAnswer, ask(), host.reading.length]).toEqual([
      [[], [], ['send 1 refusal rate-limited']],
      [[], ['send 1 refusal rate-limited']],
      [],
      2,
    ])
  })

  it('[FL4] says when to ask again, and changes nothing else', () => {
    const host = new TestHost({ 'pages-under-way': 1 })
    host.seat(1, 'Ann')
    host.isHeld = true
    host.hear(1, read(1))
    const before = host.room()

    expect(answersTo(1, host.hear(1, read(1)))).toEqual([
      {
        type: 'refusal',
        request: 'read-history',
        room: ROOM,
        code: 'rate-limited',
        retryAfterMs: 100,
      },
    ])
    expect(host.room()).toBe(before)
  })

  it('[FL4] counts the pages of a member who left meanwhile', () => {
    const host = new TestHost({ 'pages-under-way': 1 })
    host.seat(1, 'Ann')
    host.isHeld = true
    host.hear(1, read(1))
    host.hear(1, LEAVE)
    host.hear(1, join())
    const refused = inShort(host.hear(1, read(1)))
    host.read()

    expect([refused, inShort(host.hear(1, read(1)))]).toEqual([['send 1 refusal rate-limited'], []])
  })

  it('[RQ4] is refused to somebody who is not in the room', () => {
    const host = remembering(3)
    host.hear(2, hello('Bob'))

    expect(inShort(host.hear(2, read(3)))).toEqual(['send 2 refusal not-joined'])
  })

  it('[HI1] is refused for now while the history cannot be read', () => {
    const host = remembering(3)
    host.isHeld = true
    host.hear(1, read(3))

    expect(answersTo(1, host.read({ isFailing: true }))).toEqual([
      {
        type: 'refusal',
        request: 'read-history',
        room: ROOM,
        code: 'storage-unavailable',
        retryAfterMs: 5_000,
      },
    ])
  })

  it.each([
    ['is gone', (host: TestHost) => host.lose(1)],
    ['has left', (host: TestHost) => host.hear(1, LEAVE)],
    ['was replaced', (host: TestHost) => host.seat(2, 'Ann')],
  ])('[HI2] answers nobody who %s meanwhile, failing or not', (_, happen) => {
    const answers = [false, true].map((isFailing) => {
      const host = remembering(3)
      host.isHeld = true
      host.hear(1, read(3))
      happen(host)
      return host.read({ isFailing })
    })

    expect(answers).toEqual([[], []])
  })

  it('[HI2] answers who left and came back', () => {
    const host = remembering(3)
    host.isHeld = true
    host.hear(1, read(3))
    host.hear(1, LEAVE)
    host.hear(1, join())

    expect(answersTo(1, host.read())).toEqual([header(1, 2)])
  })
})
