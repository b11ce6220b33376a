import { describe, expect, it } from 'vitest'
import {
  answersTo,
  hello,
  inShort,
  join,
  LEAVE,
  published,
  ROOM,
  say,
  testId,
  TestHost,
} from './host.fixture.ts'

/** A host that remembers so many messages, with Ann in the room. */
function remembering(
  count: number,
  limits = {},
  history: 'all' | 'from-joining' = 'all',
): TestHost {
  const host = new TestHost({ 'flood-burst': 1_000, ...limits }, history)
  host.seat(1, 'Ann')
  for (let id = 1; id <= count; id++) host.hear(1, say(id))
  return host
}

describe('a resume point', () => {
  const other = testId('other')

  it.each([
    ['the very fact', {}, 'continued', 3],
    ['another epoch', { epoch: other }, 'diverged', 1],
    ['another body', { hash: other }, 'diverged', 1],
    ['a fact that this history has not reached', { sequence: 9 }, 'diverged', 1],
    ['another number', { sequence: 1 }, 'diverged', 1],
  ] as const)('[JN7] with %s', (_, change, history, from) => {
    const host = remembering(3)
    host.hear(2, hello('Bob'))

    const effects = host.hear(2, join({ ...host.resumeAt(2), ...change }))

    expect(answersTo(2, effects)).toMatchObject([{ sequence: 3, from, history }])
  })

  it('[JN7] [DF4] is good over a restart of the host', () => {
    const host = remembering(3)
    const resume = host.resumeAt(2)
    host.restart(testId('second'))
    host.seat(1, 'Ann')
    host.hear(1, say('after'))
    host.hear(2, hello('Bob'))

    const effects = host.hear(2, join(resume))

    expect([answersTo(2, effects), published(host.hear(1, say('x')))]).toMatchObject([
      [{ sequence: 4, from: 3, history: 'continued' }],
      [{ sequence: 5, epoch: testId('second') }],
    ])
  })

  it('[JN7] is looked up when its fact is not in memory', () => {
    const host = remembering(5, { 'recent-facts': 2 })
    const resume = host.resumeAt(2)
    host.isHeld = true
    host.hear(2, hello('Bob'))
    const asked = host.hear(2, join(resume))
    const reading = host.reading.map(({ type }) => type)

    expect([asked, reading, inShort(host.read())]).toEqual([
      [],
      ['look-up'],
      ['send 2 joined', 'repeat 2 #4 #5', 'subscribe 2 after #5', 'announce member-joined Bob'],
    ])
  })

  it('[JN7] is not looked up where this history has not reached it', () => {
    const host = remembering(5)
    host.isHeld = true
    host.hear(2, hello('Bob'))
    const ahead = { ...host.resumeAt(5), sequence: 6 }

    expect(answersTo(2, host.hear(2, join(ahead)))).toMatchObject([{ history: 'diverged' }])
  })

  it('[JN7] cannot be judged while the history cannot be read', () => {
    const { host } = lookingUp()
    const before = host.host

    expect([answersTo(2, host.read({ isFailing: true })), host.host === before]).toEqual([
      [
        {
          type: 'refusal',
          request: 'join',
          room: ROOM,
          code: 'storage-unavailable',
          retryAfterMs: 5_000,
        },
      ],
      true,
    ])
  })

  /** Bob's resume point is being looked up. */
  function lookingUp() {
    const host = remembering(5, { 'recent-facts': 2 })
    host.isHeld = true
    host.hear(2, hello('Bob'))
    host.hear(2, join(host.resumeAt(2)))
    return { host }
  }

  it('[JN7] is forgotten when the connection is gone meanwhile', () => {
    const { host } = lookingUp()
    host.lose(2)

    expect([host.read(), host.room().seats.size]).toEqual([[], 1])
  })

  it('[HS5] is forgotten when its connection was replaced meanwhile', () => {
    const { host } = lookingUp()
    host.seat(3, 'Bob')

    expect([
      host.read(),
      [...(host.room().seats.get(testId('MBob'))?.connections.keys() ?? [])],
    ]).toEqual([[], [3]])
  })

  it('[JN4] is refused when the member came in meanwhile', () => {
    const { host } = lookingUp()
    host.hear(2, join())

    expect(inShort(host.read())).toEqual(['send 2 refusal unexpected-request'])
  })

  it('[NM3] is refused when somebody took the name meanwhile', () => {
    const { host } = lookingUp()
    host.hear(3, hello('Bob', 'other'))
    host.hear(3, join())

    expect(inShort(host.read())).toEqual(['send 2 refusal name-taken'])
  })
})

describe('what a member may read', () => {
  it('[HI3] is everything, where the host chose so', () => {
    const host = remembering(3)

    const effects = host.seat(2, 'Bob')

    expect([inShort(effects)[0], answersTo(2, effects)]).toMatchObject([
      'send 2 joined',
      [{ from: 1, first: 1 }],
    ])
  })

  it('[HI3] begins with the first joining, and that is remembered', () => {
    const host = remembering(3, {}, 'from-joining')

    const effects = host.seat(2, 'Bob')

    expect([inShort(effects), answersTo(2, effects)]).toMatchObject([
      ['admit MBob 4', 'send 2 joined', 'subscribe 2 after #3', 'announce member-joined Bob'],
      [{ sequence: 3, from: 4, first: 4 }],
    ])
  })

  it('[HI3] stays the same for who leaves and comes back, also under another name', () => {
    const host = remembering(3, {}, 'from-joining')
    host.seat(2, 'Bob')
    host.hear(1, say('x'))
    host.hear(2, LEAVE)
    host.hear(1, say('y'))
    host.hear(3, hello('Bobby', 'Bob'))

    const effects = host.hear(3, join())

    expect([inShort(effects).slice(0, 2), answersTo(3, effects)]).toMatchObject([
      ['send 3 joined', 'repeat 3 #4 #5'],
      [{ from: 4, first: 4 }],
    ])
  })

  it('[HI3] is what an earlier start of the host remembered', () => {
    const host = remembering(3, {}, 'from-joining')
    host.restart(testId('second'), new Map([[testId('MBob'), 2]]))

    const effects = host.seat(2, 'Bob')

    expect([inShort(effects).slice(0, 2), answersTo(2, effects)]).toMatchObject([
      ['send 2 joined', 'repeat 2 #2 #3'],
      [{ from: 2, first: 2 }],
    ])
  })

  it('[HI3] is not more for a resume point from before', () => {
    const host = remembering(3, {}, 'from-joining')
    host.hear(2, hello('Bob'))

    const effects = host.hear(2, join(host.resumeAt(1)))

    expect(answersTo(2, effects)).toMatchObject([{ from: 4, first: 4 }])
  })
})
