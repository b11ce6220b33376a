// What members may still say, over all their connections. Who leaves and comes back finds what was left. [FL1]

import { fullAllowance, type Allowance, type AllowanceRate } from '../protocol/allowance.ts'
import { PersistentMap } from '../persistent-map.ts'

/**
 * What is left to each member who has said something lately. Without an entry it is everything: after a period, the
 * time in which an empty allowance fills, there is nothing to remember. Each change is O(1).
 */
export interface Spending {
  /** Who has spent something in this period, and who only in the period before. */
  readonly lately: PersistentMap<Allowance>
  readonly before: PersistentMap<Allowance>
  readonly periodBeganAt: number
}

export const NOTHING_SPENT: Spending = {
  lately: PersistentMap.of(),
  before: PersistentMap.of(),
  periodBeganAt: 0,
}

/** What a member may still say, as it was counted last. `now` is in milliseconds. */
export function allowanceOf(
  { lately, before }: Spending,
  member: string,
  rate: AllowanceRate,
  now: number,
): Allowance {
  return lately.get(member) ?? before.get(member) ?? fullAllowance(rate, now)
}

/** What is left to a member from now on. Those who have been silent for a period are forgotten in the next one. */
export function withAllowance(
  spending: Spending,
  member: string,
  allowance: Allowance,
  { burst, perSecond }: AllowanceRate,
  now: number,
): Spending {
  const periodMs = (burst * 1_000) / perSecond
  const age = now - spending.periodBeganAt
  // A clock that went back begins a period too: otherwise nobody would be forgotten before it is where it was.
  if (age >= 0 && age < periodMs) {
    return { ...spending, lately: spending.lately.set(member, allowance) }
  }
  const isOver = age >= 2 * periodMs
  return {
    lately: PersistentMap.of([[member, allowance]]),
    before: isOver ? NOTHING_SPENT.before : spending.lately,
    periodBeganAt: now,
  }
}
