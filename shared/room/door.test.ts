import { describe, expect, it } from 'vitest'
import { limitsWith } from '../protocol/limits.ts'
import { addressKey, EMPTY_DOOR, enterDoor, leaveDoor, type Door } from './door.ts'

const LIMITS = limitsWith({ 'connections-per-address': 4, 'new-per-second-per-address': 3 })

/** Tries to enter at each moment; says who got in. */
function enter(start: Door, moments: readonly number[], key = 'a') {
  let door = start
  const entered = moments.map((now) => {
    const next = enterDoor(door, key, LIMITS, now)
    if (next) door = next
    return next !== null
  })
  return { door, entered }
}

describe('addressKey', () => {
  it.each([
    ['192.168.1.20', '192.168.1.20'],
    ['::ffff:192.168.1.20', '192.168.1.20'],
    ['::FFFF:10.0.0.1', '10.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ])('[CN3] takes %s as %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})

describe('enterDoor', () => {
  it('[CN2] lets so many in at once, then so many a second', () => {
    expect(enter(EMPTY_DOOR, [0, 0, 0, 0, 333, 334]).entered).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
    ])
  })

  it('[CN1] lets so many in at a time', () => {
    const { door, entered } = enter(EMPTY_DOOR, [0, 1_000, 2_000, 3_000, 4_000])
    const after = enterDoor(leaveDoor(door, 'a', 5_000), 'a', LIMITS, 5_000)

    expect([entered, after !== null]).toEqual([[true, true, true, true, false], true])
  })

  it('[CN1] counts each address for itself', () => {
    const { door } = enter(EMPTY_DOOR, [0, 0, 0, 0])

    expect(enter(door, [0], 'b').entered).toEqual([true])
  })

  it('[CN2] remembers an address that was here a moment ago', () => {
    const { door } = enter(EMPTY_DOOR, [0, 0, 0])
    const left = [0, 0, 0].reduce((now, at) => leaveDoor(now, 'a', at), door)

    expect([left.size, enterDoor(left, 'a', LIMITS, 0)]).toEqual([1, null])
  })

  it('[CN3] forgets who has been away for a minute, and nobody who is here', () => {
    const { door } = enter(enter(EMPTY_DOOR, [0], 'away').door, [0], 'here')
    const away = leaveDoor(door, 'away', 1)
    const { door: later } = enter(away, [60_002], 'other')

    expect([...leaveDoor(later, 'other', 60_003).keys()]).toEqual(['here', 'other'])
  })

  it('[CN1] does not mind who leaves without having come', () => {
    expect(leaveDoor(EMPTY_DOOR, 'a', 0)).toEqual(new Map())
  })
})
