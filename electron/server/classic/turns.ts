// Lets many classic peers work one after the other, a moment at a time: between two turns the sockets of everybody
// else are served.

/** Milliseconds of work in a row. A member with Parley waits no longer than this for a room of classic peers. */
const TURN_MS = 1

/** Somebody with work to do. */
export interface Worker {
  /** Does what there is to do now. Does not throw. */
  readonly work: () => void
}

export class Turns {
  readonly #waiting = new Set<Worker>()
  #isScheduled = false

  /** Has the work done soon, after what is under way; once, however often it is asked for. */
  soon(worker: Worker): void {
    this.#waiting.add(worker)
    this.#schedule()
  }

  /** Forgets that there was something to do. */
  drop(worker: Worker): void {
    this.#waiting.delete(worker)
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.size === 0) return
    this.#isScheduled = true
    setImmediate(this.#run)
  }

  readonly #run = (): void => {
    this.#isScheduled = false
    const end = performance.now() + TURN_MS
    for (const worker of this.#waiting) {
      // First, so that what asks for another turn within its own gets one.
      this.#waiting.delete(worker)
      worker.work()
      if (performance.now() >= end) break
    }
    this.#schedule()
  }
}
