// What a room is and how it changes. No I/O, no clock: `now` is an argument. Nothing here refuses
// a request for its form; that is host.ts.

import { nameKey } from '../protocol/name.ts'
import type { DurableFact, Member, MemberRenamed, Message } from '../protocol/schema.ts'
import type { ConnectionId } from './effect.ts'
import { addRecent, NO_RECENT_FACTS, type RecentFacts, type RecentLimits } from './recent.ts'

/** A member who is here now, and the connection over which. */
export interface Seat {
  readonly member: Member
  readonly connection: ConnectionId
}

export interface Room {
  readonly id: string
  readonly name: string
  /** By member id, in the order of joining. */
  readonly seats: ReadonlyMap<string, Seat>
  /** The member who holds a name, by nameKey. */
  readonly names: ReadonlyMap<string, string>
  /** The number of the last durable fact; 0 before the first. [DF2] */
  readonly sequence: number
  readonly recent: RecentFacts
}

export function createRoom(id: string, name: string): Room {
  return { id, name, seats: new Map(), names: new Map(), sequence: 0, recent: NO_RECENT_FACTS }
}

/** Whether somebody else holds the name. Takes a normalised name. [NM3] */
export function isNameTaken(room: Room, name: string, memberId: string): boolean {
  const holder = room.names.get(nameKey(name))
  return holder !== undefined && holder !== memberId
}

/** The room with a member in it. The name MUST be free or the member's own. */
export function seatMember(room: Room, seat: Seat): Room {
  const { member } = seat
  return {
    ...room,
    seats: new Map(room.seats).set(member.id, seat),
    names: new Map(room.names).set(nameKey(member.name), member.id),
  }
}

/** The room without a member; the name is free at once. */
export function unseatMember(room: Room, memberId: string): Room {
  const seat = room.seats.get(memberId)
  if (!seat) return room
  const seats = new Map(room.seats)
  const names = new Map(room.names)
  seats.delete(memberId)
  names.delete(nameKey(seat.member.name))
  return { ...room, seats, names }
}

/** The room after a message, and the message with its number. */
export function addMessage(
  room: Room,
  said: { readonly id: string; readonly author: Member; readonly text: string },
  now: number,
  limits: RecentLimits,
): { readonly room: Room; readonly fact: Message } {
  const fact: Message = {
    type: 'message',
    room: room.id,
    sequence: room.sequence + 1,
    id: said.id,
    author: { id: said.author.id, name: said.author.name },
    at: now,
    text: said.text,
  }
  return { room: withFact(room, fact, limits), fact }
}

/** The room after a member took a free name, and the fact that tells it. */
export function renameMember(
  room: Room,
  seat: Seat,
  name: string,
  now: number,
  limits: RecentLimits,
): { readonly room: Room; readonly fact: MemberRenamed } {
  const fact: MemberRenamed = {
    type: 'member-renamed',
    room: room.id,
    sequence: room.sequence + 1,
    at: now,
    member: seat.member.id,
    name,
    previous: seat.member.name,
  }
  const names = new Map(room.names)
  names.delete(nameKey(seat.member.name))
  names.set(nameKey(name), seat.member.id)
  const seats = new Map(room.seats).set(seat.member.id, {
    ...seat,
    member: { ...seat.member, name },
  })
  return { room: withFact({ ...room, names, seats }, fact, limits), fact }
}

function withFact(room: Room, fact: DurableFact, limits: RecentLimits): Room {
  return { ...room, sequence: fact.sequence, recent: addRecent(room.recent, fact, limits) }
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
