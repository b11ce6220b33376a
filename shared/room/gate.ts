// The one gate: which role may make which request in a room. [RL1]

import { mapRecord } from '../record.ts'
import type { RoomRequest } from '../protocol/request.ts'
import type { StandingRole } from '../protocol/schema.ts'

/** Joining is decided before there is a role. */
type GatedRequest = Exclude<RoomRequest['type'], 'join'>

/** A role, or that somebody has proven no key: then what his role allows counts for nothing. [UV4] */
type Standing = StandingRole | 'unverified'

const MODERATION = {
  'kick-member': true,
  'ban-member': true,
  'unban-member': true,
  'mute-member': true,
  'unmute-member': true,
  'lock-room': true,
  'unlock-room': true,
}

const NO_MODERATION = mapRecord(MODERATION, () => false)

const TALKING = {
  leave: true,
  'send-message': true,
  'withdraw-message': true,
  rename: true,
  'list-members': true,
  'read-history': true,
}

const ALLOWED: Readonly<Record<Standing, Readonly<Record<GatedRequest, boolean>>>> = {
  owner: { ...TALKING, ...MODERATION, 'change-role': true },
  moderator: { ...TALKING, ...MODERATION, 'change-role': false },
  member: { ...TALKING, ...NO_MODERATION, 'change-role': false },
  unverified: {
    ...TALKING,
    ...NO_MODERATION,
    'read-history': false,
    'change-role': false,
  },
  viewer: {
    ...TALKING,
    ...NO_MODERATION,
    'send-message': false,
    'withdraw-message': false,
    'change-role': false,
  },
}

export function isAllowed(role: Standing, request: GatedRequest): boolean {
  return ALLOWED[role][request]
}
