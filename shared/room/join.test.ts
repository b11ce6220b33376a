import { describe, expect, it } from 'vitest'
import type { StoredFact } from '../history/history.ts'
import { encodeFrame } from '../protocol/frame.ts'
import { LIMITS, MEMBERS_PER_PAGE } from '../protocol/limits.ts'
import type { Request } from '../protocol/request.ts'
import { answersTo, hello, inShort, join, ROOM, say, testId, TestHost } from './host.fixture.ts'

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

function lengthOf(facts: readonly StoredFact[]): number {
  return facts.reduce((sum, { frame }) => sum + frame.length, 0)
}

describe('join', () => {
  it('[JN1] answers with the snapshot, then what was missed, then what is live', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.hear(1, say(1))
    host.hear(1, say(2))

    const effects = host.seat(2, 'Bob')

    expect(inShort(effects)).toEqual([
      'send 2 joined',
      'repeat 2 #1 #2',
      'subscribe 2 after #2',
      'announce member-joined Bob',
    ])
  })

  it('[JN2] tells everybody in the room, oneself included', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.hear(1, say(1))
    const ann = { id: testId('MAnn'), name: 'Ann', role: 'member' }
    const bob = { id: testId('MBob'), name: 'Bob', role: 'viewer' }

    const effects = host.seat(2, 'Bob', 'viewer')

    expect(answersTo(2, effects)).toEqual([
      {
        type: 'joined',
        room: ROOM,
        you: bob,
        members: [ann, bob],
        next: null,
        count: 2,
        sequence: 1,
        from: 1,
        first: 1,
        history: 'new',
      },
    ])
  })

  it.each([
    ['everything still there without a resume point', null, ['repeat 2 #1 #2 #3'], 1],
    ['what came after the resume point', 2, ['repeat 2 #3'], 3],
    ['nothing when nothing was missed', 3, [], 4],
  ])('[JN3] repeats %s', (_, resumeAt, repeated, from) => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    for (const id of [1, 2, 3]) host.hear(1, say(id))
    host.hear(2, hello('Bob'))

    const effects = host.hear(2, join(resumeAt === null ? null : host.resumeAt(resumeAt)))

    expect({
      repeated: inShort(effects).filter((line) => line.startsWith('repeat')),
      answer: answersTo(2, effects)[0],
    }).toMatchObject({ repeated, answer: { sequence: 3, from } })
  })

  it('[JN3] never sends more at once than the queue of a connection takes', () => {
    const host = new TestHost({ 'flood-burst': 10_000 })
    host.seat(1, 'Ann')
    for (let id = 0; id < 500; id++) host.hear(1, say(id, '語'.repeat(5_461)))

    const bytes = host
      .seat(2, 'Bob')
      .map((effect) => {
        if (effect.type === 'send') return encodeFrame(effect.answer).length
        return effect.type === 'repeat' ? lengthOf(effect.facts) : 0
      })
      .reduce((sum, length) => sum + length, 0)

    expect(bytes).toBeLessThanOrEqual(LIMITS['live-queue-bytes'].default)
  })

  it('[JN3] tells the newest page when more was missed than is in memory', () => {
    const host = remembering(300, { 'recent-facts': 150 })
    const resume = host.resumeAt(2)
    host.hear(2, hello('Bob'))

    expect(answersTo(2, host.hear(2, join(resume)))).toMatchObject([
      { sequence: 300, from: 201, history: 'continued' },
    ])
  })

  it('[JN3] tells all of what was missed while it is in memory', () => {
    const host = remembering(300, { 'recent-facts': 150 })
    const resume = host.resumeAt(150)
    host.hear(2, hello('Bob'))

    expect(answersTo(2, host.hear(2, join(resume)))).toMatchObject([{ from: 151 }])
  })

  it('[NM3] is refused under a name that somebody here has, in any case', () => {
    const host = new TestHost()
    host.seat(1, 'Straße')
    const before = host.room()

    const effects = host.seat(2, 'STRASSE')

    expect({ answers: answersTo(2, effects), same: host.room() === before }).toEqual({
      answers: [
        {
          type: 'refusal',
          request: 'join',
          room: ROOM,
          code: 'name-taken',
          detail: { name: 'STRASSE' },
        },
      ],
      same: true,
    })
  })

  it('[NM3] takes no name of somebody who is away, also after a restart', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.lose(1)
    host.hear(2, hello('ANN', 'other'))
    const before = inShort(host.hear(2, join()))
    host.restart(testId('later'))
    host.hear(3, hello('ANN', 'other'))

    expect([before, inShort(host.hear(3, join()))]).toEqual([
      ['send 2 refusal name-taken'],
      ['send 3 refusal name-taken'],
    ])
  })

  it('[NM3] takes a name whose holder came back under another one', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.lose(1)
    host.hear(3, hello('Anna', 'Ann'))
    host.hear(3, join())
    host.hear(2, hello('Ann', 'other'))

    expect(inShort(host.hear(2, join()))[0]).toBe('send 2 joined')
  })

  it('[NM3] writes the name of a member down anew after a day, not each time', () => {
    const host = new TestHost()
    host.isClaiming = true
    const claims = [host.seat(1, 'Ann')]
    host.lose(1)
    claims.push(host.seat(2, 'Ann'))
    host.lose(2)
    host.now += 86_400_000
    claims.push(host.seat(3, 'Ann'))

    expect(claims.map((effects) => inShort(effects)[0])).toEqual([
      'claim-name MAnn ann',
      'send 2 joined',
      'claim-name MAnn ann',
    ])
  })

  it('[JN4] is refused to somebody who is in the room', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')

    expect(inShort(host.hear(1, join()))).toEqual(['send 1 refusal unexpected-request'])
  })

  it('[FL3] cannot be asked for without end', () => {
    const host = new TestHost({ 'flood-burst': 2, 'flood-per-second': 10 })
    host.hear(1, hello('Ann'))
    const cycle = () => {
      const told = inShort(host.hear(1, join()))[0]
      host.hear(1, { type: 'leave', room: ROOM })
      return told
    }
    const atOnce = [cycle(), cycle(), cycle()]
    host.now += 100

    expect([...atOnce, cycle()]).toEqual([
      'send 1 joined',
      'send 1 joined',
      'send 1 refusal rate-limited',
      'send 1 joined',
    ])
  })
})

describe('leave', () => {
  it('[JN5] gives up the seat and keeps the name, and the connection stays', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')

    const effects = host.hear(1, { type: 'leave', room: ROOM })

    expect({
      effects: inShort(effects),
      seats: host.room().seats.size,
      names: host.room().names.size,
      kind: host.connection(1).kind,
      again: inShort(host.hear(1, { type: 'leave', room: ROOM })),
    }).toEqual({
      effects: ['unsubscribe 1', 'announce member-left Ann leaving'],
      seats: 0,
      names: 1,
      kind: 'admitted',
      again: ['send 1 refusal not-joined'],
    })
  })
})

describe('list-members', () => {
  const list = (after: string | null): Request => ({ type: 'list-members', room: ROOM, after })

  function crowd(count: number, limits = {}): TestHost {
    const host = new TestHost(limits)
    for (let id = 1; id <= count; id++) host.seat(id, `n${id}`)
    return host
  }

  function readAll(host: TestHost, between: (page: number) => void = () => {}): string[] {
    const names: string[] = []
    let after: string | null = null
    for (let page = 0; page < 10; page++) {
      const [answer] = answersTo(1, host.hear(1, list(after)))
      if (answer?.type !== 'members') throw new Error('no page')
      names.push(...answer.members.map(({ name }) => name))
      after = answer.next
      if (after === null) return names
      between(page)
    }
    throw new Error('no last page')
  }

  it('[JN6] gives every member once, page by page', () => {
    const count = 2 * MEMBERS_PER_PAGE + 1
    const names = readAll(crowd(count))

    expect(names).toEqual(Array.from({ length: count }, (_, index) => `n${index + 1}`))
  })

  it('[JN6] has no empty page after a full one', () => {
    expect(readAll(crowd(MEMBERS_PER_PAGE))).toHaveLength(MEMBERS_PER_PAGE)
  })

  it('[JN6] misses nobody who stays while others leave between two pages', () => {
    const host = crowd(2 * MEMBERS_PER_PAGE)

    const names = readAll(host, (page) => {
      if (page === 0) for (const id of [5, MEMBERS_PER_PAGE, MEMBERS_PER_PAGE + 5]) host.lose(id)
    })

    const staying = [...host.room().seats.values()].map(({ member }) => member.name)
    expect(staying.filter((name) => !names.includes(name))).toEqual([])
  })

  it('[FL3] cannot be asked for without end', () => {
    const host = crowd(2, { 'flood-burst': 3 })

    const answers = Array.from({ length: 4 }, () => inShort(host.hear(1, list(null)))[0])

    expect(answers).toEqual([
      'send 1 members',
      'send 1 members',
      'send 1 refusal rate-limited',
      'send 1 refusal rate-limited',
    ])
  })

  it('[RQ4] is refused to somebody who is not in the room', () => {
    const host = new TestHost()
    host.hear(1, hello('Ann'))

    expect(inShort(host.hear(1, list(null)))).toEqual(['send 1 refusal not-joined'])
  })
})
