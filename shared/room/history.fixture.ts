// A history in memory for tests: it keeps the promises of History, at once and by values.

import type {
  Committed,
  Draft,
  HistoryPage,
  Outcome,
  PageQuery,
  StoredFact,
} from '../history/history.ts'
import { factText } from '../history/fact-text.ts'
import { applyToAddressBans, NO_ADDRESS_BANS } from '../history/address-bans.ts'
import { applyRuling, NO_STANDING, type Standing } from '../history/standing.ts'
import { encodeFrame } from '../protocol/frame.ts'
import { FRAME_HEADER_BYTES } from '../protocol/limits.ts'
import { isRuling } from '../protocol/ruling.ts'
import type { DurableFact } from '../protocol/schema.ts'

/** A hash of 22 characters that differs where the bytes do. */
export function testHash(bytes: Uint8Array): string {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return `h${hash}`.padEnd(22, '_')
}

/** The facts in frames that follow each other. */
export function factsIn(frames: Uint8Array): DurableFact[] {
  const facts: DurableFact[] = []
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength)
  for (let offset = 0; offset < frames.length;) {
    const start = offset + FRAME_HEADER_BYTES
    offset = start + view.getUint32(offset)
    facts.push(JSON.parse(new TextDecoder().decode(frames.subarray(start, offset))) as DurableFact)
  }
  return facts
}

function joinFrames(parts: readonly Uint8Array[]): Uint8Array {
  const frames = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    frames.set(part, offset)
    offset += part.length
  }
  return frames
}

interface Said {
  readonly text: string
  readonly fact: StoredFact
}

export class MemoryHistory {
  readonly facts: StoredFact[] = []
  standing: Standing = NO_STANDING
  addressBans = NO_ADDRESS_BANS
  /** Those of the last commit that was told. */
  #toldBans = NO_ADDRESS_BANS
  epoch: string
  readonly #room: string
  readonly #said = new Map<string, Said>()
  /** What a commit stored that failed after all. */
  #untold: StoredFact[] = []

  constructor(room: string, epoch: string) {
    this.#room = room
    this.epoch = epoch
  }

  get sequence(): number {
    return this.facts.length
  }

  /** What one commit does. */
  commit(drafts: readonly Draft[], now: number): Committed {
    const earlier = this.#untold
    this.#untold = []
    const outcomes = drafts.map((draft) => this.#store(draft, now))
    const fresh = outcomes.flatMap((outcome) => (outcome.kind === 'stored' ? [outcome.fact] : []))
    const { addressBans } = this
    const isChanged = addressBans !== this.#toldBans
    this.#toldBans = addressBans
    return {
      outcomes,
      earlier,
      frames: joinFrames([...earlier, ...fresh].map(({ frame }) => frame)),
      ...(isChanged && { addressBans }),
    }
  }

  /** A commit that fails although the disk has kept it: the next one tells what this one stored. */
  keepUntold(drafts: readonly Draft[], now: number): void {
    for (const draft of drafts) {
      const outcome = this.#store(draft, now)
      if (outcome.kind === 'stored') this.#untold.push(outcome.fact)
    }
  }

  page({ before, from, facts, bytes }: PageQuery): HistoryPage {
    const page: StoredFact[] = []
    let left = bytes
    for (let sequence = Math.min(before - 1, this.sequence); sequence >= from; sequence--) {
      const fact = this.facts[sequence - 1]
      if (!fact || page.length === facts) break
      left -= fact.frame.length
      if (left < 0 && page.length > 0) break
      page.unshift(fact)
    }
    return { facts: page }
  }

  at(sequence: number): StoredFact | null {
    return this.facts[sequence - 1] ?? null
  }

  #store(draft: Draft, at: number): Outcome {
    const key = draft.type === 'message' ? `${draft.author.id} ${draft.id}` : null
    const said = key === null ? undefined : this.#said.get(key)
    if (said && draft.type === 'message') {
      return said.text === draft.text ? { kind: 'repeated', fact: said.fact } : { kind: 'conflict' }
    }
    const { epoch } = this
    const sequence = this.sequence + 1
    const text = factText(draft, { room: this.#room, sequence, epoch, at })
    const frame = encodeFrame(JSON.parse(text) as object)
    const fact = { sequence, epoch, frame }
    this.facts.push(fact)
    if (isRuling(draft)) {
      this.standing = applyRuling(this.standing, draft)
      this.addressBans = applyToAddressBans(this.addressBans, draft)
    }
    if (key !== null && draft.type === 'message') this.#said.set(key, { text: draft.text, fact })
    return { kind: 'stored', at, fact }
  }
}
