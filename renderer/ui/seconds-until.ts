/** Whole seconds from `now` to `at`, both in milliseconds; 0 once it has passed. */
export function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / 1_000))
}
