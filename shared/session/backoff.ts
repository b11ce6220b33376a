// When to try again: full jitter, so that a thousand clients do not come back in step. [CN5]

/** Milliseconds. The first wait is between 0 and this. */
const FIRST_CAP_MS = 500

/** Milliseconds. People watch: a host that comes back is found within this. */
const EARLY_CAP_MS = 4_000

/** Milliseconds. Nobody watches any more, the network is spared. */
export const LATE_CAP_MS = 30_000

/** Milliseconds of an outage after which the late cap holds. */
const EARLY_PHASE_MS = 300_000

/**
 * Milliseconds to wait before attempt `attempt` (1 for the first).
 *
 * @param outageMs how long the connection has been away
 * @param random in [0, 1)
 */
export function backoffMs(attempt: number, outageMs: number, random: number): number {
  const cap = outageMs < EARLY_PHASE_MS ? EARLY_CAP_MS : LATE_CAP_MS
  return Math.floor(random * Math.min(cap, FIRST_CAP_MS * 2 ** Math.min(attempt - 1, 16)))
}
