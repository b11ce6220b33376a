// What the thread of a history is asked, and how commits travel: their buffers are handed over, and what can
// be seen from the buffer is not sent beside it.

import type {
  Committed,
  Draft,
  HistoryPage,
  Outcome,
  PageQuery,
  RememberedRoom,
  StoredFact,
} from '../../../shared/history/history.ts'
import type { KeptInvite, RememberedRegister } from '../../../shared/history/register.ts'
import { splitFrames } from '../../../shared/history/plan-commit.ts'
import type { Result } from '../../../shared/result.ts'
import type { FoundDamage, HistorySettings, HistoryState } from './history-options.ts'

/** What the thread is given when it starts. */
export interface HistoryWorkerData {
  readonly folder: string
  readonly settings: HistorySettings
}

/** What the thread tells by itself. */
export type HistoryEvent =
  | { readonly type: 'state'; readonly state: HistoryState }
  | { readonly type: 'damage'; readonly damage: FoundDamage }

/** The functions of the thread. `start` comes first and once, `close` last. */
export interface HistoryCalls {
  readonly start: () => Result<void>
  readonly open: (
    room: string,
    recent: { readonly facts: number; readonly bytes: number },
  ) => Result<RememberedRoom>
  /** `drafts` as `packDrafts` makes them. */
  readonly commit: (room: string, drafts: string, now: number) => Result<PackedCommit>
  readonly page: (room: string, query: PageQuery) => Result<HistoryPage>
  readonly factAt: (room: string, sequence: number) => Result<StoredFact | null>
  readonly admit: (room: string, member: string, since: number) => Result<void>
  readonly claimName: (
    room: string,
    member: string,
    key: string,
    hasSpoken: boolean,
    now: number,
  ) => Result<void>
  readonly forgetMember: (room: string, member: string) => Result<void>
  readonly openRegister: () => Result<RememberedRegister>
  readonly keepInvite: (invite: KeptInvite) => Result<void>
  readonly keepGuest: (member: string, invite: KeptInvite) => Result<void>
  readonly close: () => Result<void>
}

/** Drafts on their way between threads: to clone one text costs a third of cloning the objects. */
export function packDrafts(drafts: readonly Draft[]): string {
  return JSON.stringify(drafts)
}

/** The drafts that were packed. */
export function unpackDrafts(packed: string): readonly Draft[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- packDrafts made it.
  return JSON.parse(packed) as readonly Draft[]
}

/** A commit on its way between threads. */
export interface PackedCommit {
  readonly frames: Uint8Array
  readonly earlier: readonly StoredFact[]
  /** The outcomes that are not `stored`, by the index of their draft. */
  readonly others: readonly (readonly [index: number, outcome: Outcome])[]
  /** What the stored facts have in common, and the number of the first; null when there are none. */
  readonly stored: { readonly at: number; readonly epoch: string; readonly first: number } | null
  readonly addressBans: Committed['addressBans'] | null
}

/** Packs a commit. Its frames are one buffer that can be handed over. */
export function packCommit({ outcomes, earlier, frames, addressBans }: Committed): PackedCommit {
  const others: [number, Outcome][] = []
  let stored: PackedCommit['stored'] = null
  outcomes.forEach((outcome, index) => {
    if (outcome.kind !== 'stored') others.push([index, outcome])
    else stored ??= { at: outcome.at, epoch: outcome.fact.epoch, first: outcome.fact.sequence }
  })
  return { frames, earlier, others, stored, addressBans: addressBans ?? null }
}

/** The commit of so many drafts as it was packed: every stored fact's frame is a part of `frames` again. */
export function unpackCommit(packed: PackedCommit, drafts: number): Committed {
  const { frames, earlier, stored, addressBans } = packed
  const others = new Map(packed.others)
  const facts = stored ? storedFacts(packed, stored, drafts - others.size) : []
  const outcomes: Outcome[] = []
  let next = 0
  for (let index = 0; index < drafts; index++) {
    const other = others.size > 0 ? others.get(index) : undefined
    const fact = other ? undefined : facts[next++]
    if (other) outcomes.push(other)
    else if (stored && fact) outcomes.push({ kind: 'stored', at: stored.at, fact })
  }
  return { outcomes, earlier, frames, ...(addressBans && { addressBans }) }
}

function storedFacts(
  { frames, earlier }: PackedCommit,
  { epoch, first }: { readonly epoch: string; readonly first: number },
  count: number,
): readonly StoredFact[] {
  const facts: StoredFact[] = []
  splitFrames(frames, earlier.length + count, (frame, index) => {
    if (index < earlier.length) return
    facts.push({ sequence: first + index - earlier.length, epoch, frame })
  })
  return facts
}
