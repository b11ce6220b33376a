// What a room does with a request of an admitted connection: join, leave, send, rename, list, read.

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { floodRate, takeToken } from '../protocol/allowance.ts'
import { authorOf } from '../protocol/author.ts'
import { MEMBERS_PER_PAGE } from '../protocol/limits.ts'
import { isModeration, type ModerationRequest } from '../protocol/moderation.ts'
import { normalizeName } from '../protocol/name.ts'
import type { RequestOf, RoomRequest } from '../protocol/request.ts'
import { checkText } from '../protocol/text.ts'
import type { AdmittedConnection, HostRules, SpeakingConnection } from './connection.ts'
import type { ConnectionId, Effect } from './effect.ts'
import { isAllowed } from './gate.ts'
import { join } from './join.ts'
import { decideRuling, judgeSpeaking } from './moderation.ts'
import { isNameTaken, leaveSeat, pageMembers, reserveName, type Room, type Seat } from './room.ts'

/** Milliseconds until a page is read, most likely. */
const PAGE_RETRY_MS = 100

export interface RoomStep {
  readonly room: Room
  readonly connection: SpeakingConnection
  readonly effects: readonly Effect[]
}

/** Decides a request of an admitted connection about this room. */
export function decideRoomRequest(
  rules: HostRules,
  room: Room,
  connection: SpeakingConnection,
  request: RoomRequest,
  now: number,
): RoomStep {
  const member = room.seats.get(connection.member)
  const seat = member?.connections.has(connection.id) ? member : undefined
  if (request.type === 'join') {
    // Who has no key comes in by `enter`: a join would hold the name for good. [UV3]
    if (seat || connection.unverified) {
      return refuse(room, connection, request, { code: 'unexpected-request' })
    }
    return whenAllowed(rules, room, connection, request, now, (paid) => ({
      connection: paid,
      ...join(rules, room, paid, request, now),
    }))
  }
  if (!seat) return refuse(room, connection, request, { code: 'not-joined' })
  const no = passGate(seat, connection.id, request)
  if (no) return refuse(room, connection, request, no)
  if (isModeration(request)) return moderate(rules, room, connection, seat, request, now)
  return decideForMember(rules, room, connection, seat, request, now)
}

/** [RL1]: null when the gate lets the request pass. */
function passGate(
  { member, connections }: Seat,
  connection: ConnectionId,
  request: Exclude<RoomRequest, { type: 'join' }>,
): ChatError | null {
  const { type } = request
  const role = member.unverified ? 'unverified' : member.role
  if (isModeration(request)) return isAllowed(role, type) ? null : { code: 'not-allowed' }
  // Who joined to read writes nothing over this connection, whatever the role.
  const isReader = connections.get(connection)?.role === 'viewer'
  const isOpen = isAllowed(role, type) && (!isReader || isAllowed('viewer', type))
  return isOpen ? null : { code: 'read-only' }
}

/** What everybody may ask whom the gate lets pass. */
function decideForMember(
  rules: HostRules,
  room: Room,
  connection: SpeakingConnection,
  seat: Seat,
  request: Exclude<RoomRequest, ModerationRequest | { type: 'join' }>,
  now: number,
): RoomStep {
  switch (request.type) {
    case 'leave':
      return leave(room, connection)
    case 'send-message':
      return sendMessage(rules, room, connection, seat, request, now)
    case 'withdraw-message':
      return withdraw(room, connection, request)
    case 'rename':
      return rename(rules, room, connection, seat, request, now)
    case 'read-history':
      return whenAllowed(rules, room, connection, request, now, (paid) =>
        readHistory(rules, room, paid, request),
      )
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
  connection: SpeakingConnection,
  request: RoomRequest,
  now: number,
  decide: (paid: SpeakingConnection) => RoomStep,
): RoomStep {
  const token = takeToken(connection.asking, floodRate(limits), now)
  const paid = { ...connection, asking: token.allowance }
  return token.ok
    ? decide(paid)
    : refuse(room, paid, request, { code: 'rate-limited' }, token.retryAfterMs)
}

/** [MO1]: what is granted is stored and told as a fact, which is the answer. */
function moderate(
  { limits }: HostRules,
  room: Room,
  connection: SpeakingConnection,
  { member: { id, name, role } }: Seat,
  request: ModerationRequest,
  now: number,
): RoomStep {
  const token = takeToken(connection.allowance, floodRate(limits), now)
  const paid = { ...connection, allowance: token.allowance }
  if (!token.ok) return refuse(room, paid, request, { code: 'rate-limited' }, token.retryAfterMs)
  const ruling = decideRuling(room, { id, name }, role, request, now)
  return ruling.ok
    ? { room, connection: paid, effects: [store(room, paid, ruling.value)] }
    : refuse(room, paid, request, ruling.error)
}

/** [JN5] */
function leave(room: Room, connection: SpeakingConnection): RoomStep {
  const left = leaveSeat(room, connection.member, connection.id, 'leaving')
  return {
    room: left?.room ?? room,
    connection: { ...connection, held: null },
    effects: left?.effects ?? [],
  }
}

/** [SM1] [FL1] [FL2]: order and flood first, then the text; the same id again is for the history to find. */
function sendMessage(
  { limits }: HostRules,
  room: Room,
  connection: SpeakingConnection,
  { member, naming }: Seat,
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
  const silence = judgeSpeaking(room, member.id, now)
  if (silence) return refuse(room, paid, request, silence)
  const checked = checkText(text, limits['text-bytes'])
  if (!checked.ok) return refuse(room, paid, request, checked.error)
  const author = authorOf({ ...member, name: naming ?? member.name })
  const draft = { type: 'message', id, author, text } as const
  return { room, connection: paid, effects: [store(room, paid, draft)] }
}

function store(
  room: Room,
  { id, member }: AdmittedConnection,
  draft: Extract<Effect, { type: 'store' }>['submission']['draft'],
): Effect {
  return { type: 'store', room: room.id, submission: { connection: id, member, draft } }
}

/** The author gave up a message that was refused for now: the later ones wait no longer. [SM5] */
function withdraw(
  room: Room,
  connection: SpeakingConnection,
  request: RequestOf<'withdraw-message'>,
): RoomStep {
  const held = connection.held === request.id ? null : connection.held
  return { room, connection: { ...connection, held }, effects: [] }
}

/** [NM1] to [NM3]: the token is taken first, so that attempts are counted too. [FL1] */
function rename(
  { limits }: HostRules,
  room: Room,
  connection: SpeakingConnection,
  seat: Seat,
  request: RequestOf<'rename'>,
  now: number,
): RoomStep {
  const token = takeToken(connection.allowance, floodRate(limits), now)
  const paid = { ...connection, allowance: token.allowance }
  if (!token.ok) return refuse(room, paid, request, { code: 'rate-limited' }, token.retryAfterMs)
  const silence = judgeSpeaking(room, seat.member.id, now)
  if (silence) return refuse(room, paid, request, silence)
  const name = normalizeName(request.name)
  if (!name.ok) return refuse(room, paid, request, name.error)
  if (isNameTaken(room, name.value, seat.member.id)) {
    const detail = { name: name.value }
    return refuse(room, paid, request, { code: 'name-taken', detail })
  }
  // One at a time: the name that holds is the one that was stored last.
  if (seat.naming !== null) return refuse(room, paid, request, { code: 'rate-limited' }, 0)
  const { name: previous, id: member, unverified } = seat.member
  const renamed = { type: 'member-renamed', member, name: name.value, previous } as const
  const draft = unverified ? { ...renamed, unverified } : renamed
  return {
    room: reserveName(room, seat, name.value),
    connection: { ...paid, name: name.value },
    effects: [store(room, paid, draft)],
  }
}

/** [HI1] [HI3] [FL4]: nothing from before the member may read, and a few pages at a time. */
function readHistory(
  { limits }: HostRules,
  room: Room,
  connection: SpeakingConnection,
  request: RequestOf<'read-history'>,
): RoomStep {
  const { pagesUnderWay } = connection
  if (pagesUnderWay >= limits['pages-under-way']) {
    return refuse(room, connection, request, { code: 'rate-limited' }, PAGE_RETRY_MS)
  }
  const first = room.since.get(connection.member) ?? 1
  const before = Math.min(request.before, room.sequence + 1)
  const from = Math.max(request.from, first)
  const { id } = connection
  return {
    room,
    connection: { ...connection, pagesUnderWay: pagesUnderWay + 1 },
    effects: [{ type: 'read-page', connection: id, room: room.id, before, from }],
  }
}

function send(
  room: Room,
  connection: SpeakingConnection,
  answer: Extract<Effect, { type: 'send' }>['answer'],
): RoomStep {
  return { room, connection, effects: [{ type: 'send', to: connection.id, answer }] }
}

/** Says no to one connection; nothing else changes. [RQ4] */
function refuse(
  room: Room,
  connection: SpeakingConnection,
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
