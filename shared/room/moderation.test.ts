import { describe, expect, it } from 'vitest'
import type { Request } from '../protocol/request.ts'
import {
  hello,
  inShort,
  join,
  LEAVE,
  published,
  rename,
  ROOM,
  say,
  testId,
} from './host.fixture.ts'
import {
  about,
  ban,
  banAddress,
  BY_NAME,
  change,
  idOf,
  kick,
  mute,
  staffed,
  type Who,
} from './staffed.fixture.ts'

const LOCK: Request = { type: 'lock-room', room: ROOM }

describe('who may decide', () => {
  const whos = ['owner', 'moderator', 'member', 'viewer'] as const
  const requests: readonly ((over: Who) => Request)[] = [
    kick,
    ban,
    banAddress,
    (over) => about('unban-member', over),
    mute,
    (over) => about('unmute-member', over),
    (over) => change(over, 'moderator'),
  ]

  it.each(requests.map((request) => [request('other').type, request] as const))(
    '[MO1] %s: only a higher one, over a lower one',
    (type, request) => {
      const table = whos.map((by) =>
        whos
          .map((over) => {
            const effects = inShort(staffed().hear(BY_NAME[by], request(over)))
            return effects.includes(`send ${BY_NAME[by]} refusal not-allowed`) ? '-' : 'x'
          })
          .join(''),
      )
      // Rows: who asks; columns: over the owner, the moderator, the member, the viewer.
      const moderators = type === 'change-role' ? '----' : '--xx'
      expect(table).toEqual(['-xxx', moderators, '----', '----'])
    },
  )

  it('[MO1] nobody is raised above the one who raises', () => {
    const host = staffed()

    expect(inShort(host.hear(1, change('member', 'owner')))[0]).toMatch(/^publish/)
    expect(inShort(host.hear(2, change('other', 'moderator')))).toEqual([
      'send 2 refusal not-allowed',
    ])
  })

  it('[MO1] owners lift what stands against another owner', () => {
    const host = staffed()
    host.hear(1, ban('member'))
    host.hear(1, change('member', 'owner'))

    expect(inShort(host.hear(2, about('unban-member', 'member')))).toEqual([
      'send 2 refusal not-allowed',
    ])
    expect(inShort(host.hear(1, about('unban-member', 'member')))[0]).toMatch(/^publish/)
  })

  it('[MO1] over somebody whom the room does not know', () => {
    const unknown = { type: 'kick-member', room: ROOM, member: testId('nobody') } as const

    expect(inShort(staffed().hear(1, unknown))).toEqual(['send 1 refusal unknown-member'])
  })

  it('[RL1] who only reads on this device moderates all the same, and does not write', () => {
    const host = staffed()
    host.hear(2, LEAVE)
    host.hear(2, join(null, 'viewer'))

    expect(inShort(host.hear(2, kick('member')))[0]).toMatch(/^publish/)
    expect(inShort(host.hear(2, say(1)))).toEqual(['send 2 refusal read-only'])
  })
})

describe('kick and ban', () => {
  it.each([
    ['kicked', kick('member')],
    ['banned', ban('member')],
  ] as const)(
    '[MO2] who is %s is cut off over all connections in the same step',
    (code, request) => {
      const host = staffed()
      host.hear(6, hello('member', 'member', 'phone'))
      host.hear(6, join())

      const effects = inShort(host.hear(2, request))

      expect(effects.slice(1)).toEqual([
        'drop-waiting Mmember',
        'unsubscribe 3',
        `cut 3 ${code}`,
        'unsubscribe 6',
        `announce member-left member ${code}`,
        `cut 6 ${code}`,
      ])
      expect(inShort(host.hear(3, say(1)))).toEqual([])
    },
  )

  it('[MO2] nothing that the banned one submitted after it is stored', () => {
    const host = staffed()
    host.isHeld = true
    host.hear(2, ban('member'))
    host.hear(3, say('late'))
    host.store(1)
    const stored = published(host.store())

    expect(stored).toEqual([])
  })

  it('[MO2] who was kicked may come back, who was banned may not, by any device', () => {
    const kicked = staffed()
    kicked.hear(2, kick('member'))
    kicked.hear(7, hello('member'))
    const banned = staffed()
    banned.hear(2, ban('member'))
    banned.hear(7, hello('Somebody else', 'member', 'phone'))

    expect([inShort(kicked.hear(7, join()))[0], inShort(banned.hear(7, join()))]).toEqual([
      'send 7 joined',
      ['send 7 refusal banned'],
    ])
  })

  it('[MO3] a ban of thirty days ends after thirty days, not before, also over a restart', () => {
    const days = 30 * 86_400_000
    const host = staffed()
    host.hear(2, ban('member', days))
    host.restart(testId('later'))
    const join3 = (id: number) => {
      host.hear(id, hello('member'))
      return inShort(host.hear(id, join()))[0]
    }
    host.now += days - 1
    const before = join3(7)
    host.now += 1

    expect([before, join3(8)]).toEqual(['send 7 refusal banned', 'send 8 joined'])
  })

  it('[MO3] tells who is put out by a ban when it ends, if it does', () => {
    const until = staffed().now + 60_000
    const reasons = [null, 60_000].map((durationMs) => {
      const host = staffed()
      const effects = host.hear(2, ban('member', durationMs))
      return effects.flatMap((effect) => (effect.type === 'cut' ? [effect.reason] : []))
    })

    expect(reasons).toEqual([[{ code: 'banned' }], [{ code: 'banned', detail: { until } }]])
  })

  it('[MO3] is lifted by an unban, also of somebody who is away', () => {
    const host = staffed()
    host.hear(2, ban('member'))
    host.hear(2, about('unban-member', 'member'))
    host.hear(7, hello('member'))

    expect(inShort(host.hear(7, join()))[0]).toBe('send 7 joined')
  })
})

describe('mute', () => {
  it('[MO4] says nothing, under no other name either, until it ends', () => {
    const host = staffed()
    host.hear(2, mute('member', 1_000))
    const during = [host.hear(3, say(1)), host.hear(3, rename('loud'))].flatMap((each) =>
      inShort(each),
    )
    host.now += 1_000

    expect([during, inShort(host.hear(3, say(2)))]).toEqual([
      ['send 3 refusal muted', 'send 3 refusal muted'],
      [expect.stringMatching(/^publish/)],
    ])
  })
})

describe('who joins muted', () => {
  it('[MO4] is announced under the name of before', () => {
    const host = staffed()
    host.hear(2, mute('member', 1_000))
    host.lose(3)
    host.hear(7, hello('LOUD WORDS', 'member'))
    const muted = inShort(host.hear(7, join()))
    host.lose(7)
    host.now += 1_000
    host.hear(8, hello('LOUD WORDS', 'member'))

    expect([muted, inShort(host.hear(8, join()))]).toMatchObject([
      expect.arrayContaining(['announce member-joined member']),
      expect.arrayContaining(['announce member-joined LOUD WORDS']),
    ])
  })
})

describe('the lock', () => {
  it('[MO5] keeps out who was never here, and nobody else', () => {
    const host = staffed()
    host.hear(1, LOCK)
    host.lose(3)
    host.hear(7, hello('new'))
    const stranger = inShort(host.hear(7, join()))
    host.hear(8, hello('member'))
    const known = inShort(host.hear(8, join()))[0]
    host.hear(1, { type: 'unlock-room', room: ROOM })

    expect([stranger, known, inShort(host.hear(7, join()))]).toMatchObject([
      ['send 7 refusal room-locked'],
      'send 8 joined',
      expect.arrayContaining(['send 7 joined']),
    ])
  })
})

it('[MO1] a change of role holds at once', () => {
  const host = staffed()
  host.hear(1, change('member', 'viewer'))

  expect(inShort(host.hear(3, say(1)))).toEqual(['send 3 refusal read-only'])
  expect(host.room().seats.get(idOf('member'))?.member.role).toBe('viewer')
})
