// Closing the window while it hosts is asked about; the page shows the question.

/** Decides about the close button. `ask` shows the question, `close` closes the window for good. */
export class Closing {
  readonly #isHosting: () => boolean
  readonly #ask: () => void
  readonly #close: () => void
  #isConfirmed = false
  #isPageReady = false

  constructor(options: {
    readonly isHosting: () => boolean
    readonly ask: () => void
    readonly close: () => void
  }) {
    this.#isHosting = options.isHosting
    this.#ask = options.ask
    this.#close = options.close
  }

  /** Without a page there is nobody who could be asked. */
  pageReady(isReady: boolean): void {
    this.#isPageReady = isReady
  }

  /** Whether the window may close now; asks if not. */
  mayClose(): boolean {
    if (this.#isConfirmed || !this.#isPageReady || !this.#isHosting()) return true
    this.#ask()
    return false
  }

  /** From now on nobody is asked. */
  confirm(): void {
    this.#isConfirmed = true
  }

  answer(shouldClose: boolean): void {
    if (!shouldClose) return
    this.confirm()
    this.#close()
  }
}
