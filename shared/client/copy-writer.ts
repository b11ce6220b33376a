// Writes what a session learns into its copy: one change after the other, in the order in which they came. The
// facts of one moment, and what came while the disk was busy, go in one commit.

import type { ChatError } from '../error.ts'
import type { Result } from '../result.ts'
import type { CopiedFact, CopyKey, CopyStore, Range } from '../session/copy.ts'
import type { SessionEffect } from '../session/session.ts'

/** Facts that wait for a disk that does not take them. After that the copy stays as it is until it is opened anew. */
const MAX_KEEPING = 5_000

const COPY_EFFECTS = {
  describe: true,
  'put-aside': true,
  keep: true,
  judge: true,
  forget: true,
} as const

/** What changes a copy. */
export type CopyEffect = Extract<SessionEffect, { type: keyof typeof COPY_EFFECTS }>

export function isCopyEffect(effect: SessionEffect): effect is CopyEffect {
  return Object.hasOwn(COPY_EFFECTS, effect.type)
}

type Change = Exclude<CopyEffect, { type: 'keep' }>

/** Facts that are to be kept; more of them are added while it waits. */
interface Keep {
  readonly type: 'keep'
  readonly facts: CopiedFact[]
  held: readonly Range[]
}

/** Tells that everything before it is done. */
interface Mark {
  readonly type: 'mark'
  readonly reach: () => void
}

export class CopyWriter {
  readonly #copies: CopyStore
  readonly #key: CopyKey
  readonly #onTrouble: (error: ChatError) => void
  #waiting: (Keep | Change | Mark)[] = []
  /** What the disk did not take: it goes before the facts that come next. */
  #unkept: Keep | null = null
  /** A copy that missed facts must not be told that it holds what comes after them. */
  #isFrozen = false
  #isWriting = false

  constructor(copies: CopyStore, key: CopyKey, onTrouble: (error: ChatError) => void) {
    this.#copies = copies
    this.#key = key
    this.#onTrouble = onTrouble
  }

  get key(): CopyKey {
    return this.#key
  }

  /** Takes a change. Facts wait for `flush`, everything else goes at once and after them. */
  write(effect: CopyEffect): void {
    if (effect.type === 'keep') return this.#keep(effect.facts, effect.held)
    this.#waiting.push(effect)
    this.flush()
  }

  /** Writes what was taken, and tries again what could not be kept. */
  flush(): void {
    if (this.#isWriting) return
    if (this.#unkept) this.#waiting.unshift(this.#unkept)
    this.#unkept = null
    if (this.#waiting.length > 0) void this.#writeAll()
  }

  /** Resolves when everything that was taken until now is written, or has failed. */
  settled(): Promise<void> {
    return new Promise((reach) => {
      this.#waiting.push({ type: 'mark', reach })
      this.flush()
    })
  }

  #keep(facts: readonly CopiedFact[], held: readonly Range[]): void {
    if (this.#isFrozen) return
    const last = this.#waiting.at(-1)
    if (last?.type === 'keep') {
      last.facts.push(...facts)
      last.held = held
      if (last.facts.length > MAX_KEEPING) this.#freeze()
    } else {
      this.#waiting.push({ type: 'keep', facts: [...facts], held })
    }
  }

  /** One at a time: what follows facts that were not kept must not be kept without them. */
  async #writeAll(): Promise<void> {
    this.#isWriting = true
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (next.type === 'mark') {
        next.reach()
      } else if (next.type === 'keep') {
        await this.#writeFacts(this.#gathered(next))
      } else {
        await this.#writeChange(next)
      }
    }
    this.#isWriting = false
  }

  /** With what was not kept before, and what waits directly behind it. */
  #gathered(first: Keep): Keep {
    const before = this.#unkept?.facts ?? []
    this.#unkept = null
    const gathered = { type: first.type, facts: [...before, ...first.facts], held: first.held }
    for (let next = this.#waiting[0]; next?.type === 'keep'; next = this.#waiting[0]) {
      gathered.facts.push(...next.facts)
      gathered.held = next.held
      this.#waiting.shift()
    }
    return gathered
  }

  async #writeFacts(keep: Keep): Promise<void> {
    const kept = await this.#copies.keep(this.#key, keep.facts, keep.held)
    if (kept.ok) return
    this.#onTrouble(kept.error)
    if (keep.facts.length > MAX_KEEPING) this.#freeze()
    else if (!this.#isFrozen) this.#unkept = keep
  }

  async #writeChange(change: Change): Promise<void> {
    // What was not kept of a history that is put aside is not of the one that follows.
    if (change.type === 'put-aside') this.#unkept = null
    const changed = await this.#change(change)
    if (changed.ok) return
    this.#onTrouble(changed.error)
    // The new history must not be kept among the old one.
    if (change.type === 'put-aside') this.#freeze()
  }

  #freeze(): void {
    this.#isFrozen = true
    this.#unkept = null
    this.#waiting = this.#waiting.filter(({ type }) => type !== 'keep')
  }

  #change(change: Change): Promise<Result<void>> {
    switch (change.type) {
      case 'describe':
        return this.#copies.describe(this.#key, change.room, change.you)
      case 'put-aside':
        return this.#copies.putAside(this.#key)
      case 'judge':
        return this.#copies.judge(this.#key, change.id, change.failure)
      case 'forget':
        return this.#copies.discard(this.#key, change.id)
      default:
        return change satisfies never
    }
  }
}
