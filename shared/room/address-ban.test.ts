import { describe, expect, it } from 'vitest'
import { addressKey } from './door.ts'
import {
  answersTo,
  hello,
  inShort,
  join,
  ROOM,
  say,
  testId,
  type TestHost,
} from './host.fixture.ts'
import { testPeer } from './proofs.fixture.ts'
import { about, ban, banAddress, staffed } from './staffed.fixture.ts'

describe('the ban of an address', () => {
  /** What somebody is answered who joins from an address. */
  function comeFrom(host: TestHost, id: number, name: string, address: string) {
    host.connections.set(id, { kind: 'greeting', id, peer: testPeer(id, address) })
    host.hear(id, hello(name))
    return inShort(host.hear(id, join()))[0]
  }

  /** A room in which the member comes from two addresses, and is banned with them. */
  function banned(durationMs: number | null = null): TestHost {
    const host = staffed()
    comeFrom(host, 3, 'member', '10.0.0.3')
    host.connections.set(6, { kind: 'greeting', id: 6, peer: testPeer(6, 'fd00:1:2:3::/64') })
    host.hear(6, hello('member', 'member', 'phone'))
    host.hear(6, join())
    host.hear(2, banAddress('member', durationMs))
    return host
  }

  it('[MO6] keeps out who is new from where the banned one came from, and nobody from elsewhere', () => {
    const host = banned()

    const answers = ['10.0.0.3', 'fd00:1:2:3::/64', '10.0.0.4'].map((address, index) =>
      comeFrom(host, 10 + index, `new ${index}`, address),
    )

    expect(answers).toEqual(['send 10 refusal banned', 'send 11 refusal banned', 'send 12 joined'])
  })

  it('[MO6] says that it is the address, and until when', () => {
    const host = staffed()
    comeFrom(host, 3, 'member', '10.0.0.3')
    host.hear(2, banAddress('member', 60_000))
    const until = host.now + 60_000
    host.connections.set(10, { kind: 'greeting', id: 10, peer: testPeer(10, '10.0.0.3') })
    host.hear(10, hello('new'))

    expect(answersTo(10, host.hear(10, join()))).toEqual([
      {
        type: 'refusal',
        request: 'join',
        room: ROOM,
        code: 'banned',
        detail: { by: 'address', until },
      },
    ])
  })

  it('[MO6] keeps out nobody who holds a name or a role in the room', () => {
    const host = banned()
    host.lose(5)
    host.lose(2)

    expect([
      comeFrom(host, 10, 'other', '10.0.0.3'),
      comeFrom(host, 11, 'moderator', '10.0.0.3'),
      comeFrom(host, 12, 'member', '10.0.0.4'),
    ]).toEqual(['send 10 joined', 'send 11 joined', 'send 12 refusal banned'])
  })

  it('[MO6] drops nobody who is here from the same address', () => {
    const host = staffed()
    const effects = inShort(host.hear(2, banAddress('member')))

    expect(effects.filter((each) => each.startsWith('cut'))).toEqual(['cut 3 banned'])
  })

  it('[MO6] ends with the ban, when it is over or lifted', () => {
    const lifted = banned()
    lifted.hear(2, about('unban-member', 'member'))
    const over = banned(60_000)
    over.now += 60_000

    expect([lifted, over].map((host) => comeFrom(host, 10, 'new', '10.0.0.3'))).toEqual([
      'send 10 joined',
      'send 10 joined',
    ])
  })

  it('[MO6] holds over a restart, and is told to nobody', () => {
    const host = banned()
    const facts = host.history.facts.map(({ frame }) => new TextDecoder().decode(frame))
    host.restart(testId('later'))

    expect(comeFrom(host, 10, 'new', '10.0.0.3')).toBe('send 10 refusal banned')
    expect(facts.join()).not.toMatch(/10\.0\.0\.3|fd00/)
  })

  it('[MO6] holds also when the commit failed that has stored it all the same', () => {
    const host = staffed()
    host.isHeld = true
    host.hear(2, banAddress('member'))
    host.failToStore({ isKept: true })
    host.isHeld = false
    host.hear(1, say(1))

    expect(comeFrom(host, 10, 'new', '10.0.0.1')).toBe('send 10 refusal banned')
  })

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])(
    '[MO6] never keeps out the window of the host itself: %s',
    (address) => {
      const host = staffed()
      comeFrom(host, 3, 'member', addressKey(address))
      host.hear(2, banAddress('member'))

      expect(comeFrom(host, 10, 'new', addressKey(address))).toBe('send 10 joined')
    },
  )

  it('[MO6] is of the key alone unless asked for, and of who is away', () => {
    const host = staffed()
    host.hear(2, ban('member'))
    host.lose(5)
    host.hear(2, banAddress('other'))

    expect(comeFrom(host, 10, 'new', '10.0.0.1')).toBe('send 10 joined')
  })
})
