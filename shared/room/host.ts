// Decides what a host does with what its connections say. Facts in, effects out; `now` is an argument.
// The state of one connection is a value of its own, so that a message does not copy the others.

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { PersistentMap } from '../persistent-map.ts'
import { fullAllowance } from '../protocol/allowance.ts'
import { reasonOfClient } from '../protocol/goodbye.ts'
import { normalizeName } from '../protocol/name.ts'
import {
  OLDEST_VERSION,
  PROTOCOL_VERSION,
  type Request,
  type RequestOf,
} from '../protocol/request.ts'
import type {
  AdmittedConnection,
  ClosedConnection,
  GreetingConnection,
  HostConnection,
  HostRules,
} from './connection.ts'
import type { ConnectionId, Effect } from './effect.ts'
import { decideRoomRequest } from './room-request.ts'
import { unseatMember, type Room } from './room.ts'

export interface Host {
  /** By id; the first is the front room. */
  readonly rooms: ReadonlyMap<string, Room>
  /** The one connection of each member who is here. */
  readonly admitted: PersistentMap<ConnectionId>
}

export interface HostStep {
  readonly host: Host
  readonly connection: HostConnection
  readonly effects: readonly Effect[]
}

export function createHost(rooms: readonly Room[]): Host {
  return { rooms: new Map(rooms.map((room) => [room.id, room])), admitted: PersistentMap.of() }
}

/** What a host does with a request of one connection. */
export function receiveRequest(
  rules: HostRules,
  host: Host,
  connection: HostConnection,
  request: Request,
  now: number,
): HostStep {
  switch (connection.kind) {
    case 'closed':
      return { host, connection, effects: [] }
    case 'greeting':
      return receiveGreeting(rules, host, connection, request, now)
    case 'admitted':
      // Late bytes of a ghost whose member has another connection by now. [HS5]
      return speaksForMember(host, connection)
        ? receiveAdmitted(rules, host, connection, request, now)
        : { host, connection: { kind: 'closed', id: connection.id }, effects: [] }
    default:
      return assertNever(connection)
  }
}

function receiveGreeting(
  rules: HostRules,
  host: Host,
  connection: GreetingConnection,
  request: Request,
  now: number,
): HostStep {
  switch (request.type) {
    case 'hello':
      return admit(rules, host, connection, request, now)
    case 'heartbeat':
      return { host, connection, effects: [] }
    case 'goodbye':
      return endConnection(host, connection, { code: reasonOfClient(request.reason) })
    case 'join':
    case 'leave':
    case 'send-message':
    case 'withdraw-message':
    case 'rename':
    case 'list-members':
    case 'read-history':
      return endConnection(host, connection, { code: 'unexpected-request' })
    default:
      return assertNever(request)
  }
}

function receiveAdmitted(
  rules: HostRules,
  host: Host,
  connection: AdmittedConnection,
  request: Request,
  now: number,
): HostStep {
  switch (request.type) {
    case 'hello':
      return endConnection(host, connection, { code: 'unexpected-request' })
    case 'heartbeat':
      return { host, connection, effects: request.reply ? [beat(connection.id)] : [] }
    case 'goodbye':
      return endConnection(host, connection, { code: reasonOfClient(request.reason) })
    case 'join':
    case 'leave':
    case 'send-message':
    case 'withdraw-message':
    case 'rename':
    case 'list-members':
    case 'read-history':
      return receiveRoomRequest(rules, host, connection, request, now)
    default:
      return assertNever(request)
  }
}

/** The proof that somebody asked for: that both directions work. [HB3] */
function beat(to: ConnectionId): Effect {
  return { type: 'send', to, answer: { type: 'heartbeat' } }
}

function receiveRoomRequest(
  rules: HostRules,
  host: Host,
  connection: AdmittedConnection,
  request: Exclude<Request, { type: 'hello' | 'heartbeat' | 'goodbye' }>,
  now: number,
): HostStep {
  const room = host.rooms.get(request.room)
  if (!room) {
    const refusal = { type: 'refusal', request: request.type, code: 'unknown-room' } as const
    return { host, connection, effects: [{ type: 'send', to: connection.id, answer: refusal }] }
  }
  const step = decideRoomRequest(rules, room, connection, request, now)
  return {
    host: withRoom(host, step.room),
    connection: step.connection,
    effects: step.effects,
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
  return connection.kind === 'admitted' && host.admitted.get(connection.member) === connection.id
}

/** [HS1] to [HS5]: version, name, room for one more; a ghost of the same instance is replaced. */
function admit(
  rules: HostRules,
  host: Host,
  connection: GreetingConnection,
  hello: RequestOf<'hello'>,
  now: number,
): HostStep {
  const { limits } = rules
  if (hello.version < OLDEST_VERSION) return endConnection(host, connection, { code: 'too-old' })
  const name = normalizeName(hello.name)
  if (!name.ok) return endConnection(host, connection, name.error)
  const member = rules.identify(hello.instance)
  const ghost = host.admitted.get(member)
  if (ghost === undefined && host.admitted.size >= limits['members-per-host']) {
    const detail = { max: limits['members-per-host'] }
    return endConnection(host, connection, { code: 'host-full', detail })
  }
  const freed = ghost === undefined ? { host, effects: [] } : replaceGhost(host, member, ghost)
  const floodRate = { burst: limits['flood-burst'], perSecond: limits['flood-per-second'] }
  return {
    host: { ...freed.host, admitted: freed.host.admitted.set(member, connection.id) },
    connection: {
      kind: 'admitted',
      id: connection.id,
      member,
      name: name.value,
      allowance: fullAllowance(floodRate, now),
      asking: fullAllowance(floodRate, now),
      pagesUnderWay: 0,
      held: null,
    },
    effects: [...freed.effects, welcome(rules, host, connection.id, member)],
  }
}

function welcome(rules: HostRules, host: Host, to: ConnectionId, member: string): Effect {
  return {
    type: 'send',
    to,
    answer: {
      type: 'welcome',
      version: PROTOCOL_VERSION,
      capabilities: [],
      member,
      rooms: [...host.rooms.values()].map(({ id, name }) => ({ id, name })),
      heartbeatMs: rules.limits['heartbeat-ms'],
      silenceMs: rules.limits['silence-ms'],
      maxTextBytes: rules.limits['text-bytes'],
    },
  }
}

function replaceGhost(host: Host, member: string, ghost: ConnectionId) {
  const freed = vacate(host, member, ghost, 'replaced')
  const close: Effect = { type: 'close', connection: ghost, reason: { code: 'replaced' } }
  return { host: freed.host, effects: [...freed.effects, close] }
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
  // A ghost that was replaced has no seat any more: the member belongs to the new connection.
  if (connection.kind !== 'admitted' || host.admitted.get(connection.member) !== connection.id) {
    return { host, connection: closed, effects: [] }
  }
  return { connection: closed, ...vacate(host, connection.member, connection.id, reason) }
}

/** Takes a member's connection out of every room. */
function vacate(
  host: Host,
  memberId: string,
  connection: ConnectionId,
  reason: ChatError['code'],
): { readonly host: Host; readonly effects: readonly Effect[] } {
  const admitted = host.admitted.delete(memberId)
  const rooms = new Map(host.rooms)
  const effects: Effect[] = []
  for (const room of host.rooms.values()) {
    const seat = room.seats.get(memberId)
    if (!seat) continue
    rooms.set(room.id, unseatMember(room, memberId))
    effects.push(
      { type: 'unsubscribe', connection, room: room.id },
      {
        type: 'announce',
        room: room.id,
        change: { type: 'member-left', member: seat.member, reason },
      },
    )
  }
  return { host: { rooms, admitted }, effects }
}
