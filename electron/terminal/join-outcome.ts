// When a `join` is over, and how it went.

import type { ChatError } from '../../shared/error.ts'
import type { SessionView } from '../../shared/session/view.ts'

/** What the outcome looks at. */
export interface JoinedClient {
  readonly view: SessionView
  /** Whether everything said before this run joined is here, and printed. */
  readonly isCaughtUp: boolean
  readonly hasWaiting: boolean
  readonly waitingCount: number
}

export class JoinOutcome {
  /** Why the session ended by itself; null when it was left. */
  ended: ChatError | null = null
  /** Messages that the host never took. */
  undelivered = 0
  #rejected = 0
  #isInputOver = false
  /** Those who wait for the outbox to become shorter. */
  #onShorter: (() => void)[] = []
  #hasCaughtUp = false
  #settle: () => void = () => undefined
  readonly #settled = new Promise<void>((settle) => {
    this.#settle = settle
  })
  #startDraining: () => void = () => undefined
  readonly #draining = new Promise<void>((settle) => {
    this.#startDraining = settle
  })

  /** A line that could not even be queued. */
  reject(): void {
    this.#rejected++
  }

  /** The input is over: what waits may still go out. */
  endInput(client: JoinedClient): void {
    this.#isInputOver = true
    this.#startDraining()
    this.observe(client)
  }

  /** Somebody does not want to wait. */
  interrupt(): void {
    this.#settle()
  }

  /** Resolves when fewer than `max` messages wait to be sent or acknowledged. */
  async untilFewerThan(max: number, look: () => JoinedClient): Promise<void> {
    while (look().waitingCount >= max && this.ended === null) {
      // Looked at again whenever something has happened.
      // oxlint-disable-next-line no-await-in-loop
      await new Promise<void>((settle) => {
        this.#onShorter.push(settle)
      })
    }
  }

  /** Looks at what the session has become. */
  observe({ view, isCaughtUp, hasWaiting }: JoinedClient): void {
    const waiting = this.#onShorter
    this.#onShorter = []
    for (const settle of waiting) settle()
    if (view.connection.kind === 'ended') {
      const { reason } = view.connection
      // One's own leaving is told as well, and maybe late: it is no reason to complain.
      if (reason.code !== 'leaving') this.ended ??= reason
      this.#settle()
    }
    this.#hasCaughtUp ||= isCaughtUp
    // What was read in this very tick is in no view yet, but it waits.
    if (this.#isInputOver && this.#hasCaughtUp && !hasWaiting) this.#settle()
  }

  /** The session was left on purpose, with this view. */
  leave(view: SessionView): void {
    this.undelivered = view.pending.length + this.#rejected
  }

  /** Resolves when nothing more is to be done: at the latest `drainMs` milliseconds after the input's end. */
  async settled(drainMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    void this.#draining.then(() => {
      timer = setTimeout(() => this.#settle(), drainMs)
    })
    await this.#settled
    clearTimeout(timer)
  }
}
