// A token bucket: so many at once, then so many per second. [FL1]

import type { Limits } from './limits.ts'

/** Tokens. What binary fractions may lose: who waited as long as was said must get one. */
const ROUNDING = 1e-6

/** How much may still be done, and when that was counted. */
export interface Allowance {
  readonly tokens: number
  readonly countedAt: number
}

export interface AllowanceRate {
  readonly burst: number
  readonly perSecond: number
}

/** How much one may say at once and in the long run. [FL1] [FL3] */
export function floodRate(limits: Limits): AllowanceRate {
  return { burst: limits['flood-burst'], perSecond: limits['flood-per-second'] }
}

export function fullAllowance(rate: AllowanceRate, now: number): Allowance {
  return { tokens: rate.burst, countedAt: now }
}

/**
 * Takes one token. Without one, says after how many milliseconds there is one; nothing is taken then, and
 * the caller keeps the allowance as it was counted now: a clock that went back would stop it otherwise.
 */
export function takeToken(
  allowance: Allowance,
  rate: AllowanceRate,
  now: number,
):
  | { readonly ok: true; readonly allowance: Allowance }
  | { readonly ok: false; readonly allowance: Allowance; readonly retryAfterMs: number } {
  // A clock that went back must neither fill nor drain the bucket.
  const elapsedMs = Math.max(0, now - allowance.countedAt)
  const tokens = Math.min(rate.burst, allowance.tokens + (elapsedMs * rate.perSecond) / 1000)
  if (tokens >= 1 - ROUNDING) {
    return { ok: true, allowance: { tokens: Math.max(0, tokens - 1), countedAt: now } }
  }
  const retryAfterMs = Math.ceil(((1 - tokens) * 1000) / rate.perSecond)
  return { ok: false, allowance: { tokens, countedAt: now }, retryAfterMs }
}
