// Of whom it is told that a connection was turned away: of each address once a minute at most, and of so many
// addresses at most, so that a flood fills neither the memory nor the log. [CN9]

import { PersistentMap } from '../persistent-map.ts'
import type { Limits } from '../protocol/limits.ts'

/** The addresses of which was told lately. */
export interface ToldAddresses {
  /** In this period, and in the one before. */
  readonly told: PersistentMap<true>
  readonly toldBefore: PersistentMap<true>
  readonly periodBeganAt: number
}

/** Milliseconds of a period: of an address nothing is told for one at least and two at most. */
const PERIOD_MS = 60_000

export const NOBODY_TOLD: ToldAddresses = {
  told: PersistentMap.of(),
  toldBefore: PersistentMap.of(),
  periodBeganAt: 0,
}

/**
 * Remembers that it is told of an address, by its addressKey; null when it is not to be told. `now` is a
 * monotonic clock in milliseconds.
 */
export function tellOf(
  addresses: ToldAddresses,
  key: string,
  limits: Limits,
  now: number,
): ToldAddresses | null {
  const { told, toldBefore, periodBeganAt } = withPeriod(addresses, now)
  const isKnown = told.has(key) || toldBefore.has(key)
  if (isKnown || told.size >= limits['refusal-reports-per-minute']) return null
  return { told: told.set(key, true), toldBefore, periodBeganAt }
}

function withPeriod(addresses: ToldAddresses, now: number): ToldAddresses {
  const age = now - addresses.periodBeganAt
  if (age < PERIOD_MS) return addresses
  const none: ToldAddresses['told'] = PersistentMap.of()
  return { told: none, toldBefore: age < 2 * PERIOD_MS ? addresses.told : none, periodBeganAt: now }
}
