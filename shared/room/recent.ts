// The last facts of a room, bounded by number and bytes: what those who come back may have missed.

import type { DurableFact, Message } from '../protocol/schema.ts'

export interface RecentFacts {
  readonly facts: readonly DurableFact[]
  readonly bytes: number
}

export interface RecentLimits {
  readonly facts: number
  readonly bytes: number
}

export const NO_RECENT_FACTS: RecentFacts = { facts: [], bytes: 0 }

/** Bytes of a frame beside the text: keys, ids, numbers and two of the longest names. */
const FACT_OVERHEAD_BYTES = 512

/** Bytes on the wire of a UTF-16 unit: 3 of UTF-8 at most, 2 when JSON escapes it. */
const BYTES_PER_UNIT = 3

/** The facts with one more at the end and as many of the oldest gone as the limits ask. */
export function addRecent(
  recent: RecentFacts,
  fact: DurableFact,
  limits: RecentLimits,
): RecentFacts {
  if (limits.facts < 1 || factBytes(fact) > limits.bytes) return NO_RECENT_FACTS
  let bytes = recent.bytes + factBytes(fact)
  let dropped = 0
  while (recent.facts.length + 1 - dropped > limits.facts || bytes > limits.bytes) {
    const oldest = recent.facts[dropped]
    if (!oldest) break
    bytes -= factBytes(oldest)
    dropped++
  }
  // One copy, on the path of every message.
  const facts = recent.facts.slice(dropped)
  facts.push(fact)
  return { facts, bytes }
}

/** The facts that come after a sequence number, oldest first, as far as they are still there. */
export function recentAfter(recent: RecentFacts, sequence: number): readonly DurableFact[] {
  const first = recent.facts[0]
  if (!first) return []
  return recent.facts.slice(Math.max(0, sequence + 1 - first.sequence))
}

/** The message with this id, while it is still there. */
export function findRecentMessage({ facts }: RecentFacts, id: string): Message | null {
  // A loop and no closure: a new message looks at all of them.
  for (let index = facts.length - 1; index >= 0; index--) {
    const fact = facts[index]
    if (fact?.type === 'message' && fact.id === id) return fact
  }
  return null
}

/** The most that the fact takes on the wire. Who joins gets all of them at once. [JN3] */
function factBytes(fact: DurableFact): number {
  return FACT_OVERHEAD_BYTES + (fact.type === 'message' ? fact.text.length * BYTES_PER_UNIT : 0)
}
