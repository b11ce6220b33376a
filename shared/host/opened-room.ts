// A room as its history has it, and as it is for this start of the host.

import type { RememberedRoom } from '../history/history.ts'
import type { HostRules } from '../room/connection.ts'
import { recentLimits } from '../room/recent.ts'
import { createRoom, ownedBy, type Room } from '../room/room.ts'

/** A room that is opened for this start of the host. */
export interface OpenedRoom {
  readonly id: string
  readonly name: string
  readonly remembered: RememberedRoom
}

/** The room with nobody in it, by the rules of this start. */
export function openRoom(rules: HostRules, { id, name, remembered }: OpenedRoom): Room {
  const since = rules.history === 'all' ? new Map<string, number>() : remembered.since
  const standing = ownedBy(remembered.standing, rules.owner)
  return createRoom(id, name, { ...remembered, since, standing }, recentLimits(rules.limits))
}
