// Lets many classic peers work one after the other, a moment at a time: between two turns the sockets of everybody
// else are served, and there is a rest. What a peer is told meanwhile it is told at once when its turn comes, so that
// the busier a room is, the less each message costs.

/** Milliseconds of work in a row. A member with Parley waits no longer than this for a room of classic peers. */
const TURN_MS = 0.25

/** Milliseconds of rest for each that was worked: all classic peers together take an eighth of the host's thread. */
const REST = 7

/** Somebody with work to do. */
export interface Worker {
  /** Whether its turn comes before that of those who are not: it is looked at when work is asked for. */
  readonly isUrgent: boolean
  /** Does what there is to do now. Does not throw. */
  readonly work: () => void
}

export class Turns {
  readonly #urgent = new Set<Worker>()
  readonly #waiting = new Set<Worker>()
  #isScheduled = false

  /** Has the work done soon, after what is under way; once, however often it is asked for. */
  soon(worker: Worker): void {
    if (worker.isUrgent) this.#urgent.add(worker)
    else if (!this.#urgent.has(worker)) this.#waiting.add(worker)
    if (!this.#isScheduled) this.#schedule(0)
  }

  /** Forgets that there was something to do. */
  drop(worker: Worker): void {
    this.#urgent.delete(worker)
    this.#waiting.delete(worker)
  }

  #schedule(restMs: number): void {
    this.#isScheduled = true
    if (restMs === 0) setImmediate(this.#run)
    else setTimeout(this.#run, restMs)
  }

  readonly #run = (): void => {
    const start = performance.now()
    let worked = 0
    for (let worker = this.#next(); worker && worked < TURN_MS; worker = this.#next()) {
      // First, so that what asks for another turn within its own gets one.
      this.drop(worker)
      worker.work()
      worked = performance.now() - start
    }
    this.#isScheduled = false
    // Also when nobody waits now: whoever comes next comes after the rest.
    if (worked > 0) this.#schedule(worked * REST)
  }

  #next(): Worker | undefined {
    for (const worker of this.#urgent) return worker
    for (const worker of this.#waiting) return worker
    return undefined
  }
}
