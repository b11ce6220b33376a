// What a host does with a request of one connection. Facts in, effects out; `now` is an argument. The state of
// a connection is a value of its own, so that a message does not copy the others.

import { assertNever } from '../assert-never.ts'
import { floodRate } from '../protocol/allowance.ts'
import { reasonOfClient } from '../protocol/goodbye.ts'
import type { Request } from '../protocol/request.ts'
import type {
  AdmittedConnection,
  EnteringConnection,
  GreetingConnection,
  HostConnection,
  HostRules,
  ProvingConnection,
} from './connection.ts'
import type { ConnectionId, Effect } from './effect.ts'
import { receiveHello, receiveProof } from './entry.ts'
import { endConnection, speaksForMember, withRoom, type Host, type HostStep } from './host.ts'
import { decideRoomRequest } from './room-request.ts'
import { allowanceOf, withAllowance } from './spending.ts'

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
    case 'proving':
    case 'entering':
      return receiveOutside(rules, host, connection, request, now)
    case 'admitted':
      // Late bytes of a ghost whose member has another connection by now. [HS5]
      return speaksForMember(host, connection)
        ? receiveAdmitted(rules, host, connection, request, now)
        : { host, connection: { kind: 'closed', id: connection.id }, effects: [] }
    default:
      return assertNever(connection)
  }
}

/** [HS1]: each state has its one request; anything else ends the connection. */
function receiveOutside(
  rules: HostRules,
  host: Host,
  connection: GreetingConnection | ProvingConnection | EnteringConnection,
  request: Request,
  now: number,
): HostStep {
  if (request.type === 'heartbeat') return { host, connection, effects: [] }
  if (request.type === 'goodbye') {
    return endConnection(host, connection, { code: reasonOfClient(request.reason) })
  }
  if (request.type === 'hello' && connection.kind === 'greeting') {
    return receiveHello(rules, host, connection, request)
  }
  if (request.type === 'prove' && connection.kind === 'proving') {
    return receiveProof(rules, host, connection, request, now)
  }
  return endConnection(host, connection, { code: 'unexpected-request' })
}

function receiveAdmitted(
  rules: HostRules,
  host: Host,
  connection: AdmittedConnection,
  request: Request,
  now: number,
): HostStep {
  if (request.type === 'hello' || request.type === 'prove') {
    return endConnection(host, connection, { code: 'unexpected-request' })
  }
  if (request.type === 'heartbeat') {
    return { host, connection, effects: request.reply ? [beat(connection.id)] : [] }
  }
  if (request.type === 'goodbye') {
    return endConnection(host, connection, { code: reasonOfClient(request.reason) })
  }
  return receiveRoomRequest(rules, host, connection, request, now)
}

/** The proof that somebody asked for: that both directions work. [HB3] */
function beat(to: ConnectionId): Effect {
  return { type: 'send', to, answer: { type: 'heartbeat' } }
}

function receiveRoomRequest(
  rules: HostRules,
  host: Host,
  connection: AdmittedConnection,
  request: Extract<Request, { room: string }>,
  now: number,
): HostStep {
  const room = host.rooms.get(request.room)
  if (!room) {
    const refusal = { type: 'refusal', request: request.type, code: 'unknown-room' } as const
    return { host, connection, effects: [{ type: 'send', to: connection.id, answer: refusal }] }
  }
  const { member } = connection
  const rate = floodRate(rules.limits)
  const known = allowanceOf(host.spending, member, rate, now)
  const step = decideRoomRequest(rules, room, { ...connection, allowance: known }, request, now)
  const { allowance, ...heard } = step.connection
  const changed = withRoom(host, step.room)
  if (allowance === known) return { host: changed, connection: heard, effects: step.effects }
  const spending = withAllowance(host.spending, member, allowance, rate, now)
  return { host: { ...changed, spending }, connection: heard, effects: step.effects }
}
