// Chance that repeats: the same seed gives the same numbers, on every machine.

/** The golden ratio in 32 bits: spreads labels and seeds that are close to each other. */
const SPREAD = 0x9e_37_79_b9

/** A stream of chance. A fork has numbers of its own: who draws more from one does not change the other. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x5f_35_64_95, SPREAD) | 0
  }

  /** A number in [0, 1): mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** Another stream, given by this one and a label. */
  fork(label: string): Chance {
    let hash = this.#state
    for (let index = 0; index < label.length; index++) {
      hash = Math.imul(hash ^ label.charCodeAt(index), 0x01_00_01_93)
    }
    return new Chance(hash)
  }

  /** A whole number in [0, end). */
  below(end: number): number {
    return Math.floor(this.next() * end)
  }

  /** A whole number, both ends included. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1)
  }

  /** A whole number, both ends included; small ones come as often as large ones of any size. */
  spread(from: number, to: number): number {
    return Math.floor(from * Math.pow((to + 1) / from, this.next()))
  }

  happens(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the record.
    const keys = Object.keys(weights) as K[]
    let left = this.next() * keys.reduce((sum, key) => sum + weights[key], 0)
    for (const key of keys) {
      left -= weights[key]
      if (left < 0) return key
    }
    return this.pick(keys)
  }
}
