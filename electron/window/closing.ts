// Closing the window while it hosts is asked about; the page shows the question.

export interface ClosingOptions {
  readonly isHosting: () => boolean
  /** Without a page that listens there is nobody who could be asked. */
  readonly isPageListening: () => boolean
  readonly ask: () => void
  /** Closes the window for good. */
  readonly close: () => void
}

/** Decides about the close button. */
export class Closing {
  readonly #options: ClosingOptions
  #isConfirmed = false

  constructor(options: ClosingOptions) {
    this.#options = options
  }

  /** Whether the window may close now; asks if not. */
  mayClose(): boolean {
    const { isHosting, isPageListening, ask } = this.#options
    if (this.#isConfirmed || !isPageListening() || !isHosting()) return true
    ask()
    return false
  }

  /** From now on nobody is asked. */
  confirm(): void {
    this.#isConfirmed = true
  }

  answer(shouldClose: boolean): void {
    if (!shouldClose) return
    this.confirm()
    this.#options.close()
  }
}
