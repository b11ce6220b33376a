// How often somebody may be wrong about a password. [EN3]

import { fullAllowance, takeToken, type Allowance } from '../protocol/allowance.ts'
import type { Limits } from '../protocol/limits.ts'
import { PersistentMap } from '../persistent-map.ts'

/** What is left to each of those who were wrong lately: members, strangers of an address, all of an address. */
export type Guesses = PersistentMap<Allowance>

export const NO_GUESSES: Guesses = PersistentMap.of()

/** How many are remembered. Above this all are forgotten: who has more addresses can guess that often anyway. */
const MAX_GUESSERS = 10_000

/** How many times as often as one guesser all those of one address may be wrong: members and strangers. */
const GUESSERS_PER_ADDRESS = 3

/** Who guesses. */
export interface Guesser {
  /** By addressKey. */
  readonly address: string
  /** Of somebody who holds a name here; null: a stranger. */
  readonly member: string | null
}

/**
 * What a guess is about to cost: `guesses` if it is wrong, nothing if it is right. Strangers of one address guess
 * together and each member alone, so that no stranger keeps a member behind the same address out; but all of them
 * pay into the total of the address, or whoever holds many names could guess many times as often. [EN3]
 */
export function takeGuess(
  guesses: Guesses,
  { address, member }: Guesser,
  limits: Limits,
  now: number,
):
  | { readonly ok: true; readonly guesses: Guesses }
  | { readonly ok: false; readonly retryAfterMs: number } {
  const burst = limits['password-guesses']
  const own = member === null ? `strangers ${address}` : `member ${member}`
  const paid = pay(guesses, own, burst, limits, now)
  return paid.ok
    ? pay(paid.guesses, `all ${address}`, burst * GUESSERS_PER_ADDRESS, limits, now)
    : paid
}

function pay(
  guesses: Guesses,
  payer: string,
  burst: number,
  limits: Limits,
  now: number,
): ReturnType<typeof takeGuess> {
  const rate = { burst, perSecond: 1_000 / limits['password-guess-ms'] }
  const known = guesses.get(payer)
  const token = takeToken(known ?? fullAllowance(rate, now), rate, now)
  if (!token.ok) return { ok: false, retryAfterMs: token.retryAfterMs }
  const kept = !known && guesses.size >= MAX_GUESSERS ? NO_GUESSES : guesses
  return { ok: true, guesses: kept.set(payer, token.allowance) }
}
