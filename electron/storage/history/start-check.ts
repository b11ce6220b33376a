// What a room's chain is like when a host starts: its end, and what of its last links does not hold.

import {
  FIRST_HASH,
  judgeStart,
  NO_FACTS,
  verifyChain,
  type Head,
  type ReadRow,
  type Tip,
} from '../../../shared/history/chain.ts'
import { readFactText } from '../../../shared/history/fact-text.ts'
import type { FactReader } from './fact-table.ts'
import { sha256 } from './sha256.ts'

/** Links checked before a room opens: a quarter of a second on a slow machine. The rest follows while it runs. */
const START_LINKS = 10_000

/** Rows read at a time, so that long messages do not fill the memory. */
export const ROWS_AT_A_TIME = 500

export interface CheckedRoom {
  readonly tip: Tip
  /** Numbers of rows that are not what was stored, among the last START_LINKS. */
  readonly damaged: readonly number[]
  /** Facts that the head file knows of and the database does not. */
  readonly lost: number
  /** Some numbers have no readable row at all: the database has to be made anew. */
  readonly hasHoles: boolean
}

/** Checks the end of a room. Throws when the database is damaged there, or the disk fails. */
export function checkRoom(facts: FactReader, room: number, head: Head | null): CheckedRoom {
  const last = facts.last(room)
  const from = Math.max(1, last - START_LINKS + 1)
  const checked = checkLinks(facts, room, from, last)
  const tip: Tip =
    last === 0 ? NO_FACTS : { sequence: last, at: checked.at, hash: checked.hash ?? FIRST_HASH }
  const judged = judgeStart(tip, head, (sequence) => facts.hashAt(room, sequence))
  const known = judged.kind === 'damage' ? judged.missing : 0
  // A last row that is damaged and is not what the head names is one loss, not two.
  const isSame = head?.sequence === last && checked.damaged.includes(last)
  return {
    tip,
    damaged: checked.damaged,
    lost: isSame ? 0 : known,
    hasHoles: checked.hasHoles,
  }
}

interface CheckedLinks {
  readonly damaged: number[]
  readonly hasHoles: boolean
  /** The hash stored with the last row. */
  readonly hash: Uint8Array | null
  /** The newest time in the intact rows. */
  readonly at: number
}

/** Checks the links of the rows `from`..`to`. */
export function checkLinks(
  facts: FactReader,
  room: number,
  from: number,
  to: number,
): CheckedLinks {
  const damaged: number[] = []
  let hasHoles = false
  let at = 0
  let hash: Uint8Array | null = from === 1 ? FIRST_HASH : facts.hashAt(room, from - 1)
  for (let next = from; next <= to; next += ROWS_AT_A_TIME) {
    const rows = facts.range(room, next, Math.min(to, next + ROWS_AT_A_TIME - 1))
    const checked = verifyChain(sha256, hash, rows)
    damaged.push(...checked.damaged)
    hasHoles ||= rows.some(({ sealed }) => sealed === null)
    hash = checked.last
    at = Math.max(at, newestTime(rows, checked.damaged))
  }
  return { damaged, hasHoles, hash, at }
}

/** Times never go back in a room, so that of the last intact row is the newest. */
function newestTime(rows: readonly ReadRow[], damaged: readonly number[]): number {
  const intact = rows.findLast(({ sequence, sealed }) => sealed && !damaged.includes(sequence))
  return (intact?.sealed && readFactText(intact.sealed.body)?.at) ?? 0
}
