// Which ids a room has seen: 8 bytes in memory for each message instead of an index on the disk, whose random
// pages would cost more than everything else that a message does there. It only says where to look: whoever
// asks reads the fact and compares.

/** Numbers of the key: two texts of up to 32 characters. */
export const FINGERPRINT_KEY_LENGTH = 64

/** No message, or none that is known. */
export const NO_FINGERPRINT = 0

const HALF_KEY = FINGERPRINT_KEY_LENGTH / 2

/** Slots for each entry, at least: a search then meets two on average. */
const MIN_SLOTS = 1.5

/**
 * 32 bits for an author and an id, never 0. The key is random and secret, so that nobody can choose ids that
 * meet in one slot: two messages share a fingerprint in one of 2^25 cases or fewer, whatever they are.
 */
export function fingerprint(key: Uint32Array, author: string, id: string): number {
  let sum = 0
  for (let index = 0; index < author.length; index++) {
    sum += Math.imul(author.charCodeAt(index) + 1, key[index % HALF_KEY] ?? 0)
  }
  for (let index = 0; index < id.length; index++) {
    sum += Math.imul(id.charCodeAt(index) + 1, key[HALF_KEY + (index % HALF_KEY)] ?? 0)
  }
  let mixed = sum | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85_eb_ca_6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2_b2_ae_35)
  return (mixed ^ (mixed >>> 16)) >>> 0 || 1
}

/** Sequence numbers by fingerprint. One room has at most 2^32 - 1 facts. */
export class SaidIndex {
  /** Fingerprint and sequence number, side by side. A sequence number of 0 is a free slot. */
  #slots: Uint32Array
  #mask: number
  #count = 0

  constructor(expected = 0) {
    const slots = slotsFor(Math.max(expected, 1_024))
    this.#slots = new Uint32Array(slots * 2)
    this.#mask = slots - 1
  }

  /** Remembers a message. */
  add(print: number, sequence: number): void {
    if ((this.#count + 1) * MIN_SLOTS > this.#mask + 1) this.#grow()
    let slot = print & this.#mask
    while (this.#slots[slot * 2 + 1] !== 0) slot = (slot + 1) & this.#mask
    this.#slots[slot * 2] = print
    this.#slots[slot * 2 + 1] = sequence
    this.#count++
  }

  /** The first message with this fingerprint for which `test` gives something, and what it gives; or null. */
  find<T>(print: number, test: (sequence: number) => T | null): T | null {
    let slot = print & this.#mask
    for (;;) {
      const sequence = this.#slots[slot * 2 + 1] ?? 0
      if (sequence === 0) return null
      const found = this.#slots[slot * 2] === print ? test(sequence) : null
      if (found !== null) return found
      slot = (slot + 1) & this.#mask
    }
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Uint32Array(old.length * 2)
    this.#mask = this.#slots.length / 2 - 1
    this.#count = 0
    for (let slot = 0; slot < old.length; slot += 2) {
      const sequence = old[slot + 1] ?? 0
      if (sequence !== 0) this.add(old[slot] ?? 0, sequence)
    }
  }
}

function slotsFor(entries: number): number {
  return 2 ** Math.ceil(Math.log2(entries * MIN_SLOTS))
}
