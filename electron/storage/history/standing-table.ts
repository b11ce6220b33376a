// What a room has decided, as one sealed row beside its facts; made anew from them when it is not sound.

import { equalBytes } from '../../../shared/history/chain.ts'
import {
  applyRuling,
  fromStored,
  NO_STANDING,
  readRuling,
  toStored,
  type Standing,
} from '../../../shared/history/standing.ts'
import type { Database, SqlValue } from '../sqlite.ts'
import type { FactReader } from './fact-table.ts'
import { sha256 } from './sha256.ts'
import { ROWS_AT_A_TIME } from './start-check.ts'
import { verifiedRows } from './verified-rows.ts'

const encoder = new TextEncoder()

/**
 * What a room has decided up to its last fact, `last`. Where the row that says so is missing, damaged or from
 * a later time than the facts, it is made anew from all intact facts and stored: some seconds for a million.
 */
export function openStanding(
  database: Database,
  facts: FactReader,
  room: number,
  last: number,
): Standing {
  const kept = readStanding(database, room, last)
  if (kept) return kept
  let standing = NO_STANDING
  for (let from = 1; from <= last; from += ROWS_AT_A_TIME) {
    const to = Math.min(last, from + ROWS_AT_A_TIME - 1)
    for (const { body } of verifiedRows(facts, room, from, to)) {
      const ruling = body && readRuling(body)
      if (ruling) standing = applyRuling(standing, ruling)
    }
  }
  writeStanding(database, room, last, standing)
  return standing
}

/** Within the transaction that stores the rulings: `sequence` is that of the last fact in it. */
export function writeStanding(
  database: Database,
  room: number,
  sequence: number,
  standing: Standing,
): void {
  const content = toStored(standing)
  database
    .prepare('INSERT OR REPLACE INTO standing VALUES (?, ?, ?, ?)')
    .run(room, sequence, content, sealOf(room, sequence, content))
}

function readStanding(database: Database, room: number, last: number): Standing | null {
  const row = database
    .prepare<{ sequence: SqlValue; content: SqlValue; seal: SqlValue }>(
      'SELECT sequence, content, seal FROM standing WHERE room = ?',
    )
    .get(room)
  if (typeof row?.sequence !== 'number' || typeof row.content !== 'string') return null
  if (row.sequence > last || !(row.seal instanceof Uint8Array)) return null
  const isSound = equalBytes(sealOf(room, row.sequence, row.content), row.seal)
  return isSound ? fromStored(row.content) : null
}

/** A flipped bit in an id would ban somebody else. */
function sealOf(room: number, sequence: number, content: string): Uint8Array {
  return sha256(encoder.encode(`${room} ${sequence} `), encoder.encode(content))
}
