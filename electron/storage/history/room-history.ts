// One open room of a history: its end, what it has said, what nobody was told yet.

import type { AddressBans } from '../../../shared/history/address-bans.ts'
import type { Tip } from '../../../shared/history/chain.ts'
import { factText, readFactText } from '../../../shared/history/fact-text.ts'
import type { Committed, PageQuery, StoredFact } from '../../../shared/history/history.ts'
import type { CommitPlan, FoundMessage } from '../../../shared/history/plan-commit.ts'
import { withoutEnded, type Standing } from '../../../shared/history/standing.ts'
import { FRAME_HEADER_BYTES } from '../../../shared/protocol/limits.ts'
import { readAddressBans } from './address-ban-table.ts'
import type { FactReader } from './fact-table.ts'
import { SaidSegments } from './said-segments.ts'
import { openStanding } from './standing-table.ts'
import type { Tables } from './tables.ts'
import { verifiedRows } from './verified-rows.ts'

/** Rows read at a time for a page. */
const PAGE_ROWS = 64

/** How far back a damaged fact looks for an intact one that tells its time. */
const NEIGHBOURS = 64

const encoder = new TextEncoder()

export class RoomHistory {
  readonly name: string
  readonly number: number
  /** The epoch of this start. */
  readonly epoch: string
  /** The last fact in the database. */
  tip: Tip
  /** The number of the last fact that was acknowledged: nobody reads beyond it. */
  told: number
  /** Facts between `told` and `tip`, which a commit stored before it failed. */
  untold: readonly StoredFact[] = []
  said: SaidSegments
  /** What the facts up to the tip have decided; from the next ruling on the database forgets what ended long ago, too. */
  standing: Standing
  /** What its bans keep out too, up to the tip, and up to `told`. */
  addressBans: AddressBans
  #toldAddressBans: AddressBans

  /** `now` is when the room is opened, in milliseconds since 1970. */
  constructor(
    tables: Tables,
    { name, number, epoch, tip }: Pick<RoomHistory, 'name' | 'number' | 'epoch' | 'tip'>,
    now: number,
  ) {
    this.name = name
    this.number = number
    this.epoch = epoch
    this.tip = tip
    this.told = tip.sequence
    this.said = new SaidSegments(tables.writer, tables.stored, number, tip.sequence)
    const kept = openStanding(tables.writer, tables.stored, number, tip.sequence)
    this.standing = withoutEnded(kept, tip.at, now)
    this.addressBans = readAddressBans(tables.writer, number)
    this.#toldAddressBans = this.addressBans
  }

  /** The rows of a plan are in the database, and what their rulings come to. */
  stored(plan: CommitPlan, standing: Standing, addressBans: AddressBans): void {
    this.tip = plan.tip
    this.standing = standing
    this.addressBans = addressBans
    this.said.add(plan.rows)
  }

  /** A plan is on the disk, and everything up to the tip with it: what the room is told now. */
  acknowledge({ outcomes, frames }: CommitPlan): Committed {
    const earlier = this.untold
    this.told = this.tip.sequence
    this.untold = []
    const { addressBans } = this
    const isChanged = addressBans !== this.#toldAddressBans
    this.#toldAddressBans = addressBans
    return {
      outcomes,
      earlier,
      frames: joinFrames(earlier, frames),
      ...(isChanged && { addressBans }),
    }
  }

  /** The message that an author stored under an id, or null. A damaged one is not found. */
  find(facts: FactReader, author: string, id: string): FoundMessage | null {
    return this.said.find(author, id, (sequence) => {
      const body = verifiedRows(facts, this.number, sequence, sequence)[0]?.body
      const text = body && readFactText(body)
      if (!body || text?.said?.author !== author || text.said.id !== id) return null
      return { text: text.said.text, fact: { sequence, epoch: text.epoch, frame: frameOf(body) } }
    })
  }

  /** The newest acknowledged facts below a number, oldest first, in one buffer. */
  page(facts: FactReader, query: PageQuery): StoredFact[] {
    const last = Math.min(query.before - 1, this.told)
    const first = Math.max(1, query.from, last - query.facts + 1)
    const newestFirst: StoredFact[] = []
    let bytes = 0
    for (let to = last; to >= first; to -= PAGE_ROWS) {
      for (const fact of this.facts(facts, Math.max(first, to - PAGE_ROWS + 1), to).toReversed()) {
        bytes += fact.frame.length
        if (bytes > query.bytes && newestFirst.length > 0) return inOneBuffer(newestFirst, bytes)
        newestFirst.push(fact)
      }
    }
    return inOneBuffer(newestFirst, bytes)
  }

  /** The facts `from`..`to`; a `damaged-fact` where one is not what was stored. */
  facts(facts: FactReader, from: number, to: number): StoredFact[] {
    return verifiedRows(facts, this.number, from, to).map(({ sequence, body }) => {
      const text = body && readFactText(body)
      return body && text
        ? { sequence, epoch: text.epoch, frame: frameOf(body) }
        : this.#standIn(facts, sequence)
    })
  }

  /** The same bytes whoever asks: time and epoch are those of the nearest intact fact before. */
  #standIn(facts: FactReader, sequence: number): StoredFact {
    const before = verifiedRows(facts, this.number, Math.max(1, sequence - NEIGHBOURS), sequence)
    const nearest = before.findLast(({ body }) => body)?.body
    const { at = 0, epoch = this.epoch } = (nearest && readFactText(nearest)) ?? {}
    const place = { room: this.name, sequence, epoch, at }
    return {
      sequence,
      epoch,
      frame: frameOf(encoder.encode(factText({ type: 'damaged-fact' }, place))),
    }
  }
}

function frameOf(body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + body.length)
  new DataView(frame.buffer).setUint32(0, body.length)
  frame.set(body, FRAME_HEADER_BYTES)
  return frame
}

/** Oldest first, in a buffer that can be handed to another thread as a whole. */
function inOneBuffer(newestFirst: readonly StoredFact[], bytes: number): StoredFact[] {
  const buffer = new Uint8Array(bytes)
  let offset = 0
  return newestFirst.toReversed().map(({ sequence, epoch, frame }) => {
    buffer.set(frame, offset)
    const start = offset
    offset += frame.length
    return { sequence, epoch, frame: buffer.subarray(start, offset) }
  })
}

function joinFrames(
  earlier: readonly StoredFact[],
  frames: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  if (earlier.length === 0) return frames
  const bytes = earlier.reduce((sum, { frame }) => sum + frame.length, frames.length)
  const joined = new Uint8Array(bytes)
  let offset = 0
  for (const { frame } of earlier) {
    joined.set(frame, offset)
    offset += frame.length
  }
  joined.set(frames, offset)
  return joined
}
