// Who may make a connection at all: so many at a time and so many a second from one address. [CN1] [CN2]

import { fullAllowance, takeToken, type Allowance } from '../protocol/allowance.ts'
import type { Limits } from '../protocol/limits.ts'

/** What a host remembers of the addresses that are connected or were a moment ago. */
export type Door = ReadonlyMap<string, { readonly open: number; readonly allowance: Allowance }>

export const EMPTY_DOOR: Door = new Map()

/** Milliseconds after which a full allowance is not worth remembering. */
const FORGET_AFTER_MS = 60_000

/** The part of an IP address that one household or classroom has: IPv4 whole, IPv6 its /64. [CN3] */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after]
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** Counts a new connection in, or says no by `null`. */
export function enterDoor(door: Door, key: string, limits: Limits, now: number): Door | null {
  const perSecond = limits['new-per-second-per-address']
  const rate = { burst: perSecond, perSecond }
  const known = door.get(key) ?? { open: 0, allowance: fullAllowance(rate, now) }
  if (known.open >= limits['connections-per-address']) return null
  const token = takeToken(known.allowance, rate, now)
  if (!token.ok) return null
  return new Map(door).set(key, { open: known.open + 1, allowance: token.allowance })
}

/** Counts a connection out. Addresses that have been away for a while are forgotten. */
export function leaveDoor(door: Door, key: string, now: number): Door {
  const left = new Map(door)
  const known = left.get(key)
  if (known) left.set(key, { ...known, open: known.open - 1 })
  for (const [address, { open, allowance }] of left) {
    if (open === 0 && now - allowance.countedAt > FORGET_AFTER_MS) left.delete(address)
  }
  return left
}
