// The requests that decide about somebody or about the room, and the facts that they become. [MO1]

import { keysOf } from '../record.ts'
import type { RoomRequest } from './request.ts'
import type { RulingFact, StandingRole } from './schema.ts'

/** What each request becomes when it is granted. */
export const RULINGS = {
  'change-role': 'role-changed',
  'kick-member': 'member-kicked',
  'ban-member': 'member-banned',
  'unban-member': 'member-unbanned',
  'mute-member': 'member-muted',
  'unmute-member': 'member-unmuted',
  'lock-room': 'room-locked',
  'unlock-room': 'room-unlocked',
} as const satisfies Record<string, RulingFact['type']>

/** A request to decide about somebody, or about the room. */
export type ModerationRequest = Extract<RoomRequest, { type: keyof typeof RULINGS }>

/** A request to decide something, in the room that one is in. */
export type RulingAsked = ModerationRequest extends infer R
  ? R extends ModerationRequest
    ? Omit<R, 'room'>
    : never
  : never

/** Higher ranks decide over lower ones; nobody over an equal. */
export const RANK: Readonly<Record<StandingRole, number>> = {
  owner: 3,
  moderator: 2,
  member: 1,
  viewer: 0,
}

/** The names of the requests that decide about a member or the room. */
export const MODERATION_TYPES = keysOf(RULINGS)

export function isModeration(request: RoomRequest): request is ModerationRequest {
  return Object.hasOwn(RULINGS, request.type)
}
