// The addresses that bans keep out besides the keys. All members read the facts, so addresses are in none: the host
// alone knows them. Each belongs to the ban of a member, and says nothing once that ban is over or another one.

import { isInForce } from '../protocol/ruling.ts'
import type { Ruling, Standing } from './standing.ts'

/** A ruling, and what it says to the host alone. */
export type RulingDraft = Ruling & {
  /** The addresses that a ban keeps out too, by addressKey: kept beside the fact, never in it. [MO6] */
  readonly addresses?: readonly string[]
}

/** What the ban of a member keeps out too. */
export interface AddressBan {
  /** By addressKey, none of them twice. */
  readonly addresses: readonly string[]
  /** When the ban ends, as its fact has it. */
  readonly until: number | null
}

/** By the member who was banned. */
export type AddressBans = ReadonlyMap<string, AddressBan>

export const NO_ADDRESS_BANS: AddressBans = new Map()

/** What holds once a ruling is stored: a later ban of a member takes the place of an earlier one. [RU4] */
export function applyToAddressBans(bans: AddressBans, draft: RulingDraft): AddressBans {
  if (draft.type !== 'member-banned' && draft.type !== 'member-unbanned') return bans
  const { id } = draft.member
  const addresses = draft.addresses ?? []
  if (draft.type === 'member-banned' && addresses.length > 0) {
    return new Map(bans).set(id, { addresses, until: draft.until })
  }
  const left = new Map(bans)
  return left.delete(id) ? left : bans
}

/** The ban in force that keeps an address out, or null. `now` is in milliseconds since 1970. [MO6] */
export function findAddressBan(
  bans: AddressBans,
  standing: Standing,
  address: string,
  now: number,
): AddressBan | null {
  for (const [member, ban] of bans) {
    const { until } = standing.bans.get(member) ?? {}
    if (until === ban.until && isInForce(ban, now) && ban.addresses.includes(address)) return ban
  }
  return null
}
