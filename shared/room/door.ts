// Who may make a connection at all: so many at a time and so many a second from one address, and so many that
// have not been let in yet. [CN1] [CN2] [CN3] [CN7] [CN8]

import { PersistentMap } from '../persistent-map.ts'
import { fullAllowance, takeToken, type Allowance } from '../protocol/allowance.ts'
import type { LimitName, Limits } from '../protocol/limits.ts'

/** What is known of one address. */
interface Visitor {
  readonly open: number
  /** How many of these are pending. */
  readonly pending: number
  readonly allowance: Allowance
}

/**
 * What a host remembers of the addresses that are connected or were a moment ago. Each change is O(1), but for a look
 * at those who are pending when an address has too many of them.
 */
export interface Door {
  /** The addresses that are connected, by addressKey. */
  readonly here: PersistentMap<Visitor>
  /** Those that left in this period, and those of the period before. */
  readonly left: PersistentMap<Visitor>
  readonly leftBefore: PersistentMap<Visitor>
  readonly periodBeganAt: number
  /** The connections that are not admitted yet, oldest first: the key of the address of each. */
  readonly pending: PersistentMap<string>
}

/** The limit for which a connection is turned away. */
export type DoorRefusal = Extract<
  LimitName,
  'connections-per-address' | 'new-per-second-per-address'
>

/** A pending connection that MUST be destroyed to make room, and the limit for which. [CN7] [CN8] */
export interface Eviction {
  readonly id: string
  readonly limit: Extract<LimitName, 'pending-per-address' | 'pending-connections'>
}

/** What becomes of a new connection. */
export type Entry =
  | { readonly kind: 'refused'; readonly limit: DoorRefusal }
  | {
      readonly kind: 'entered'
      readonly door: Door
      /** The one that waited longest, of the same address or of all. */
      readonly evicted: Eviction | null
    }

/**
 * Milliseconds of a period. Who left is remembered for one at least and two at most: an allowance is full
 * again after a second, and then there is nothing to remember.
 */
const PERIOD_MS = 1_000

export const EMPTY_DOOR: Door = {
  here: PersistentMap.of(),
  left: PersistentMap.of(),
  leftBefore: PersistentMap.of(),
  periodBeganAt: 0,
  pending: PersistentMap.of(),
}

/**
 * The part of an IP address that one household or classroom has: IPv4 whole, also when it is written as
 * IPv4-mapped IPv6, and of IPv6 its /64. Within a network that is no part of the internet everybody has the same
 * /64: addresses of a link and unique local ones (RFC 4291, 2.5.6; RFC 4193) count whole. However an address is
 * written, its key is the same. [CN3]
 */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address
  const groups = groupsOf(address)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (isMapped) {
    const [high = 0, low = 0] = groups.slice(6)
    return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
  }
  return isOfNetwork(groups) ? inHex(groups) : `${inHex(groups.slice(0, 4))}::/64`
}

/** fe80::/10 or fc00::/7. */
function isOfNetwork([first = 0]: readonly number[]): boolean {
  return (first & 0xffc0) === 0xfe80 || (first & 0xfe00) === 0xfc00
}

function inHex(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':')
}

/** The eight groups of an IPv6 address, its zone left away. What is no number counts as 0. */
function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const before = numbersOf(head)
  const after = tail === undefined ? [] : numbersOf(tail)
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => 0)
  return [...before, ...zeros, ...after]
}

function numbersOf(part: string): readonly number[] {
  if (part === '') return []
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [(Number.parseInt(group, 16) || 0) & 0xffff]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map((byte) => Number(byte) & 0xff)
    return [(a << 8) | b, (c << 8) | d]
  })
}

/**
 * Counts a new connection in, as pending, under an id that is never used twice; or says for which limit it is
 * turned away: nothing changes then. `now` is a monotonic clock in milliseconds.
 */
export function enterDoor(door: Door, id: string, key: string, limits: Limits, now: number): Entry {
  const perSecond = limits['new-per-second-per-address']
  const rate = { burst: perSecond, perSecond }
  const known = visitorOf(door, key) ?? { open: 0, pending: 0, allowance: fullAllowance(rate, now) }
  if (known.open >= limits['connections-per-address']) return refused('connections-per-address')
  const token = takeToken(known.allowance, rate, now)
  if (!token.ok) return refused('new-per-second-per-address')
  const visitor = { open: known.open + 1, pending: known.pending + 1, allowance: token.allowance }
  const aged = withPeriod(door, now)
  const entered = {
    ...aged,
    here: aged.here.set(key, visitor),
    left: aged.left.delete(key),
    leftBefore: aged.leftBefore.delete(key),
  }
  const evicted = evictionFrom(door, key, known, limits)
  const roomy = evicted === null ? entered : admitThroughDoor(entered, evicted.id)
  return {
    kind: 'entered',
    door: { ...roomy, pending: roomy.pending.set(id, key) },
    evicted,
  }
}

/** Who has to make room for one more of an address: strangers never keep anybody out, not their neighbours either. */
function evictionFrom(
  { pending }: Door,
  key: string,
  { pending: own }: Visitor,
  limits: Limits,
): Eviction | null {
  if (own >= limits['pending-per-address']) {
    for (const [id, of] of pending) if (of === key) return { id, limit: 'pending-per-address' }
  }
  if (pending.size < limits['pending-connections']) return null
  for (const id of pending.keys()) return { id, limit: 'pending-connections' }
  return null
}

/** The connection is pending no more: its member is known. Nothing the second time. */
export function admitThroughDoor(door: Door, id: string): Door {
  const key = door.pending.get(id)
  if (key === undefined) return door
  const visitor = door.here.get(key)
  const here = visitor
    ? door.here.set(key, { ...visitor, pending: visitor.pending - 1 })
    : door.here
  return { ...door, here, pending: door.pending.delete(id) }
}

/** Counts a connection out that was counted in. Addresses that have been away for a while are forgotten. */
export function leaveDoor(door: Door, id: string, key: string, now: number): Door {
  const settled = withPeriod(admitThroughDoor(door, id), now)
  const visitor = settled.here.get(key)
  if (!visitor) return settled
  const less = { ...visitor, open: visitor.open - 1 }
  return less.open > 0
    ? { ...settled, here: settled.here.set(key, less) }
    : { ...settled, here: settled.here.delete(key), left: settled.left.set(key, less) }
}

function refused(limit: DoorRefusal): Entry {
  return { kind: 'refused', limit }
}

function visitorOf({ here, left, leftBefore }: Door, key: string): Visitor | undefined {
  return here.get(key) ?? left.get(key) ?? leftBefore.get(key)
}

/** Whole periods are forgotten at once: to look at each address would cost the more the more there are. */
function withPeriod(door: Door, now: number): Door {
  const age = now - door.periodBeganAt
  if (age < PERIOD_MS) return door
  const none: Door['left'] = PersistentMap.of()
  const leftBefore = age < 2 * PERIOD_MS ? door.left : none
  return { ...door, left: none, leftBefore, periodBeganAt: now }
}
