// What a host is: its rooms, who is here over which connections, who may come in. How it changes when a
// connection comes or goes; what it does with requests is in receive.ts.

import type { ChatError } from '../error.ts'
import type { RememberedRegister } from '../history/register.ts'
import { PersistentMap } from '../persistent-map.ts'
import type { AdmittedConnection, ClosedConnection, HostConnection } from './connection.ts'
import type { ConnectionId, Effect } from './effect.ts'
import { NO_GUESSES, type Guesses } from './guesses.ts'
import { createRegister, type Register } from './register.ts'
import { leaveSeat, type Room } from './room.ts'
import { NOTHING_SPENT, type Spending } from './spending.ts'

export interface Host {
  /** By id; the first is the front room. */
  readonly rooms: ReadonlyMap<string, Room>
  /** The connections of each member who is here, by instance. */
  readonly present: PersistentMap<ReadonlyMap<string, ConnectionId>>
  readonly register: Register
  /** The wrong passwords of a while, by address. */
  readonly guesses: Guesses
  /** What members have said lately. */
  readonly spending: Spending
}

export interface HostStep {
  readonly host: Host
  readonly connection: HostConnection
  readonly effects: readonly Effect[]
}

export function createHost(rooms: readonly Room[], register: RememberedRegister): Host {
  return {
    rooms: new Map(rooms.map((room) => [room.id, room])),
    present: PersistentMap.of(),
    register: createRegister(register),
    guesses: NO_GUESSES,
    spending: NOTHING_SPENT,
  }
}

/** The host with a room as it is now. */
export function withRoom(host: Host, room: Room): Host {
  return host.rooms.get(room.id) === room
    ? host
    : { ...host, rooms: new Map(host.rooms).set(room.id, room) }
}

/** Whether the connection still speaks for its member: it may be gone, or a ghost. */
export function speaksForMember(host: Host, connection: HostConnection): boolean {
  return (
    connection.kind === 'admitted' &&
    host.present.get(connection.member)?.get(connection.instance) === connection.id
  )
}

/** Ends a connection from the host's side, with a goodbye that gives the reason. [GB1] */
export function endConnection(host: Host, connection: HostConnection, reason: ChatError): HostStep {
  const step = loseConnection(host, connection, reason.code)
  return {
    ...step,
    effects: [...step.effects, { type: 'close', connection: connection.id, reason }],
  }
}

/** What follows when a connection is gone: its member leaves all rooms. Nothing the second time. */
export function loseConnection(
  host: Host,
  connection: HostConnection,
  reason: ChatError['code'],
): HostStep {
  const closed: ClosedConnection = { kind: 'closed', id: connection.id }
  // A ghost that was replaced has no place any more: it belongs to the new connection.
  if (connection.kind !== 'admitted' || !speaksForMember(host, connection)) {
    return { host, connection: closed, effects: [] }
  }
  const { member, instance, id } = connection
  const left = vacate(host, { member, instance, connection: id }, reason)
  return {
    connection: closed,
    host: left.host,
    effects: [...left.effects, ...deafen(host, connection)],
  }
}

/** Who has no key is told what happens in rooms in which he has no seat. [UV2] */
function deafen(host: Host, { id, unverified }: AdmittedConnection): readonly Effect[] {
  if (!unverified) return []
  return [...host.rooms.keys()].map((room) => ({ type: 'unsubscribe', connection: id, room }))
}

/** One connection of a member. */
export interface Presence {
  readonly member: string
  readonly instance: string
  readonly connection: ConnectionId
}

/** Takes a connection out of every room; its member leaves those in which it has no other one. */
export function vacate(
  host: Host,
  { member, instance, connection }: Presence,
  reason: ChatError['code'],
): { readonly host: Host; readonly effects: readonly Effect[] } {
  const instances = new Map(host.present.get(member))
  instances.delete(instance)
  const present =
    instances.size > 0 ? host.present.set(member, instances) : host.present.delete(member)
  const rooms = new Map(host.rooms)
  const effects: Effect[] = []
  for (const room of host.rooms.values()) {
    const left = leaveSeat(room, member, connection, reason)
    if (!left) continue
    rooms.set(room.id, left.room)
    effects.push(...left.effects)
  }
  return { host: { ...host, rooms, present }, effects }
}
