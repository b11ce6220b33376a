// The last facts of a room in memory, bounded by number and bytes: what those who come back may have missed.

import type { StoredFact } from '../history/history.ts'
import type { Limits } from '../protocol/limits.ts'

export interface RecentFacts {
  /** Oldest first, without a gap. */
  readonly facts: readonly StoredFact[]
  /** Of all their frames. */
  readonly bytes: number
}

export interface RecentLimits {
  readonly facts: number
  readonly bytes: number
}

export const NO_RECENT_FACTS: RecentFacts = { facts: [], bytes: 0 }

/** How much of a room is kept in memory. */
export function recentLimits(limits: Limits): RecentLimits {
  return { facts: limits['recent-facts'], bytes: limits['recent-bytes'] }
}

/** The facts with more at the end and as many of the oldest gone as the limits ask. */
export function addRecent(
  recent: RecentFacts,
  added: readonly StoredFact[],
  limits: RecentLimits,
): RecentFacts {
  const facts = [...recent.facts, ...added]
  let bytes = added.reduce((sum, { frame }) => sum + frame.length, recent.bytes)
  let dropped = 0
  while (facts.length - dropped > limits.facts || bytes > limits.bytes) {
    const oldest = facts[dropped]
    if (!oldest) break
    bytes -= oldest.frame.length
    dropped++
  }
  return { facts: dropped === 0 ? facts : facts.slice(dropped), bytes }
}

/** The fact with this number, while it is still there. */
export function recentAt({ facts }: RecentFacts, sequence: number): StoredFact | null {
  const first = facts[0]
  return first ? (facts[sequence - first.sequence] ?? null) : null
}

/**
 * The facts that come after a sequence number, oldest first; null when some of them are no longer there.
 * After the last one there are none, which is an empty list.
 */
export function recentAfter(
  { facts }: RecentFacts,
  sequence: number,
  last: number,
): readonly StoredFact[] | null {
  if (sequence >= last) return []
  const first = facts[0]
  if (!first || first.sequence > sequence + 1) return null
  return facts.slice(sequence + 1 - first.sequence)
}
