// How often somebody may be wrong about a password. [EN3]

import { fullAllowance, takeToken, type Allowance } from '../protocol/allowance.ts'
import type { Limits } from '../protocol/limits.ts'
import { PersistentMap } from '../persistent-map.ts'

/** What is left to each address, or member, that was wrong lately. */
export type Guesses = PersistentMap<Allowance>

export const NO_GUESSES: Guesses = PersistentMap.of()

/** How many are remembered. Above this all are forgotten: who has more addresses can guess that often anyway. */
const MAX_GUESSERS = 10_000

/** What a guess is about to cost: `guesses` if it is wrong, nothing if it is right. */
export function takeGuess(
  guesses: Guesses,
  guesser: string,
  limits: Limits,
  now: number,
):
  | { readonly ok: true; readonly guesses: Guesses }
  | { readonly ok: false; readonly retryAfterMs: number } {
  const rate = {
    burst: limits['password-guesses'],
    perSecond: 1_000 / limits['password-guess-ms'],
  }
  const known = guesses.get(guesser)
  const token = takeToken(known ?? fullAllowance(rate, now), rate, now)
  if (!token.ok) return { ok: false, retryAfterMs: token.retryAfterMs }
  const kept = !known && guesses.size >= MAX_GUESSERS ? NO_GUESSES : guesses
  return { ok: true, guesses: kept.set(guesser, token.allowance) }
}
