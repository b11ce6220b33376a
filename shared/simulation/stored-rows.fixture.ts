// Rows of the simulated disk, and the facts and frames that they hold.

import { applyToAddressBans, type AddressBans } from '../history/address-bans.ts'
import type { ReadRow } from '../history/chain.ts'
import type { StorableDraft } from '../history/fact-text.ts'
import type { StoredFact } from '../history/history.ts'
import type { CommitPlan } from '../history/plan-commit.ts'
import { FRAME_HEADER_BYTES } from '../protocol/limits.ts'
import { isRuling } from '../protocol/ruling.ts'
import type { Row } from './disk.fixture.ts'

const NO_FRAMES = new Uint8Array()

/** What bans keep out besides keys, once a draft is stored. */
export function withAddresses(bans: AddressBans, draft: StorableDraft): AddressBans {
  return isRuling(draft) ? applyToAddressBans(bans, draft) : bans
}

export function toReadRow({ sequence, body, hash }: Row): ReadRow {
  return { sequence, sealed: { body, hash } }
}

export function toFact({ sequence, epoch, frame }: Row): StoredFact {
  return { sequence, epoch, frame }
}

export function toRow(planned: CommitPlan['rows'][number], fact: StoredFact | undefined): Row {
  if (!fact) throw new Error('a row without a fact')
  return { ...planned, epoch: fact.epoch, frame: fact.frame }
}

/** The facts of the rows of a plan: each frame is a part of the plan's. */
export function storedFacts({ rows, frames }: CommitPlan, epoch: string): StoredFact[] {
  let offset = 0
  return rows.map(({ sequence, body }) => {
    const end = offset + FRAME_HEADER_BYTES + body.length
    const frame = frames.subarray(offset, end)
    offset = end
    return { sequence, epoch, frame }
  })
}

export function joinFrames(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (parts.length === 1) return only ?? NO_FRAMES
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}
