// What a room does with a request of an admitted connection: join, leave, send, rename, list.

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { takeToken } from '../protocol/allowance.ts'
import { MEMBERS_PER_PAGE, type Limits } from '../protocol/limits.ts'
import { normalizeName } from '../protocol/name.ts'
import type { RequestOf, RoomRequest } from '../protocol/request.ts'
import { checkText } from '../protocol/text.ts'
import type { AdmittedConnection, HostRules } from './connection.ts'
import type { Effect } from './effect.ts'
import { isAllowed } from './gate.ts'
import { findRecentMessage, recentAfter, type RecentLimits } from './recent.ts'
import {
  addMessage,
  isNameTaken,
  pageMembers,
  renameMember,
  seatMember,
  unseatMember,
  type Room,
  type Seat,
} from './room.ts'

export interface RoomStep {
  readonly room: Room
  readonly connection: AdmittedConnection
  readonly effects: readonly Effect[]
}

/** Decides a request of an admitted connection about this room. */
export function decideRoomRequest(
  rules: HostRules,
  room: Room,
  connection: AdmittedConnection,
  request: RoomRequest,
  now: number,
): RoomStep {
  const seat = room.seats.get(connection.member)
  if (request.type === 'join') {
    return seat
      ? refuse(room, connection, request, { code: 'unexpected-request' })
      : whenAllowed(rules, room, connection, request, now, (paid) =>
          join(rules, room, paid, request),
        )
  }
  if (!seat) return refuse(room, connection, request, { code: 'not-joined' })
  if (!isAllowed(seat.member.role, request.type)) {
    return refuse(room, connection, request, { code: 'read-only' })
  }
  switch (request.type) {
    case 'leave':
      return leave(room, connection, seat)
    case 'send-message':
      return sendMessage(rules, room, connection, seat, request, now)
    case 'withdraw-message':
      return withdraw(room, connection, request)
    case 'rename':
      return rename(rules, room, connection, seat, request, now)
    case 'list-members':
      return whenAllowed(rules, room, connection, request, now, (paid) =>
        send(room, paid, {
          type: 'members',
          room: room.id,
          ...pageMembers(room, request.after, MEMBERS_PER_PAGE),
        }),
      )
    default:
      return assertNever(request)
  }
}

/** Takes a token of `asking` for a request with a long answer, or refuses it for now. [FL3] */
function whenAllowed(
  { limits }: HostRules,
  room: Room,
  connection: AdmittedConnection,
  request: RoomRequest,
  now: number,
  decide: (paid: AdmittedConnection) => RoomStep,
): RoomStep {
  const token = takeToken(connection.asking, floodRate(limits), now)
  const paid = { ...connection, asking: token.allowance }
  return token.ok
    ? decide(paid)
    : refuse(room, paid, request, { code: 'rate-limited' }, token.retryAfterMs)
}

/** [JN1] to [JN4]: the snapshot, then what was missed, then what is live. */
function join(
  rules: HostRules,
  room: Room,
  connection: AdmittedConnection,
  request: RequestOf<'join'>,
): RoomStep {
  const { member: id, name } = connection
  if (isNameTaken(room, name, id)) {
    return refuse(room, connection, request, { code: 'name-taken', detail: { name } })
  }
  const you = { id, name, role: request.role }
  const joined = seatMember(room, { member: you, connection: connection.id })
  const isResumable = request.resume?.epoch === rules.epoch
  const missed = recentAfter(room.recent, isResumable ? (request.resume?.sequence ?? 0) : 0)
  return {
    room: joined,
    connection,
    effects: [
      {
        type: 'send',
        to: connection.id,
        answer: {
          type: 'joined',
          room: room.id,
          you,
          ...pageMembers(joined, null, MEMBERS_PER_PAGE),
          sequence: room.sequence,
          from: missed[0]?.sequence ?? room.sequence + 1,
        },
      },
      ...missed.map((fact): Effect => ({ type: 'repeat', to: connection.id, fact })),
      { type: 'subscribe', connection: connection.id, room: room.id },
      { type: 'announce', room: room.id, change: { type: 'member-joined', member: you } },
    ],
  }
}

/** [JN5] */
function leave(room: Room, connection: AdmittedConnection, { member }: Seat): RoomStep {
  return {
    room: unseatMember(room, member.id),
    connection: { ...connection, held: null },
    effects: [
      { type: 'unsubscribe', connection: connection.id, room: room.id },
      {
        type: 'announce',
        room: room.id,
        change: { type: 'member-left', member, reason: 'leaving' },
      },
    ],
  }
}

/** [SM1] to [SM4]: flood first, then the same id again, then the text. */
function sendMessage(
  { limits }: HostRules,
  room: Room,
  connection: AdmittedConnection,
  { member }: Seat,
  request: RequestOf<'send-message'>,
  now: number,
): RoomStep {
  const { id, text } = request
  const isBehindHeld = connection.held !== null && connection.held !== id
  const token = takeToken(connection.allowance, floodRate(limits), now)
  if (isBehindHeld || !token.ok) {
    const retryAfterMs = token.ok ? 0 : token.retryAfterMs
    const allowance = token.ok ? connection.allowance : token.allowance
    const held = { ...connection, allowance, held: connection.held ?? id }
    return refuse(room, held, request, { code: 'rate-limited' }, retryAfterMs)
  }
  const paid = { ...connection, allowance: token.allowance, held: null }
  const stored = findRecentMessage(room.recent, id)
  if (stored) {
    const isSame = stored.author.id === member.id && stored.text === text
    return isSame
      ? { room, connection: paid, effects: [{ type: 'repeat', to: connection.id, fact: stored }] }
      : refuse(room, paid, request, { code: 'id-conflict' })
  }
  const checked = checkText(text, limits['text-bytes'])
  if (!checked.ok) return refuse(room, paid, request, checked.error)
  const said = addMessage(room, { id, author: member, text }, now, recentLimits(limits))
  return { room: said.room, connection: paid, effects: [{ type: 'publish', fact: said.fact }] }
}

/** The author gave up a message that was refused for now: the later ones wait no longer. [SM5] */
function withdraw(
  room: Room,
  connection: AdmittedConnection,
  request: RequestOf<'withdraw-message'>,
): RoomStep {
  const held = connection.held === request.id ? null : connection.held
  return { room, connection: { ...connection, held }, effects: [] }
}

/** [NM1] to [NM3]: the token is taken first, so that attempts are counted too. [FL1] */
function rename(
  { limits }: HostRules,
  room: Room,
  connection: AdmittedConnection,
  seat: Seat,
  request: RequestOf<'rename'>,
  now: number,
): RoomStep {
  const token = takeToken(connection.allowance, floodRate(limits), now)
  const paid = { ...connection, allowance: token.allowance }
  if (!token.ok) return refuse(room, paid, request, { code: 'rate-limited' }, token.retryAfterMs)
  const name = normalizeName(request.name)
  if (!name.ok) return refuse(room, paid, request, name.error)
  if (isNameTaken(room, name.value, seat.member.id)) {
    const detail = { name: name.value }
    return refuse(room, paid, request, { code: 'name-taken', detail })
  }
  const renamed = renameMember(room, seat, name.value, now, recentLimits(limits))
  return {
    room: renamed.room,
    connection: { ...paid, name: name.value },
    effects: [{ type: 'publish', fact: renamed.fact }],
  }
}

function send(
  room: Room,
  connection: AdmittedConnection,
  answer: Extract<Effect, { type: 'send' }>['answer'],
): RoomStep {
  return { room, connection, effects: [{ type: 'send', to: connection.id, answer }] }
}

/** Says no to one connection; nothing else changes. [RQ4] */
function refuse(
  room: Room,
  connection: AdmittedConnection,
  request: RoomRequest,
  { code, detail }: ChatError,
  retryAfterMs?: number,
): RoomStep {
  return send(room, connection, {
    type: 'refusal',
    request: request.type,
    room: room.id,
    code,
    ...(request.type === 'send-message' && { id: request.id }),
    ...(detail && { detail: { ...detail } }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })
}

function floodRate(limits: Limits) {
  return { burst: limits['flood-burst'], perSecond: limits['flood-per-second'] }
}

function recentLimits(limits: Limits): RecentLimits {
  return { facts: limits['recent-facts'], bytes: limits['recent-bytes'] }
}
