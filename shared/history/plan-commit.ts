// What a commit will store, decided before anything is written: numbers, times, bytes, hashes, outcomes.

import { FRAME_HEADER_BYTES } from '../protocol/limits.ts'
import { linkHash, type Digest, type Tip } from './chain.ts'
import { factText, utf8Bytes, type StorableDraft } from './fact-text.ts'
import type { Outcome, StoredFact } from './history.ts'

/** A message that is stored already. */
export interface FoundMessage {
  readonly text: string
  readonly fact: StoredFact
}

/** A row to insert. `author` and `id` are those of a message, otherwise null. */
export interface PlannedRow {
  readonly sequence: number
  readonly author: string | null
  readonly id: string | null
  readonly body: Uint8Array
  readonly hash: Uint8Array
}

export interface CommitPlan {
  readonly rows: readonly PlannedRow[]
  /** In the order of the drafts. */
  readonly outcomes: readonly Outcome[]
  /** Every stored fact's frame is a part of this one buffer, in order. */
  readonly frames: Uint8Array<ArrayBuffer>
  /** The tip once the rows are stored; the same as before when there are none. */
  readonly tip: Tip
}

export interface PlanInput {
  readonly tip: Tip
  readonly epoch: string
  readonly room: string
  readonly drafts: readonly StorableDraft[]
  /** Milliseconds since 1970. Where the clock went back, the tip's time is taken instead. */
  readonly now: number
  /** The message that an author stored under an id before, or null. */
  readonly findByAuthorAndId: (author: string, id: string) => FoundMessage | null
  readonly digest: Digest
}

/** The place of a frame's length, until the length is known: it is as many bytes in UTF-8. */
const LENGTH_GAP = '\0'.repeat(FRAME_HEADER_BYTES)

const encoder = new TextEncoder()

/** What a draft becomes: a new fact, by its index among the new ones, or something known at once. */
type Decision = number | Exclude<Outcome, { kind: 'stored' }> | { readonly repeats: number }

/** Plans the commit of drafts at the end of a room. Ids that come twice within them are found too. */
export function planCommit(input: PlanInput): CommitPlan {
  const { decisions, fresh } = decide(input)
  const at = Math.max(input.now, input.tip.at)
  const frames = encodeFrames(input, fresh, at)
  const { rows, facts } = seal(input, fresh, frames)
  const last = rows.at(-1)
  return {
    rows,
    outcomes: decisions.map((decision) => toOutcome(decision, facts, at)),
    frames,
    tip: last ? { sequence: last.sequence, at, hash: last.hash } : input.tip,
  }
}

function toOutcome(decision: Decision, facts: readonly StoredFact[], at: number): Outcome {
  if (typeof decision === 'number') return { kind: 'stored', at, fact: factOf(facts, decision) }
  if ('repeats' in decision) return { kind: 'repeated', fact: factOf(facts, decision.repeats) }
  return decision
}

function factOf(facts: readonly StoredFact[], index: number): StoredFact {
  const fact = facts[index]
  if (!fact) throw new Error('a draft was decided to be a fact that is not there')
  return fact
}

function decide(input: PlanInput): {
  readonly decisions: readonly Decision[]
  readonly fresh: readonly StorableDraft[]
} {
  const fresh: StorableDraft[] = []
  /** By id: where it is among the fresh ones. Of an id with several authors only the last. */
  const byId = new Map<string, number>()
  const decisions = input.drafts.map((draft): Decision => {
    if (draft.type === 'message') {
      const known = findInBatch(fresh, byId, draft) ?? findStored(input, draft)
      if (known) return known
      byId.set(draft.id, fresh.length)
    }
    return fresh.push(draft) - 1
  })
  return { decisions, fresh }
}

type MessageDraft = Extract<StorableDraft, { type: 'message' }>

function findInBatch(
  fresh: readonly StorableDraft[],
  byId: ReadonlyMap<string, number>,
  draft: MessageDraft,
): Decision | null {
  const nearest = byId.get(draft.id)
  if (nearest === undefined) return null
  for (let index = nearest; index >= 0; index--) {
    const other = fresh[index]
    if (other?.type !== 'message') continue
    if (other.id !== draft.id || other.author.id !== draft.author.id) continue
    return other.text === draft.text ? { repeats: index } : { kind: 'conflict' }
  }
  return null
}

function findStored(input: PlanInput, draft: MessageDraft): Decision | null {
  const found = input.findByAuthorAndId(draft.author.id, draft.id)
  if (!found) return null
  return found.text === draft.text ? { kind: 'repeated', fact: found.fact } : { kind: 'conflict' }
}

/** All frames in one go: encoding each for itself costs more than all the rest of a plan. */
function encodeFrames(
  { tip, epoch, room }: PlanInput,
  fresh: readonly StorableDraft[],
  at: number,
): Uint8Array<ArrayBuffer> {
  let text = ''
  const texts = fresh.map((draft, index) => {
    const body = factText(draft, { room, epoch, at, sequence: tip.sequence + 1 + index })
    text += LENGTH_GAP + body
    return body
  })
  const frames = encoder.encode(text)
  const isAscii = frames.length === text.length
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength)
  let offset = 0
  for (const body of texts) {
    const length = isAscii ? body.length : utf8Bytes(body)
    view.setUint32(offset, length)
    offset += FRAME_HEADER_BYTES + length
  }
  return frames
}

function seal(
  { tip, epoch, digest }: PlanInput,
  fresh: readonly StorableDraft[],
  frames: Uint8Array,
): { readonly rows: readonly PlannedRow[]; readonly facts: readonly StoredFact[] } {
  const rows: PlannedRow[] = []
  const facts: StoredFact[] = []
  let { hash, sequence } = tip
  splitFrames(frames, fresh.length, (frame, index) => {
    const draft = fresh[index]
    const body = frame.subarray(FRAME_HEADER_BYTES)
    const isMessage = draft?.type === 'message'
    hash = linkHash(digest, hash, body)
    sequence++
    rows.push({
      sequence,
      author: isMessage ? draft.author.id : null,
      id: isMessage ? draft.id : null,
      body,
      hash,
    })
    facts.push({ sequence, epoch, frame })
  })
  return { rows, facts }
}

/** Gives each of so many frames that follow each other in one buffer, as parts of it. */
export function splitFrames(
  frames: Uint8Array,
  count: number,
  take: (frame: Uint8Array, index: number) => void,
): void {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength)
  let offset = 0
  for (let index = 0; index < count; index++) {
    const end = offset + FRAME_HEADER_BYTES + view.getUint32(offset)
    take(frames.subarray(offset, end), index)
    offset = end
  }
}
