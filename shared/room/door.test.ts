import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limitsWith } from '../protocol/limits.ts'
import {
  addressKey,
  admitThroughDoor,
  EMPTY_DOOR,
  enterDoor,
  leaveDoor,
  type Door,
} from './door.ts'

const LIMITS = limitsWith({
  'connections-per-address': 4,
  'new-per-second-per-address': 3,
  'pending-per-address': 4,
  'pending-connections': 6,
})

/** A door with what went through it: ids are counted. */
class Passage {
  door: Door = EMPTY_DOOR
  readonly evicted: string[] = []
  readonly #keys = new Map<string, string>()
  readonly #limits = LIMITS
  #next = 1

  /** Tries to enter at each moment: `in`, or the limit for which not. */
  enter(moments: readonly number[], key = 'a', limits = this.#limits): string[] {
    return moments.map((now) => {
      const id = String(this.#next++)
      const entry = enterDoor(this.door, id, key, limits, now)
      if (entry.kind === 'refused') return entry.limit
      this.door = entry.door
      this.#keys.set(id, key)
      if (entry.evicted !== null) this.evicted.push(entry.evicted.id)
      return 'in'
    })
  }

  admit(...ids: readonly string[]): void {
    for (const id of ids) this.door = admitThroughDoor(this.door, id)
  }

  leave(now: number, ...ids: readonly string[]): void {
    for (const id of ids) this.door = leaveDoor(this.door, id, this.#keys.get(id) ?? '', now)
  }

  /** How many addresses are remembered. */
  get known(): number {
    return this.door.here.size + this.door.left.size + this.door.leftBefore.size
  }
}

describe('addressKey', () => {
  it.each([
    ['192.168.1.20', '192.168.1.20'],
    ['::ffff:192.168.1.20', '192.168.1.20'],
    ['::FFFF:10.0.0.1', '10.0.0.1'],
    ['::ffff:c0a8:114', '192.168.1.20'],
    ['0:0:0:0:0:ffff:c0a8:0114', '192.168.1.20'],
    ['::ffff:10.0.0.1%eth0', '10.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:0003:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
    ['FE80::0BAD:1', 'fe80:0:0:0:0:0:bad:1'],
    ['febf::1', 'febf:0:0:0:0:0:0:1'],
    ['fec0::1', 'fec0:0:0:0::/64'],
    ['fd00:1:2:3::9', 'fd00:1:2:3:0:0:0:9'],
    ['fc00::', 'fc00:0:0:0:0:0:0:0'],
    ['fe00::1', 'fe00:0:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['', ''],
  ])('[CN3] takes %s as %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })

  it('[CN3] [B25] gives everybody of an IPv6 /64 of the internet the same key, and nobody else', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))
    const half = fc.array(group, { minLength: 4, maxLength: 4 })

    fc.assert(
      fc.property(half, half, half, (network, one, other) => {
        fc.pre(network[0] !== '0' && !/^f([cd]..|e[89ab].)$/.test(network[0] ?? ''))
        const [left, right] = [one, other].map((host) =>
          addressKey([...network, ...host].join(':')),
        )

        expect([left, right]).toEqual([`${network.join(':')}::/64`, `${network.join(':')}::/64`])
      }),
    )
  })
})

describe('enterDoor', () => {
  it('[CN2] lets so many in at once, then so many a second', () => {
    expect(new Passage().enter([0, 0, 0, 0, 333, 334])).toEqual([
      'in',
      'in',
      'in',
      'new-per-second-per-address',
      'new-per-second-per-address',
      'in',
    ])
  })

  it('[CN1] lets so many in at a time', () => {
    const passage = new Passage()
    const entered = passage.enter([0, 1_000, 2_000, 3_000, 4_000])
    passage.leave(5_000, '1')

    expect([entered.slice(3), passage.enter([5_000])]).toEqual([
      ['in', 'connections-per-address'],
      ['in'],
    ])
  })

  it('[CN1] counts each address for itself', () => {
    const passage = new Passage()
    passage.enter([0, 0, 0, 0])

    expect(passage.enter([0], 'b')).toEqual(['in'])
  })

  it('[CN2] remembers an address that was here a moment ago', () => {
    const passage = new Passage()
    passage.enter([0, 0, 0])
    passage.leave(0, '1', '2', '3')

    expect([passage.known, passage.enter([0])]).toEqual([1, ['new-per-second-per-address']])
  })

  it('[CN2] gives an address that comes back nothing but what it has earned', () => {
    const passage = new Passage()
    passage.enter([900, 900, 900])
    passage.leave(900, '1', '2', '3')

    // Another address begins the next period: who left is remembered into it.
    passage.enter([1_000], 'b')

    expect(passage.enter([1_000, 1_240, 1_240])).toEqual([
      'new-per-second-per-address',
      'in',
      'new-per-second-per-address',
    ])
  })

  it('[CN3] forgets who has been away for two seconds, and nobody who is here', () => {
    const passage = new Passage()
    passage.enter([0], 'away')
    passage.enter([0], 'here')
    passage.leave(1, '1')
    passage.enter([1_100, 2_200], 'other')

    expect([...passage.door.here.keys(), passage.known]).toEqual(['here', 'other', 2])
  })

  it('[CN1] does not mind who leaves without having come', () => {
    expect(leaveDoor(EMPTY_DOOR, '9', 'b', 0)).toEqual(EMPTY_DOOR)
  })
})

describe('pending connections', () => {
  it('[CN7] [B3] are so many of an address: its own oldest makes room, and one that is admitted', () => {
    const limits = { ...LIMITS, 'pending-per-address': 2 }
    const passage = new Passage()
    passage.enter([0], 'b', limits)
    const entered = passage.enter([0, 0, 400], 'a', limits)
    passage.admit('3')
    const more = passage.enter([800], 'a', limits)

    expect([entered, more, passage.evicted]).toEqual([['in', 'in', 'in'], ['in'], ['2']])
  })

  it('[CN7] [CN8] that make room for one of their address make room for all', () => {
    const limits = { ...LIMITS, 'pending-per-address': 1, 'pending-connections': 2 }
    const passage = new Passage()
    passage.enter([0], 'b', limits)
    passage.enter([0, 0], 'a', limits)

    expect([passage.evicted, [...passage.door.pending.values()]]).toEqual([['2'], ['b', 'a']])
  })

  it('[CN7] of silent strangers keep nobody out who comes over the same link', () => {
    const limits = limitsWith()
    const passage = new Passage()
    const moments = Array.from({ length: 64 }, (_, index) => index * 60)
    const silent = passage.enter(moments, addressKey('fe80::bad:1'), limits)

    expect([new Set(silent), passage.enter([4_000], addressKey('fe80::600d:1'), limits)]).toEqual([
      new Set(['in']),
      ['in'],
    ])
    expect([passage.enter([4_000], addressKey('fe80::bad:1'), limits), passage.evicted]).toEqual([
      ['in'],
      ['1'],
    ])
  })

  it('[CN7] that end make room as well', () => {
    const limits = { ...LIMITS, 'pending-per-address': 1 }
    const passage = new Passage()
    passage.enter([0], 'a', limits)
    passage.leave(0, '1')
    passage.enter([0], 'a', limits)

    expect(passage.evicted).toEqual([])
  })

  it('[CN8] [B3] are so many in all: the oldest makes room, and accepting never stops', () => {
    const passage = new Passage()
    const entered = ['a', 'b', 'c', 'd'].flatMap((key) => passage.enter([0, 0, 0], key))

    expect([new Set(entered), passage.evicted, [...passage.door.pending.keys()]]).toEqual([
      new Set(['in']),
      ['1', '2', '3', '4', '5', '6'],
      ['7', '8', '9', '10', '11', '12'],
    ])
  })

  it('[CN8] are the only ones that have to make room', () => {
    const passage = new Passage()
    passage.enter([0, 0, 0], 'a')
    passage.admit('1', '2')
    for (const key of ['b', 'c']) passage.enter([0, 0, 0], key)

    expect(passage.evicted).toEqual(['3'])
  })

  it('[CN8] that had to make room are counted out once when their sockets close', () => {
    const passage = new Passage()
    for (const key of ['a', 'b', 'c']) passage.enter([0, 0, 0], key)
    passage.leave(0, '1', '2', '3')

    expect([passage.door.here.get('a'), passage.door.left.get('a')]).toMatchObject([
      undefined,
      { open: 0, pending: 0 },
    ])
  })

  it('[CN7] lets a class of thirty in within a second, with the limits as they are', () => {
    const limits = limitsWith()
    const passage = new Passage()
    const comers = Array.from({ length: 30 }, (_, index) => (index < 20 ? 0 : (index - 19) * 50))

    // None of them has got through TLS yet, and as many have an attempt before that hangs.
    expect(new Set(passage.enter(comers.map(Math.ceil), 'school', limits))).toEqual(new Set(['in']))
    expect(passage.door.pending.size).toBe(30)
    expect(limits['pending-per-address']).toBeGreaterThanOrEqual(60)
  })
})

describe('[B25] whatever comes and goes', () => {
  it('[CN1] [CN7] [CN8] the counts are those of the connections that are there, and nothing else stays', () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('enter' as const), key: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ kind: fc.constantFrom('admit' as const, 'leave' as const), pick: fc.nat(40) }),
    )

    fc.assert(
      fc.property(fc.array(fc.tuple(action, fc.nat(300))), (actions) => {
        let door = EMPTY_DOOR
        let now = 0
        let next = 0
        const open = new Map<string, { readonly key: string; isPending: boolean }>()
        for (const [step, wait] of actions) {
          now += wait
          if (step.kind === 'enter') {
            const id = String(next++)
            const entry = enterDoor(door, id, step.key, LIMITS, now)
            if (entry.kind === 'refused') continue
            door = entry.door
            open.set(id, { key: step.key, isPending: true })
            const evicted = open.get(entry.evicted?.id ?? '')
            if (evicted) evicted.isPending = false
            continue
          }
          const [id, visit] = [...open][step.pick % Math.max(1, open.size)] ?? []
          if (id === undefined || !visit) continue
          if (step.kind === 'admit') {
            door = admitThroughDoor(door, id)
            visit.isPending = false
          } else {
            door = leaveDoor(door, id, visit.key, now)
            open.delete(id)
          }
        }

        const visits = [...open.values()]
        const counts = Object.fromEntries(
          [...new Set(visits.map(({ key }) => key))].map((key) => {
            const own = visits.filter((visit) => visit.key === key)
            return [key, [own.length, own.filter(({ isPending }) => isPending).length]]
          }),
        )
        const counted = [...door.here].map(([key, visitor]) => [
          key,
          [visitor.open, visitor.pending],
        ])

        expect(Object.fromEntries(counted)).toEqual(counts)
        expect(door.pending.size).toBe(visits.filter(({ isPending }) => isPending).length)
        expect(door.pending.size).toBeLessThanOrEqual(LIMITS['pending-connections'])
      }),
    )
  })
})
