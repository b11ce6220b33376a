// A store of copies in memory for tests: it performs calls in their order, and can be slow or fail.

import { failed, succeeded, type Result } from '../result.ts'
import type {
  CopiedFact,
  CopiedRoom,
  CopyKey,
  CopyStore,
  FoundMessage,
  Range,
} from '../session/copy.ts'
import type { PendingMessage } from '../session/view.ts'

/** Lets everything that waits for a resolved promise go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

export class MemoryCopies implements CopyStore {
  /** What was done, in order and in short. */
  readonly log: string[] = []
  readonly facts = new Map<number, CopiedFact>()
  held: readonly Range[] = []
  left: CopiedRoom | null = null
  /** Whether calls wait for `release`. */
  isHeld = false
  /** Names of calls that fail. */
  failing: readonly string[] = []
  #waiting: (() => void)[] = []

  /** Lets the oldest calls that wait happen. */
  async release(count = this.#waiting.length): Promise<void> {
    for (const act of this.#waiting.splice(0, count)) act()
    await settled()
  }

  open(_key: CopyKey, newest: number): Promise<Result<CopiedRoom | null>> {
    return this.#call('open', String(newest), () => this.left)
  }

  describe(): Promise<Result<void>> {
    return this.#call('describe', '', () => undefined)
  }

  queue(_key: CopyKey, { id }: PendingMessage): Promise<Result<void>> {
    return this.#call('queue', inShort(id), () => undefined)
  }

  judge(_key: CopyKey, id: string, failure: unknown): Promise<Result<void>> {
    const what = failure === null ? 'waits' : 'failed'
    return this.#call('judge', `${inShort(id)} ${what}`, () => undefined)
  }

  discard(_key: CopyKey, id: string): Promise<Result<void>> {
    return this.#call('discard', inShort(id), () => undefined)
  }

  keep(_key: CopyKey, facts: readonly CopiedFact[], held: readonly Range[]) {
    const numbers = facts.map(({ fact }) => fact.sequence).join(' ')
    return this.#call('keep', numbers, () => {
      for (const copied of facts) this.facts.set(copied.fact.sequence, copied)
      this.held = held
    })
  }

  page(_key: CopyKey, { before, from }: { readonly before: number; readonly from: number }) {
    return this.#call('page', `${from}..${before - 1}`, () =>
      [...this.facts.values()]
        .filter(({ fact }) => fact.sequence >= from && fact.sequence < before)
        .toSorted((left, right) => left.fact.sequence - right.fact.sequence),
    )
  }

  search(_key: CopyKey, words: string): Promise<Result<readonly FoundMessage[]>> {
    return this.#call('search', words, () => [])
  }

  putAside(): Promise<Result<void>> {
    return this.#call('put-aside', '', () => {
      this.facts.clear()
      this.held = []
    })
  }

  async close(): Promise<void> {}

  /** Numbers that the copy says it holds and does not have. */
  missing(): number[] {
    return this.held.flatMap(({ from, to }) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index).filter(
        (sequence) => !this.facts.has(sequence),
      ),
    )
  }

  async #call<T>(name: string, about: string, act: () => T): Promise<Result<T>> {
    const isFailing = this.failing.includes(name)
    if (this.isHeld) {
      await new Promise<void>((happen) => {
        this.#waiting.push(happen)
      })
    }
    this.log.push(`${isFailing ? 'not ' : ''}${name} ${about}`.trim())
    return isFailing ? failed('copy-unavailable') : succeeded(act())
  }
}

function inShort(id: string): string {
  return id.replace(/_+$/, '')
}
