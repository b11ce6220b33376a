// Who takes part without a key, so that programs older than Parley can: nobody proves who he is. He reads as soon
// as he is let in, and is a member from the moment at which he says who he is. [UV1] to [UV4]

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { floodRate, fullAllowance, takeToken } from '../protocol/allowance.ts'
import { MEMBERS_PER_PAGE, PAGE_FACTS } from '../protocol/limits.ts'
import { normalizeName } from '../protocol/name.ts'
import type { Request } from '../protocol/request.ts'
import type {
  AdmittedConnection,
  GreetingConnection,
  HostConnection,
  HostRules,
} from './connection.ts'
import type { Effect } from './effect.ts'
import { endConnection, speaksForMember, withRoom, type Host, type HostStep } from './host.ts'
import { judgeComing } from './moderation.ts'
import { receiveRequest } from './receive.ts'
import { isNameTaken, isSeated, lendName, pageMembers, takeSeat, type Room } from './room.ts'

/** What somebody without a key asks for, besides what every member may ask of a room. */
export type UnverifiedRequest =
  /** To be told the last facts that he may read, at most a page; the answer is that of `read-history`. */
  | { readonly type: 'recall'; readonly room: string }
  /** To be a member under this name; the answer is that of `join`. */
  | { readonly type: 'enter'; readonly room: string; readonly name: string }

/** Who is let in without a key. */
export interface Unverified {
  /** A random id that is used for this connection only. [UV1] */
  readonly member: string
  /** The room whose facts and presence he is told from here on. */
  readonly room: string
}

/** [UV2]: lets a connection in that has no key, where the host allows that; it reads and is not announced. */
export function admitUnverified(
  rules: HostRules,
  host: Host,
  connection: GreetingConnection,
  { member, room: roomId }: Unverified,
  now: number,
): HostStep {
  const { id, peer } = connection
  const room = host.rooms.get(roomId)
  const closed = room
    ? judgeAdmission(rules, host, room, { member, address: peer.address }, now)
    : unknownRoom()
  if (!room || closed) return endConnection(host, connection, closed ?? unknownRoom())
  return {
    host: { ...host, present: host.present.set(member, new Map([[member, id]])) },
    connection: {
      kind: 'admitted',
      id,
      peer,
      member,
      instance: member,
      name: '',
      unverified: true,
      promised: null,
      asking: fullAllowance(floodRate(rules.limits), now),
      pagesUnderWay: 0,
      held: null,
    },
    effects: [{ type: 'subscribe', connection: id, room: roomId, after: room.sequence }],
  }
}

function judgeAdmission(
  { classic, entry, limits }: HostRules,
  host: Host,
  room: Room,
  comer: { readonly member: string; readonly address: string },
  now: number,
): ChatError | null {
  // Also when a shell of ours forgot to ask: what comes here has proven nothing.
  if (!classic || entry.kind !== 'open') return { code: 'classic-not-allowed' }
  if (host.present.size >= limits['members-per-host']) {
    return { code: 'host-full', detail: { max: limits['members-per-host'] } }
  }
  return judgeComing(room, comer.member, comer.address, now)
}

/** What a host does with a request of a connection without a key. */
export function receiveUnverified(
  rules: HostRules,
  host: Host,
  connection: HostConnection,
  request: Request | UnverifiedRequest,
  now: number,
): HostStep {
  if (request.type !== 'enter' && request.type !== 'recall') {
    return receiveRequest(rules, host, connection, request, now)
  }
  if (
    connection.kind !== 'admitted' ||
    !connection.unverified ||
    !speaksForMember(host, connection)
  ) {
    return { host, connection, effects: [] }
  }
  const room = host.rooms.get(request.room)
  if (!room) return refuse(host, connection, request, unknownRoom())
  const token = takeToken(connection.asking, floodRate(rules.limits), now)
  const paid = { ...connection, asking: token.allowance }
  if (!token.ok) {
    return refuse(host, paid, request, { code: 'rate-limited' }, token.retryAfterMs)
  }
  switch (request.type) {
    case 'recall':
      return { host, connection: paid, effects: recall(rules, room, paid) }
    case 'enter':
      return enter(host, room, paid, request, now)
    default:
      return assertNever(request)
  }
}

/** [HI2] [HI3]: what is in memory, as far as somebody who was never here may read it. */
function recall({ history }: HostRules, room: Room, { id }: AdmittedConnection): readonly Effect[] {
  const facts = history === 'all' ? room.recent.facts.slice(-PAGE_FACTS) : []
  const to = room.sequence
  const from = facts[0]?.sequence ?? to + 1
  const first = history === 'all' ? 1 : to + 1
  const told: Effect = {
    type: 'send',
    to: id,
    answer: { type: 'history', room: room.id, from, to, first },
  }
  return facts.length === 0 ? [told] : [told, { type: 'repeat', to: id, room: room.id, facts }]
}

/** [UV3]: a seat under a name that nobody holds, here or away; his while he is here. */
function enter(
  host: Host,
  room: Room,
  connection: AdmittedConnection,
  request: Extract<UnverifiedRequest, { type: 'enter' }>,
  now: number,
): HostStep {
  const { id, member, peer } = connection
  if (isSeated(room, member, id)) {
    return refuse(host, connection, request, { code: 'unexpected-request' })
  }
  const closed = judgeComing(room, member, peer.address, now)
  if (closed) return refuse(host, connection, request, closed)
  const name = normalizeName(request.name)
  if (!name.ok) return refuse(host, connection, request, name.error)
  if (isNameTaken(room, name.value, member)) {
    const detail = { name: name.value }
    return refuse(host, connection, request, { code: 'name-taken', detail })
  }
  const author = { id: member, name: name.value, unverified: true } as const
  const lent = lendName(room, member, name.value)
  const { room: entered, seat } = takeSeat(lent, author, id, {
    role: 'member',
    address: peer.address,
  })
  const { sequence } = room
  const joined: Effect = {
    type: 'send',
    to: id,
    answer: {
      type: 'joined',
      room: room.id,
      you: seat.member,
      ...pageMembers(entered, null, MEMBERS_PER_PAGE),
      sequence,
      from: sequence + 1,
      first: sequence + 1,
      history: 'new',
    },
  }
  const change = { type: 'member-joined', member: seat.member } as const
  return {
    host: withRoom(host, entered),
    connection: { ...connection, name: name.value },
    effects: [joined, { type: 'announce', room: room.id, change }],
  }
}

function refuse(
  host: Host,
  connection: AdmittedConnection,
  { type: request, room }: UnverifiedRequest,
  { code, detail }: ChatError,
  retryAfterMs?: number,
): HostStep {
  const answer = {
    type: 'refusal',
    request,
    room,
    code,
    ...(detail && { detail: { ...detail } }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  } as const
  return { host, connection, effects: [{ type: 'send', to: connection.id, answer }] }
}

function unknownRoom(): ChatError {
  return { code: 'unknown-room' }
}
