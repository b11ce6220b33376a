// An open room after the database was closed by an error of the disk: what is there now.

import { equalBytes, FIRST_HASH } from '../../../shared/history/chain.ts'
import { readAddressBans } from './address-ban-table.ts'
import type { RoomHistory } from './room-history.ts'
import { SaidSegments } from './said-segments.ts'
import { openStanding } from './standing-table.ts'
import { checkLinks } from './start-check.ts'
import type { Tables } from './tables.ts'

/** What was acknowledged is not there any more: only a new start may go on, under a new epoch. */
class LostHistoryError extends Error {
  readonly code = 'EIO'
}

/**
 * Takes over what the database holds of a room. Facts beyond those that were acknowledged have come to the
 * disk after all: they are untold. Throws when an acknowledged one is gone.
 */
export function recoverRoom(tables: Tables, room: RoomHistory): void {
  const { stored } = tables
  const last = stored.last(room.number)
  const acknowledged = room.told === 0 ? FIRST_HASH : stored.hashAt(room.number, room.told)
  const isOther =
    room.tip.sequence === room.told && !equalBytes(acknowledged ?? FIRST_HASH, room.tip.hash)
  // Without the last acknowledged row there is no hash to go on from.
  const added = checkLinks(stored, room.number, room.told + 1, last)
  if (isOther || added.damaged.length > 0 || !added.hash) {
    throw new LostHistoryError(`facts of ${room.name} that were stored are gone`)
  }
  const at = Math.max(room.tip.at, added.at)
  room.tip = { sequence: last, at, hash: added.hash }
  room.untold = last > room.told ? room.facts(stored, room.told + 1, last) : []
  room.standing = openStanding(tables.writer, stored, room.number, last)
  room.addressBans = readAddressBans(tables.writer, room.number)
  room.said = new SaidSegments(tables.writer, stored, room.number, last)
}
