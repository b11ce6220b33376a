// What a room is and how it changes. No I/O, no clock. Nothing here refuses a request for its form; that is
// room-request.ts.

import { PersistentMap } from '../persistent-map.ts'
import type { RememberedRoom, StoredFact } from '../history/history.ts'
import { nameKey } from '../protocol/name-key.ts'
import type { Member } from '../protocol/schema.ts'
import type { ConnectionId } from './effect.ts'
import { addRecent, NO_RECENT_FACTS, type RecentFacts, type RecentLimits } from './recent.ts'

/** A member who is here now, and the connection over which. */
export interface Seat {
  readonly member: Member
  readonly connection: ConnectionId
  /** The name that is being stored: what the member says next is said under it. Null when there is none. */
  readonly naming: string | null
}

export interface Room {
  readonly id: string
  readonly name: string
  /** By member id, in the order of joining. */
  readonly seats: PersistentMap<Seat>
  /** The member who holds a name or is about to, by nameKey. */
  readonly names: PersistentMap<string>
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
  { sequence, recent, since }: Pick<RememberedRoom, 'sequence' | 'recent' | 'since'>,
  limits: RecentLimits,
): Room {
  return {
    id,
    name,
    seats: PersistentMap.of(),
    names: PersistentMap.of(),
    sequence,
    recent: addRecent(NO_RECENT_FACTS, recent, limits),
    since: PersistentMap.of(since),
  }
}

/** Whether somebody else holds the name. Takes a normalised name. [NM3] */
export function isNameTaken(room: Room, name: string, memberId: string): boolean {
  const holder = room.names.get(nameKey(name))
  return holder !== undefined && holder !== memberId
}

/** The room with a member in it. The name MUST be free or the member's own. */
export function seatMember(room: Room, member: Member, connection: ConnectionId): Room {
  return {
    ...room,
    seats: room.seats.set(member.id, { member, connection, naming: null }),
    names: room.names.set(nameKey(member.name), member.id),
  }
}

/** The room without a member; the name is free at once. One that is being stored is free when that is done. */
export function unseatMember(room: Room, memberId: string): Room {
  const seat = room.seats.get(memberId)
  if (!seat) return room
  const { naming } = seat
  const freed = room.names.delete(nameKey(seat.member.name))
  const names = naming === null ? freed : freed.set(nameKey(naming), memberId)
  return { ...room, seats: room.seats.delete(memberId), names }
}

/** The room in which a member is about to take a free name: nobody else gets it meanwhile. */
export function reserveName(room: Room, seat: Seat, name: string): Room {
  return {
    ...room,
    names: room.names.set(nameKey(name), seat.member.id),
    seats: room.seats.set(seat.member.id, { ...seat, naming: name }),
  }
}

/** The room after a rename was stored: the member, if still here, bears the name. */
export function settleName(room: Room, memberId: string, name: string): Room {
  const seat = room.seats.get(memberId)
  const freed = releaseName(room, memberId, name)
  if (!seat) return freed
  const names = freed.names.delete(nameKey(seat.member.name)).set(nameKey(name), memberId)
  const naming = seat.naming === name ? null : seat.naming
  const renamed = { ...seat, naming, member: { ...seat.member, name } }
  return { ...freed, names, seats: freed.seats.set(memberId, renamed) }
}

/** The room in which a member does not take a name after all. */
export function releaseName(room: Room, memberId: string, name: string): Room {
  const seat = room.seats.get(memberId)
  const isBorne = seat !== undefined && nameKey(seat.member.name) === nameKey(name)
  const isOther = room.names.get(nameKey(name)) !== memberId
  const names = isBorne || isOther ? room.names : room.names.delete(nameKey(name))
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
