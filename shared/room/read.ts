// What follows when the history has been read: a join goes on, a page is handed out. Time has passed since
// it was asked for, so whoever asked may be gone or somebody else.

import type { HistoryPage, StoredFact } from '../history/history.ts'
import type { RequestOf } from '../protocol/request.ts'
import type { Result } from '../result.ts'
import type { HostConnection, HostRules } from './connection.ts'
import type { Effect } from './effect.ts'
import { speaksForMember, withRoom, type Host, type HostStep } from './host.ts'
import { joinFrom } from './join.ts'
import { isSeated } from './room.ts'
import { STORAGE_RETRY_MS } from './stored.ts'

type Asking = Extract<HostConnection, { kind: 'admitted' }>
type Request = 'join' | 'read-history'

interface ReadStep {
  readonly host: Host
  readonly effects: readonly Effect[]
}

/** Goes on with a join: the fact of its resume point is here, or is not stored, or cannot be read now. */
export function receiveLookUp(
  rules: HostRules,
  host: Host,
  connection: HostConnection,
  request: RequestOf<'join'>,
  found: Result<StoredFact | null>,
  now: number,
): ReadStep {
  const room = host.rooms.get(request.room)
  if (!room || connection.kind !== 'admitted' || !speaksForMember(host, connection)) {
    return { host, effects: [] }
  }
  // It asked twice, and came in over the other answer. [JN4]
  if (isSeated(room, connection.member, connection.id)) {
    return { host, effects: [refuse(connection, 'join', room.id, 'unexpected-request')] }
  }
  if (!found.ok) return { host, effects: [refuseForNow(connection, 'join', room.id)] }
  const step = joinFrom(rules, room, connection, request, found.value, now)
  return { host: withRoom(host, step.room), effects: step.effects }
}

/** [HI1] [HI2]: hands out a page to a member who is still here. The connection may read another. [FL4] */
export function receivePage(
  host: Host,
  connection: HostConnection,
  roomId: string,
  before: number,
  page: Result<HistoryPage>,
): HostStep {
  if (connection.kind !== 'admitted') return { host, connection, effects: [] }
  const read = { ...connection, pagesUnderWay: connection.pagesUnderWay - 1 }
  return { host, connection: read, effects: pageEffects(host, read, roomId, before, page) }
}

function pageEffects(
  host: Host,
  connection: Asking,
  roomId: string,
  before: number,
  page: Result<HistoryPage>,
): readonly Effect[] {
  const room = host.rooms.get(roomId)
  if (!room || !isSeated(room, connection.member, connection.id)) return []
  if (!page.ok) return [refuseForNow(connection, 'read-history', roomId)]
  const { facts } = page.value
  const to = before - 1
  const from = facts[0]?.sequence ?? before
  const first = room.since.get(connection.member) ?? 1
  const { id } = connection
  const header = { type: 'history', room: roomId, from, to, first } as const
  const told: Effect[] = [{ type: 'send', to: id, answer: header }]
  if (facts.length > 0) told.push({ type: 'repeat', to: id, room: roomId, facts })
  return told
}

function refuseForNow(connection: Asking, request: Request, room: string): Effect {
  return refuse(connection, request, room, 'storage-unavailable', STORAGE_RETRY_MS)
}

function refuse(
  { id }: Asking,
  request: Request,
  room: string,
  code: 'storage-unavailable' | 'unexpected-request',
  retryAfterMs?: number,
): Effect {
  const retry = retryAfterMs === undefined ? {} : { retryAfterMs }
  return { type: 'send', to: id, answer: { type: 'refusal', request, room, code, ...retry } }
}
