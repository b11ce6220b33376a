// Random choices that are the same in every run with the same seed.

export class Chance {
  #state

  /** @param {number} seed */
  constructor(seed) {
    this.#state = (seed ^ 0x9e_37_79_b9) >>> 0
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {number} A whole number, both ends included.
   */
  between(from, to) {
    return from + Math.floor(this.#next() * (to - from + 1))
  }

  /** @param {number} share Of 1. */
  happens(share) {
    return this.#next() < share
  }

  /**
   * @template T
   * @param {readonly T[]} values
   * @returns {T | undefined} Undefined when there are none.
   */
  pick(values) {
    return values[this.between(0, values.length - 1)]
  }

  /** mulberry32 */
  #next() {
    this.#state = (this.#state + 0x6d_2b_79_f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
