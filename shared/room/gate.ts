// The one gate: which role may make which request in a room. [RL1]

import type { RoomRequest } from '../protocol/request.ts'
import type { Role } from '../protocol/schema.ts'

/** Joining is decided before there is a role. */
type GatedRequest = Exclude<RoomRequest['type'], 'join'>

const ALLOWED: Readonly<Record<Role, Readonly<Record<GatedRequest, boolean>>>> = {
  member: {
    leave: true,
    'send-message': true,
    'withdraw-message': true,
    rename: true,
    'list-members': true,
    'read-history': true,
  },
  viewer: {
    leave: true,
    'send-message': false,
    'withdraw-message': false,
    rename: true,
    'list-members': true,
    'read-history': true,
  },
}

export function isAllowed(role: Role, request: GatedRequest): boolean {
  return ALLOWED[role][request]
}
