// The facts of a room as far as the chain vouches for them.

import { FIRST_HASH, verifyChain, type ReadRow } from '../../../shared/history/chain.ts'
import type { FactReader } from './fact-table.ts'
import { sha256 } from './sha256.ts'

/** The rows `from`..`to`, with the bodies of those whose hash holds. */
export function verifiedRows(
  facts: FactReader,
  room: number,
  from: number,
  to: number,
): { readonly sequence: number; readonly body: Uint8Array | null }[] {
  // The row before gives the hash that the first is chained to; the one before that tells what it was if it is
  // damaged: whether a fact is intact must not depend on where a page begins.
  const start = Math.max(1, from - 2)
  const rows: readonly ReadRow[] = facts.range(room, start, to)
  const previous = start === 1 ? FIRST_HASH : (rows[0]?.sealed?.hash ?? null)
  const linked = start === 1 ? rows : rows.slice(1)
  const damaged = new Set(verifyChain(sha256, previous, linked).damaged)
  return linked
    .filter(({ sequence }) => sequence >= from)
    .map(({ sequence, sealed }) => ({
      sequence,
      body: sealed && !damaged.has(sequence) ? sealed.body : null,
    }))
}
