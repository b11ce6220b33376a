import { describe, expect, it } from 'vitest'
import { parseAnswer } from '../protocol/answer.ts'
import { FRAME_HEADER_BYTES } from '../protocol/limits.ts'
import type { Request } from '../protocol/request.ts'
import {
  answersTo,
  enter,
  hello,
  inShort,
  join,
  LEAVE,
  published,
  read,
  rename,
  ROOM,
  say,
  testId,
  TestHost,
} from './host.fixture.ts'

const RECALL = { type: 'recall', room: ROOM } as const
const GUEST = testId('U9')

/** Ann, who has a key, and on connection 9 somebody without one. */
function withGuest(limits = {}): TestHost {
  const host = new TestHost(limits)
  host.seat(1, 'Ann')
  host.admitUnverified(9)
  return host
}

/** The same, where the other one has said who he is. */
function withMember(name = 'guest', limits = {}): TestHost {
  const host = withGuest(limits)
  host.ask(9, enter(name))
  return host
}

function byOwner(host: TestHost, request: object): readonly string[] {
  const ann = { id: testId('MAnn'), name: 'Ann' }
  host.rule({ type: 'role-changed', member: ann, role: 'owner', by: ann })
  return inShort(host.hear(1, { room: ROOM, ...request } as Request))
}

describe('coming without a key', () => {
  it('[UV2] reads from there on, has no seat and is not announced', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.hear(1, say('a'))

    expect(inShort(host.admitUnverified(9))).toEqual(['subscribe 9 after #1'])
    expect(host.room().seats.size).toBe(1)
    expect(inShort(host.ask(9, say('b')))).toEqual(['send 9 refusal not-joined'])
  })

  it.each([
    ['where the host did not say so', new TestHost(), { classic: false }],
    [
      'by password',
      new TestHost({}, 'all', { kind: 'password', salt: testId('s') }),
      { classic: true },
    ],
    ['by invite', new TestHost({}, 'all', { kind: 'invite-only' }), { classic: true }],
  ])('[UV2] is ended %s', (_what, host, { classic }) => {
    Object.assign(host.rules, { classic })

    expect(inShort(host.admitUnverified(9))).toEqual(['close 9 classic-not-allowed'])
    expect(inShort(host.ask(9, enter('guest')))).toEqual([])
    expect(host.host.present.size).toBe(0)
  })

  it('[UV2] [HS4] counts as a member of the host, also before it is one of the room', () => {
    const host = new TestHost({ 'members-per-host': 2 })
    host.seat(1, 'Ann')
    host.admitUnverified(8)

    expect(inShort(host.admitUnverified(9))).toEqual(['close 9 host-full'])
    host.lose(8)
    expect(inShort(host.admitUnverified(10))).toEqual(['subscribe 10 after #0'])
  })

  it('[MO5] [UV2] is closed to where the room is locked; who reads already says nothing then', () => {
    const host = withGuest()
    byOwner(host, { type: 'lock-room' })

    expect(inShort(host.admitUnverified(10))).toEqual(['close 10 room-locked'])
    expect(inShort(host.ask(9, enter('guest')))).toEqual(['send 9 refusal room-locked'])
  })

  it('[UV2] is told no more when it is gone, whether it said who it is or not', () => {
    expect(inShort(withGuest().lose(9))).toEqual(['unsubscribe 9'])
    expect(inShort(withMember().lose(9))).toEqual([
      'unsubscribe 9',
      'announce member-left guest connection-lost',
      'unsubscribe 9',
    ])
  })
})

describe('saying who one is', () => {
  it('[UV1] takes a seat, which everybody is told with the mark', () => {
    const host = withGuest()

    const effects = host.ask(9, enter(' guest '))

    expect(inShort(effects)).toEqual(['send 9 joined', 'announce member-joined guest'])
    const member = { id: GUEST, name: 'guest', role: 'member', unverified: true }
    expect(answersTo(9, effects)).toMatchObject([{ you: member, count: 2 }])
    expect(inShort(host.ask(9, enter('again')))).toEqual(['send 9 refusal unexpected-request'])
  })

  it.each(['Ann', 'ANN', 'ann ', 'Αnn'.normalize('NFKC')])(
    '[UV3] [NM2] is refused as %j while Ann is there, and while she is away',
    (name) => {
      const host = withGuest()
      const code = name.startsWith('Α') ? 'mixed-scripts' : 'name-taken'

      expect(inShort(host.ask(9, enter(name)))).toEqual([`send 9 refusal ${code}`])
      host.lose(1)
      expect(inShort(host.ask(9, enter(name)))).toEqual([`send 9 refusal ${code}`])
    },
  )

  it.each(['', '   ', '\u0007'])('[UV3] [NM1] is refused as %j', (name) => {
    expect(inShort(withGuest().ask(9, enter(name)))).toEqual(['send 9 refusal bad-name'])
  })

  it('[UV3] holds the name while here, also to those who have a key, and no longer', () => {
    const host = withMember()
    host.isClaiming = true
    host.hear(2, hello('guest'))

    expect(inShort(host.hear(2, join()))).toEqual(['send 2 refusal name-taken'])
    host.lose(9)
    expect(host.room().claims.has(GUEST)).toBe(false)
    expect(inShort(host.hear(2, join()))).toContain('send 2 joined')
  })

  it('[FL3] is paid for', () => {
    const host = withGuest({ 'flood-burst': 2 })
    host.ask(9, enter('Ann'))
    host.ask(9, enter('Ann'))

    expect(inShort(host.ask(9, enter('guest')))).toEqual(['send 9 refusal rate-limited'])
  })

  it('[UV3] by a join is refused: that would hold the name for good', () => {
    expect(inShort(withGuest().ask(9, join()))).toEqual(['send 9 refusal unexpected-request'])
  })
})

describe('a member without a key', () => {
  it('[UV1] says what bears the mark, in the bytes that are stored', () => {
    const host = withMember()

    const [fact] = published(host.ask(9, say('a', 'hello')))

    expect(fact).toMatchObject({
      type: 'message',
      author: { id: GUEST, name: 'guest', unverified: true },
    })
    const stored = host.history.at(1)?.frame.subarray(FRAME_HEADER_BYTES) ?? new Uint8Array()
    expect(parseAnswer(stored)).toMatchObject({ ok: true, value: { author: { unverified: true } } })
  })

  it('[UV1] and nobody else bears the mark', () => {
    const host = withMember()

    const [fact] = published(host.hear(1, say('a')))

    expect(JSON.stringify(fact)).not.toContain('unverified')
    expect(JSON.stringify(host.room().seats.get(testId('MAnn'))?.member)).not.toContain(
      'unverified',
    )
  })

  it('[UV3] takes another name, which frees the first and is not written down', () => {
    const host = withMember()
    host.isClaiming = true

    const effects = host.ask(9, rename('visitor'))

    expect(inShort(effects)).toEqual(['publish #1'])
    expect(published(effects)).toMatchObject([{ type: 'member-renamed', unverified: true }])
    expect(host.room().seats.get(GUEST)?.member).toMatchObject({
      name: 'visitor',
      unverified: true,
    })
    expect(inShort(host.seat(2, 'guest'))).toContain('send 2 joined')
    expect(inShort(host.seat(3, 'visitor'))).toEqual(['send 3 refusal name-taken'])
  })

  it('[UV3] that goes while its new name is being stored leaves both names free', () => {
    const host = withMember()
    host.isClaiming = true
    host.isHeld = true
    host.ask(9, rename('visitor'))
    host.lose(9)

    expect(inShort(host.store())).toEqual(['publish #1'])
    expect([...host.room().names.values()]).toEqual([testId('MAnn')])
  })

  it('[UV3] [ST1] keeps its name when another spelling of it could not be stored', () => {
    const host = withMember()
    host.isHeld = true
    host.ask(9, rename('Guest'))
    host.failToStore()

    expect(inShort(host.seat(2, 'guest'))).toEqual(['send 2 refusal name-taken'])
  })

  it('[UV3] [ST2] whose rename was stored by a commit that failed holds it while here', () => {
    const host = withMember()
    host.isClaiming = true
    host.isHeld = true
    host.ask(9, rename('visitor'))
    host.failToStore({ isKept: true })
    host.hear(1, say('b'))

    const effects = inShort(host.store())
    expect(effects[0]).toBe('publish #1 #2')
    expect(effects.filter((each) => each.includes('visitor'))).toEqual([])
    expect(host.room().seats.get(GUEST)?.member.name).toBe('visitor')
    expect(host.room().claims.has(GUEST)).toBe(false)
  })

  it('[FL1] [MO4] is bound by flood and mute as everybody is', () => {
    const host = withMember('guest', { 'flood-burst': 1 })
    host.ask(9, say('a'))
    expect(inShort(host.ask(9, say('b')))).toEqual(['send 9 refusal rate-limited'])
    host.now += 60_000
    byOwner(host, { type: 'mute-member', member: GUEST, durationMs: null })

    expect(inShort(host.ask(9, say('b')))).toEqual(['send 9 refusal muted'])
  })

  it.each(['kick-member', 'ban-member'])('[UV4] is put out by %s, and its name is free', (type) => {
    const host = withMember()
    const durationMs = type === 'ban-member' ? { durationMs: null } : {}

    const effects = byOwner(host, { type, member: GUEST, ...durationMs })

    const code = type === 'ban-member' ? 'banned' : 'kicked'
    expect(effects).toContain(`cut 9 ${code}`)
    expect(inShort(host.ask(9, say('a')))).toEqual([])
    expect(inShort(host.seat(2, 'guest'))).toContain('send 2 joined')
  })

  it('[UV4] is given no role', () => {
    const host = withMember()
    const request = { type: 'change-role', member: GUEST, role: 'moderator' }

    expect(byOwner(host, request)).toEqual(['send 1 refusal not-allowed'])
  })

  it.each([
    { type: 'kick-member', room: ROOM, member: testId('MAnn') },
    { type: 'ban-member', room: ROOM, member: testId('MAnn'), durationMs: null },
    { type: 'mute-member', room: ROOM, member: testId('MAnn'), durationMs: null },
    { type: 'unban-member', room: ROOM, member: testId('MAnn') },
    { type: 'unmute-member', room: ROOM, member: testId('MAnn') },
    { type: 'lock-room', room: ROOM },
    { type: 'unlock-room', room: ROOM },
    { type: 'change-role', room: ROOM, member: testId('MAnn'), role: 'viewer' },
  ] as const)('[UV4] makes no ruling, not even as an owner: $type', (request) => {
    const host = withMember()
    const guest = { id: GUEST, name: 'guest' }
    host.rule({ type: 'role-changed', member: guest, role: 'owner', by: guest })

    expect(inShort(host.ask(9, request))).toEqual(['send 9 refusal not-allowed'])
  })

  it('[UV4] reads no pages', () => {
    expect(inShort(withMember().ask(9, read(10)))).toEqual(['send 9 refusal read-only'])
  })

  it('[UV3] leaves the seat and the name by `leave`', () => {
    const host = withMember()

    expect(inShort(host.ask(9, LEAVE))).toEqual([
      'unsubscribe 9',
      'announce member-left guest leaving',
    ])
    expect(host.room().names.size).toBe(1)
  })
})

describe('what was said before', () => {
  function saidBefore(history: 'all' | 'from-joining' = 'all', count = 3): TestHost {
    const host = new TestHost({ 'flood-burst': 1_000 }, history)
    host.seat(1, 'Ann')
    for (let id = 0; id < count; id++) host.hear(1, say(id))
    host.admitUnverified(9)
    return host
  }

  it('[HI2] is told as a page, at most', () => {
    expect(inShort(saidBefore().ask(9, RECALL))).toEqual(['send 9 history', 'repeat 9 #1 #2 #3'])
    const many = saidBefore('all', 200)
    const [header] = answersTo(9, many.ask(9, RECALL))
    expect(header).toMatchObject({ from: 101, to: 200, first: 1 })
  })

  it('[HI3] is not told to whom it is not for', () => {
    const host = saidBefore('from-joining')

    expect(answersTo(9, host.ask(9, RECALL))).toMatchObject([{ from: 4, to: 3, first: 4 }])
  })
})
