// A token bucket: so many at once, then so many per second. [FL1]

/** How much may still be done, and when that was counted. */
export interface Allowance {
  readonly tokens: number
  readonly countedAt: number
}

export interface AllowanceRate {
  readonly burst: number
  readonly perSecond: number
}

export function fullAllowance(rate: AllowanceRate, now: number): Allowance {
  return { tokens: rate.burst, countedAt: now }
}

/** Takes one token. Without one, says after how many milliseconds there is one; nothing is taken then. */
export function takeToken(
  allowance: Allowance,
  rate: AllowanceRate,
  now: number,
):
  | { readonly ok: true; readonly allowance: Allowance }
  | { readonly ok: false; readonly retryAfterMs: number } {
  // A clock that went back must neither fill nor drain the bucket.
  const elapsedMs = Math.max(0, now - allowance.countedAt)
  const tokens = Math.min(rate.burst, allowance.tokens + (elapsedMs * rate.perSecond) / 1000)
  return tokens >= 1
    ? { ok: true, allowance: { tokens: tokens - 1, countedAt: now } }
    : { ok: false, retryAfterMs: Math.ceil(((1 - tokens) * 1000) / rate.perSecond) }
}
