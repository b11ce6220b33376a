// How far the list of a room's members was read: the first page comes by itself, each further one is asked for. [JN6]

import type { AnswerOf } from '../protocol/answer.ts'
import { MAX_LISTED_MEMBERS, MEMBERS_PER_PAGE } from '../protocol/limits.ts'

/** The list of members that is being read on a connection. */
export interface Listing {
  /** Pages that were asked for and have not come. */
  readonly asked: number
  /** Members told since the list began, some of them twice. A page counts for one at least. */
  readonly told: number
  /** How many there were at most since then, as the host says. */
  readonly count: number
}

export const NOT_LISTING: Listing = { asked: 0, told: 0, count: 0 }

type Page = Pick<AnswerOf<'members'>, 'members' | 'next' | 'count'>

/** The list after a page, and the member after whom to ask for the next one; null to ask for no more. */
export interface Listed {
  readonly listing: Listing
  readonly after: string | null
}

/** A list begins, with its first page. What was asked for before still comes. */
export function beginListing({ asked }: Listing, page: Page): Listed {
  return addPage({ ...NOT_LISTING, asked }, page)
}

/** A further page; null for one that was not asked for. */
export function continueListing(listing: Listing, page: Page): Listed | null {
  return listing.asked === 0 ? null : addPage({ ...listing, asked: listing.asked - 1 }, page)
}

function addPage(listing: Listing, { members, next, count }: Page): Listed {
  const read: Listing = {
    asked: listing.asked,
    told: listing.told + Math.max(1, members.length),
    count: Math.max(listing.count, count),
  }
  return next !== null && mayGoOn(read)
    ? { listing: { ...read, asked: read.asked + 1 }, after: next }
    : { listing: read, after: null }
}

/** Twice as many as there are come when the list begins anew at its end; no host goes on for ever. */
function mayGoOn({ told, count }: Listing): boolean {
  return told < Math.min(2 * count + MEMBERS_PER_PAGE, MAX_LISTED_MEMBERS)
}
