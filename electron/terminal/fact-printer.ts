// Prints the facts of a room in their order and each once, over all runs of a profile: what comes live as it
// comes, what was missed from the copy as soon as it is there.

import { assertNever } from '../../shared/assert-never.ts'
import { describeError, type ChatError } from '../../shared/error.ts'
import { isRuling } from '../../shared/protocol/ruling.ts'
import type { DurableFact } from '../../shared/protocol/schema.ts'
import { toMessageOutput, type Print } from './output.ts'
import { toRulingOutput } from '../../shared/ruling-sentence.ts'

/** Facts that are read from the copy at a time. */
const PAGE_FACTS = 200

export interface FactPrinterOptions {
  readonly print: Print
  /** The facts of the copy from a number on, oldest first, at most so many; none when they are not there yet. */
  readonly read: (from: number, facts: number) => Promise<readonly DurableFact[]>
  /** The last fact that an earlier run has printed; 0 before the first. */
  readonly printed: number
  /** More was printed, not within `take`. */
  readonly onCaughtUp: () => void
}

export class FactPrinter {
  readonly #options: FactPrinterOptions
  /** Messages of this run that have not been printed. */
  readonly #own = new Set<string>()
  #printed: number
  #isReading = false
  /** The copy may hold more than what is being read. */
  #hasMore = false

  constructor(options: FactPrinterOptions) {
    this.#options = options
    this.#printed = options.printed
  }

  /** The number of the last fact that was printed. */
  get printed(): number {
    return this.#printed
  }

  /** Facts before this one are not to be had. */
  beginAt(first: number): void {
    this.#printed = Math.max(this.#printed, first - 1)
  }

  /** The host has another history: all of it is new. */
  beginAnew(): void {
    this.#printed = 0
  }

  /** A message of this run: it is told as acknowledged when it is printed. */
  expect(id: string): void {
    this.#own.add(id)
  }

  /** Prints what follows directly; what follows a hole is printed when the hole is filled. */
  take(facts: readonly DurableFact[]): void {
    for (const fact of facts) {
      if (fact.sequence === this.#printed + 1) this.#printNext(fact)
    }
  }

  /** Prints what the copy holds of what follows, also what comes into it meanwhile. */
  async catchUp(): Promise<void> {
    this.#hasMore = true
    if (this.#isReading) return
    this.#isReading = true
    try {
      while (this.#hasMore) {
        this.#hasMore = false
        // Each page begins where the one before it ended.
        // oxlint-disable-next-line no-await-in-loop
        const facts = await this.#options.read(this.#printed + 1, PAGE_FACTS)
        if (facts[0]?.sequence !== this.#printed + 1) continue
        this.take(facts)
        this.#hasMore = true
      }
    } finally {
      this.#isReading = false
    }
    this.#options.onCaughtUp()
  }

  #printNext(fact: DurableFact): void {
    this.#printed = fact.sequence
    const { print } = this.#options
    if (isRuling(fact)) return print({ event: 'ruling', ...toRulingOutput(fact) })
    switch (fact.type) {
      case 'message':
        print({ event: 'message', ...toMessageOutput(fact) })
        if (!this.#own.delete(fact.id)) return
        return print({ event: 'acknowledged', id: fact.id, sequence: fact.sequence })
      case 'member-renamed':
        return print({ event: 'member-renamed', name: fact.name, previous: fact.previous })
      case 'history-damaged':
        return this.#printError({ code: 'history-lost', detail: { missing: fact.missing } })
      case 'damaged-fact':
        return this.#printError({ code: 'fact-damaged', detail: { sequence: fact.sequence } })
      case 'unknown-fact':
        return this.#printError({ code: 'fact-unknown', detail: { sequence: fact.sequence } })
      default:
        return assertNever(fact)
    }
  }

  #printError(error: ChatError): void {
    this.#options.print({ event: 'error', code: error.code, message: describeError(error) })
  }
}
