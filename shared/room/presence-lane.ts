// Gathers who came and went over a moment: a crowd is told once, not one by one. [PR1]

import type { PresenceChange } from '../protocol/answer.ts'

/** The last change of each member since the last flush, oldest first. */
export type PresenceLane = ReadonlyMap<string, PresenceChange>

export const EMPTY_LANE: PresenceLane = new Map()

/**
 * The lane with one more change. Only a member's last change stays: a fresh member list may hold those who
 * came within this moment, so a leave MUST be told even if the join was not.
 */
export function gatherChange(lane: PresenceLane, change: PresenceChange): PresenceLane {
  const gathered = new Map(lane)
  gathered.delete(change.member.id)
  return gathered.set(change.member.id, change)
}
