// Gathers who came and went over a moment: a crowd is told once, not one by one. [PR1]

import { PersistentMap } from '../persistent-map.ts'
import type { PresenceChange } from '../protocol/answer.ts'

/** The last change of each member since the last flush, oldest first. */
export type PresenceLane = PersistentMap<PresenceChange>

export function emptyLane(): PresenceLane {
  return PersistentMap.of()
}

/**
 * The lane with one more change. Only a member's last change stays: a fresh member list may hold those who
 * came within this moment, so a leave MUST be told even if the join was not.
 */
export function gatherChange(lane: PresenceLane, change: PresenceChange): PresenceLane {
  return lane.delete(change.member.id).set(change.member.id, change)
}
