// What a room is and how it changes. No I/O, no clock. Nothing here refuses a request for its form; that is
// room-request.ts.

import type { ErrorCode } from '../error.ts'
import { PersistentMap } from '../persistent-map.ts'
import type { AddressBans } from '../history/address-bans.ts'
import type { RememberedRoom, StoredFact } from '../history/history.ts'
import { applyRuling, type Ruling, type Standing } from '../history/standing.ts'
import { nameKey } from '../protocol/name-key.ts'
import { authorOf } from '../protocol/author.ts'
import { foldName } from '../protocol/name.ts'
import type { Author, Member, Role, StandingRole } from '../protocol/schema.ts'
import type { ConnectionId, Effect } from './effect.ts'
import { addRecent, NO_RECENT_FACTS, type RecentFacts, type RecentLimits } from './recent.ts'

/** How a member is here over one connection. */
interface Place {
  /** As what the connection has joined. */
  readonly role: Role
  /** Where it comes from, as addressKey gives it. */
  readonly address: string
}

/** A member who is here now. */
export interface Seat {
  readonly member: Member
  /** The connections over which, and as what each has joined. Never empty. */
  readonly connections: ReadonlyMap<ConnectionId, Place>
  /** The name that is being stored: what the member says next is said under it. Null when there is none. */
  readonly naming: string | null
}

/** A name that a member holds in a room, whether here or not. */
interface NameClaim {
  /** The nameKey. */
  readonly key: string
  /** The folded name: what is written down, since what looks alike may change. */
  readonly name: string
  /** When it was last written down, in milliseconds since 1970. */
  readonly at: number
}

export interface Room {
  readonly id: string
  readonly name: string
  /** By member id, in the order of joining. */
  readonly seats: PersistentMap<Seat>
  /** The member who holds a name or is about to, by nameKey. */
  readonly names: PersistentMap<string>
  /** The one name that each member holds, by member id. [NM3] */
  readonly claims: PersistentMap<NameClaim>
  /** Those of them who have said nothing yet, who came longest ago first. [NM7] */
  readonly quiet: PersistentMap<true>
  /** What the room has decided about its members. */
  readonly standing: Standing
  /** Whom an invite lets only read, also before that is stored: by member id. [RL2] */
  readonly readers: PersistentMap<true>
  /** Which addresses its bans keep out too. [MO6] */
  readonly addressBans: AddressBans
  /** The number of the last fact that is stored and published; 0 before the first. [DF2] */
  readonly sequence: number
  readonly recent: RecentFacts
  /** The first fact that a member may read, by member id. [HI3] */
  readonly since: PersistentMap<number>
}

/** A room as its history has it, with nobody in it. */
export function createRoom(
  id: string,
  name: string,
  remembered: Omit<RememberedRoom, 'epoch' | 'damage'>,
  limits: RecentLimits,
): Room {
  const { sequence, recent, since, names, quiet, standing, addressBans } = remembered
  const claims = [...names].map(([folded, member]) => {
    return [member, { key: nameKey(folded), name: folded, at: 0 }] as const
  })
  return {
    id,
    name,
    seats: PersistentMap.of(),
    names: PersistentMap.of(claims.map(([member, { key }]) => [key, member])),
    claims: PersistentMap.of(claims),
    quiet: PersistentMap.of(quiet.map((member) => [member, true])),
    standing,
    readers: PersistentMap.of(),
    addressBans,
    sequence,
    recent: addRecent(NO_RECENT_FACTS, recent, limits),
    since: PersistentMap.of(since),
  }
}

/** A standing in which the owner of the host owns the room, whatever was decided. [RL2] */
export function ownedBy(standing: Standing, owner: string | null): Standing {
  if (owner === null) return standing
  return { ...standing, roles: new Map(standing.roles).set(owner, 'owner') }
}

/** Whether somebody else holds the name. Takes a normalised name. [NM3] */
export function isNameTaken(room: Room, name: string, memberId: string): boolean {
  const holder = room.names.get(nameKey(name))
  return holder !== undefined && holder !== memberId
}

/** The room after a ruling was stored; those whom it concerns are shown as what they are now. */
export function withRuling(room: Room, ruling: Ruling): Room {
  const ruled = { ...room, standing: applyRuling(room.standing, ruling) }
  if (ruling.type !== 'role-changed') return ruled
  const seat = room.seats.get(ruling.member.id)
  if (!seat) return ruled
  const role = shownRole(ruled, seat.member.id, seat.connections.values())
  const seats = room.seats.set(seat.member.id, { ...seat, member: { ...seat.member, role } })
  return { ...ruled, seats }
}

/** Whether a member is here over this connection. */
export function isSeated(room: Room, memberId: string, connection: ConnectionId): boolean {
  return room.seats.get(memberId)?.connections.has(connection) ?? false
}

/** What a member is shown as: what the room decided, otherwise as what he has joined and may. */
function shownRole(
  { standing, readers }: Room,
  memberId: string,
  here: Iterable<Place>,
): StandingRole {
  const isWriter = [...here].some(({ role }) => role === 'member') && !readers.has(memberId)
  return standing.roles.get(memberId) ?? (isWriter ? 'member' : 'viewer')
}

/** The room with a member here over one more connection. The name MUST be free or the member's own. */
export function takeSeat(
  room: Room,
  author: Author,
  connection: ConnectionId,
  place: Place,
): { readonly room: Room; readonly seat: Seat } {
  const { id } = author
  const known = room.seats.get(id)
  const connections = new Map(known?.connections).set(connection, place)
  const member = { ...authorOf(author), role: shownRole(room, id, connections.values()) }
  const seat = {
    member: known ? { ...known.member, role: member.role } : member,
    connections,
    naming: known?.naming ?? null,
  }
  return { room: { ...room, seats: room.seats.set(id, seat) }, seat }
}

/** The room without one connection of a member, who leaves with the last one; null when it was not here. */
export function leaveSeat(
  room: Room,
  memberId: string,
  connection: ConnectionId,
  reason: ErrorCode,
): { readonly room: Room; readonly effects: readonly Effect[] } | null {
  const seat = room.seats.get(memberId)
  if (!seat?.connections.has(connection)) return null
  const connections = new Map(seat.connections)
  connections.delete(connection)
  const unsubscribe: Effect = { type: 'unsubscribe', connection, room: room.id }
  if (connections.size > 0) {
    const member = { ...seat.member, role: shownRole(room, memberId, connections.values()) }
    const seats = room.seats.set(memberId, { ...seat, connections, member })
    return { room: { ...room, seats }, effects: [unsubscribe] }
  }
  const change = { type: 'member-left', member: seat.member, reason } as const
  const left = seat.member.unverified ? withoutNames(room, seat) : room
  return {
    room: { ...left, seats: left.seats.delete(memberId) },
    effects: [unsubscribe, { type: 'announce', room: room.id, change }],
  }
}

/** The room in which a member without a key holds a free name while he is here. [UV3] */
export function lendName(room: Room, memberId: string, name: string): Room {
  return { ...room, names: room.names.set(nameKey(name), memberId) }
}

/** The room after a rename of a member without a key was stored: nothing when he has gone meanwhile. [UV3] */
export function lendNewName(room: Room, memberId: string, name: string): Room {
  const seat = room.seats.get(memberId)
  if (!seat) return room
  const naming = seat.naming === name ? null : seat.naming
  const renamed = { ...seat, naming, member: { ...seat.member, name } }
  const lent = lendName(withoutNames(room, seat), memberId, name)
  return { ...lent, seats: lent.seats.set(memberId, renamed) }
}

/** The room in which the names of a member without a key are free again. */
function withoutNames(room: Room, { member, naming }: Seat): Room {
  let { names } = room
  for (const name of [member.name, naming]) {
    if (name !== null && names.get(nameKey(name)) === member.id) names = names.delete(nameKey(name))
  }
  return { ...room, names }
}

/** The room in which a member holds a free name, and no other any more. [NM3] */
export function claimName(room: Room, memberId: string, name: string, now: number): Room {
  const key = nameKey(name)
  const previous = room.claims.get(memberId)
  const freed = previous && previous.key !== key ? room.names.delete(previous.key) : room.names
  return {
    ...room,
    names: freed.set(key, memberId),
    claims: room.claims.set(memberId, { key, name: foldName(name), at: now }),
  }
}

/** The room in which a member is about to take a free name: nobody else gets it meanwhile. */
export function reserveName(room: Room, seat: Seat, name: string): Room {
  return {
    ...room,
    names: room.names.set(nameKey(name), seat.member.id),
    seats: room.seats.set(seat.member.id, { ...seat, naming: name }),
  }
}

/** The room after a rename was stored: the name is the member's, who bears it if still here. */
export function settleName(room: Room, memberId: string, name: string, now: number): Room {
  const claimed = claimName(room, memberId, name, now)
  const seat = room.seats.get(memberId)
  if (!seat) return claimed
  const naming = seat.naming === name ? null : seat.naming
  const renamed = { ...seat, naming, member: { ...seat.member, name } }
  return { ...claimed, seats: claimed.seats.set(memberId, renamed) }
}

/** The room in which a member does not take a name after all. */
export function releaseName(room: Room, memberId: string, name: string): Room {
  const key = nameKey(name)
  const seat = room.seats.get(memberId)
  const isBorne = seat !== undefined && nameKey(seat.member.name) === key
  const isHeld =
    isBorne || room.claims.get(memberId)?.key === key || room.names.get(key) !== memberId
  const names = isHeld ? room.names : room.names.delete(key)
  const seats =
    seat?.naming === name ? room.seats.set(memberId, { ...seat, naming: null }) : room.seats
  return { ...room, names, seats }
}

/** The room with facts that were stored, in their order. */
export function withStored(room: Room, facts: readonly StoredFact[], limits: RecentLimits): Room {
  const last = facts.at(-1)
  if (!last) return room
  return { ...room, sequence: last.sequence, recent: addRecent(room.recent, facts, limits) }
}

/** A page of the member list, and the member after whom the next begins. [JN6] */
export function pageMembers(
  room: Room,
  after: string | null,
  size: number,
): { readonly members: Member[]; readonly next: string | null; readonly count: number } {
  const members: Member[] = []
  // A member who left since the last page has no place any more: the list is read from its beginning.
  let skipping = after !== null && room.seats.has(after)
  let next: string | null = null
  for (const { member } of room.seats.values()) {
    if (skipping) {
      skipping = member.id !== after
    } else if (members.length === size) {
      next = members.at(-1)?.id ?? null
      break
    } else {
      members.push(member)
    }
  }
  return { members, next, count: room.seats.size }
}
