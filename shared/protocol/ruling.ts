// Which facts are rulings, without their schemas: the window tells facts apart and parses none.

import { keysOf } from '../record.ts'

/** The types of rulings. [RU1] */
export type RulingType =
  | 'role-changed'
  | 'member-kicked'
  | 'member-banned'
  | 'member-unbanned'
  | 'member-muted'
  | 'member-unmuted'
  | 'room-locked'
  | 'room-unlocked'

const TYPES: ReadonlySet<string> = new Set(
  keysOf<RulingType>({
    'role-changed': true,
    'member-kicked': true,
    'member-banned': true,
    'member-unbanned': true,
    'member-muted': true,
    'member-unmuted': true,
    'room-locked': true,
    'room-unlocked': true,
  }),
)

/** Whether what has this type is a ruling. */
export function isRuling<T extends { readonly type: string }>(
  fact: T,
): fact is Extract<T, { readonly type: RulingType }> {
  return TYPES.has(fact.type)
}

/** Milliseconds of the longest measure that ends by itself: ten years. What is longer is decided until it is lifted. */
export const MAX_MEASURE_MS = 10 * 366 * 24 * 60 * 60 * 1_000

/**
 * Whether a measure holds at a moment; both in milliseconds since 1970. Its end is data, never a timer: no clock of 32
 * bits ends it early. [MO3]
 */
export function isInForce({ until }: { readonly until: number | null }, now: number): boolean {
  return until === null || now < until
}
