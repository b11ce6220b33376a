/**
 * Whether a moment has come that was set at most `longestMs` ahead. One that is further away was set by a
 * clock that has gone back since: waiting for it would take as long as the clock was wrong.
 */
export function isDue(at: number, longestMs: number, now: number): boolean {
  return at <= now || at - now > longestMs
}
