// What owners and moderators decide about others: who may, over whom, and what follows once it is stored. [MO1]

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { findAddressBan, type RulingDraft } from '../history/address-bans.ts'
import type { Draft } from '../history/history.ts'
import type { Ruling } from '../history/standing.ts'
import { failed, succeeded, type Result } from '../result.ts'
import { MODERATION_TYPES, RANK, RULINGS, type ModerationRequest } from '../protocol/moderation.ts'
import type { RoomRequest } from '../protocol/request.ts'
import { authorOf } from '../protocol/author.ts'
import { isInForce, isRuling } from '../protocol/ruling.ts'
import type { Author, StandingRole } from '../protocol/schema.ts'
import { addressKey } from './door.ts'
import type { Effect, Submission } from './effect.ts'
import { vacate, type Host } from './host.ts'
import type { Room } from './room.ts'

/** What takes a measure back. */
const LIFTING: ReadonlySet<RoomRequest['type']> = new Set(['unban-member', 'unmute-member'])

/** The request that a draft came from. */
export function requestOf({ type }: Draft): RoomRequest['type'] {
  if (type === 'message') return 'send-message'
  if (type === 'member-renamed') return 'rename'
  const request = MODERATION_TYPES.find((each) => RULINGS[each] === type)
  if (!request) throw new Error(`no request becomes ${type}`)
  return request
}

/**
 * What a granted request becomes. The gate has let it pass; here it is judged over whom: `not-allowed` over an
 * equal, a higher one or oneself, `unknown-member` where the room knows nobody by that id. `now` is in
 * milliseconds since 1970.
 */
export function decideRuling(
  room: Room,
  by: Author,
  role: StandingRole,
  request: ModerationRequest,
  now: number,
): Result<RulingDraft> {
  if (request.type === 'lock-room' || request.type === 'unlock-room') {
    return succeeded({ type: RULINGS[request.type], by })
  }
  const member = whoIs(room, request.member)
  if (!member) return failed('unknown-member')
  // Nobody is raised above the one who raises.
  const reach = request.type === 'change-role' ? RANK[request.role] : 0
  // Whoever comes by that name next would have the role. [UV4]
  if (request.type === 'change-role' && member.unverified) return failed('not-allowed')
  const isBelow = RANK[rankOf(room, member.id)] < RANK[role]
  // Otherwise an owner who was banned before he became one could never be let in again.
  const isLifted = role === 'owner' && member.id !== by.id && LIFTING.has(request.type)
  return (isBelow || isLifted) && reach <= RANK[role]
    ? succeeded(toRuling(room, request, member, by, now))
    : failed('not-allowed')
}

function toRuling(
  room: Room,
  request: Exclude<ModerationRequest, { type: 'lock-room' | 'unlock-room' }>,
  member: Author,
  by: Author,
  now: number,
): RulingDraft {
  switch (request.type) {
    case 'change-role':
      return { type: 'role-changed', member, role: request.role, by }
    case 'ban-member':
    case 'mute-member': {
      const until = request.durationMs === null ? null : now + request.durationMs
      const ruling = { type: RULINGS[request.type], member, until, by }
      const isOfAddress = request.type === 'ban-member' && request.address === true
      return isOfAddress ? { ...ruling, addresses: addressesOf(room, member.id) } : ruling
    }
    case 'kick-member':
    case 'unban-member':
    case 'unmute-member':
      return { type: RULINGS[request.type], member, by }
    default:
      return assertNever(request)
  }
}

/** Where the host's own window comes from: whoever is banned there, it must find its way in. [MO6] */
const LOOPBACK: ReadonlySet<string> = new Set([addressKey('127.0.0.1'), addressKey('::1')])

/** Where a member comes from now, over all connections; none of one who is away. */
function addressesOf({ seats }: Room, member: string): readonly string[] {
  const places = seats.get(member)?.connections.values() ?? []
  const addresses = new Set([...places].map(({ address }) => address))
  return [...addresses].filter((address) => !LOOPBACK.has(address))
}

function rankOf({ standing, seats }: Room, member: string): StandingRole {
  return standing.roles.get(member) ?? seats.get(member)?.member.role ?? 'member'
}

/** A member who is here, was here under a name that is still held, or is banned. */
function whoIs(room: Room, id: string): Author | null {
  const here = room.seats.get(id)?.member
  if (here) return authorOf(here)
  const name =
    room.standing.bans.get(id)?.name ??
    room.standing.mutes.get(id)?.name ??
    room.claims.get(id)?.name
  return name === undefined ? null : { id, name }
}

/** Whether a member may say something now, or why not. */
export function judgeSpeaking({ standing }: Room, member: string, now: number): ChatError | null {
  const mute = standing.mutes.get(member)
  return mute && isInForce(mute, now) ? { code: 'muted', ...endOf(mute) } : null
}

/** Whether a member may come in from an address now, or why not. [MO3] [MO5] [MO6] */
export function judgeComing(
  { standing, claims, addressBans }: Room,
  member: string,
  address: string,
  now: number,
): ChatError | null {
  const ban = standing.bans.get(member)
  if (ban && isInForce(ban, now)) return { code: 'banned', ...endOf(ban) }
  if (claims.has(member) || standing.roles.has(member)) return null
  if (standing.isLocked) return { code: 'room-locked' }
  const shared = findAddressBan(addressBans, standing, address, now)
  return shared && { code: 'banned', detail: { by: 'address', ...endOf(shared).detail } }
}

function endOf({ until }: { readonly until: number | null }): Pick<ChatError, 'detail'> {
  return until === null ? {} : { detail: { until } }
}

/** A ruling after which somebody must not read on. */
type EndOfReading = Ruling & { readonly type: 'member-kicked' | 'member-banned' }

/** Whether what comes after this ruling must not reach somebody any more. [MO2] */
function endsReading(draft: Draft): draft is EndOfReading {
  return draft.type === 'member-kicked' || draft.type === 'member-banned'
}

/** A ruling after which nothing more of somebody may be stored. */
type EndOfSpeaking = EndOfReading | (Ruling & { readonly type: 'member-muted' })

/** Whether what somebody has submitted and no commit has begun to store must not be stored any more. [MO2] [MO4] */
export function endsSpeaking(draft: Draft): draft is EndOfSpeaking {
  return endsReading(draft) || draft.type === 'member-muted'
}

type Stop = Extract<Effect, { type: 'drop-waiting' }>

/**
 * Whether a ruling that is stored stops something that waits: who is out decides nothing either, who is muted only
 * says nothing.
 */
export function stops(
  { member, reason }: Pick<Stop, 'member' | 'reason'>,
  waiting: Submission,
): boolean {
  if (waiting.member !== member) return false
  return reason.code !== 'muted' || !isRuling(waiting.draft)
}

/**
 * A ruling is stored: who must go goes at once, over all connections, and what was queued for him is not said; nor
 * is what waits stored of who is muted. [MO2] [MO4]
 */
export function enforce(
  host: Host,
  room: string,
  ruling: EndOfSpeaking,
): { readonly host: Host; readonly effects: readonly Effect[] } {
  if (!endsReading(ruling)) {
    const reason: ChatError = { code: 'muted', ...endOf(ruling) }
    return { host, effects: [{ type: 'drop-waiting', room, member: ruling.member.id, reason }] }
  }
  const reason: ChatError =
    ruling.type === 'member-kicked' ? { code: 'kicked' } : { code: 'banned', ...endOf(ruling) }
  const member = ruling.member.id
  let changed = host
  const effects: Effect[] = [{ type: 'drop-waiting', room, member, reason }]
  for (const [instance, connection] of host.present.get(member) ?? []) {
    const gone = vacate(changed, { member, instance, connection }, reason.code)
    changed = gone.host
    effects.push(...gone.effects, { type: 'cut', connection, reason })
  }
  return { host: changed, effects }
}
