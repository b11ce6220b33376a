// Virtual time: what is to happen, in the order in which it happens.

/** Something that will happen, unless it is cancelled. */
export interface Timer {
  cancel(): void
}

class Planned implements Timer {
  readonly at: number
  readonly order: number
  act: (() => void) | null

  constructor(at: number, order: number, act: () => void) {
    this.at = at
    this.order = order
    this.act = act
  }

  cancel(): void {
    this.act = null
  }
}

/** A clock that jumps from one happening to the next. Milliseconds since the beginning of the run. */
export class Scheduler {
  #now = 0
  #order = 0
  /** A heap: the next one first. */
  readonly #planned: Planned[] = []

  get now(): number {
    return this.#now
  }

  /** When the next thing happens; null when nothing will. */
  get nextAt(): number | null {
    this.#dropCancelled()
    return this.#planned[0]?.at ?? null
  }

  /** Does something after so many milliseconds; what is planned for the same moment happens in order. */
  after(ms: number, act: () => void): Timer {
    const planned = new Planned(this.#now + Math.max(0, ms), this.#order++, act)
    this.#push(planned)
    return planned
  }

  /** Does the next thing. False when there is none before `end`; it is `end` then. */
  advance(end: number): boolean {
    this.#dropCancelled()
    const next = this.#planned[0]
    if (!next || next.at > end) {
      this.#now = Math.max(this.#now, end)
      return false
    }
    this.#pop()
    this.#now = next.at
    const { act } = next
    // A timer that is cancelled from now on is late.
    next.act = null
    act?.()
    return true
  }

  #dropCancelled(): void {
    while (this.#planned[0]?.act === null) this.#pop()
  }

  #push(planned: Planned): void {
    const heap = this.#planned
    let index = heap.push(planned) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (!above || isBefore(above, planned)) break
      heap[index] = above
      index = parent
    }
    heap[index] = planned
  }

  #pop(): void {
    const heap = this.#planned
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let index = 0
    for (;;) {
      let child = index * 2 + 1
      const left = heap[child]
      if (!left) break
      const right = heap[child + 1]
      if (right && isBefore(right, left)) child++
      const smaller = heap[child]
      if (!smaller || isBefore(last, smaller)) break
      heap[index] = smaller
      index = child
    }
    heap[index] = last
  }
}

function isBefore(one: Planned, other: Planned): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}
