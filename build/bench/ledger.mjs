// What a room has told, as the first of its members received it: message n of message-text.mjs as fact n,
// each once. What every other member receives must have the same hash.
import { createHash } from 'node:crypto'
import { numberField, textField } from '../runtime/json.mjs'
import { HEADER_BYTES } from './frame-parser.mjs'
import { textOf } from './message-text.mjs'

/** Bytes of a hash that a resume point holds. */
const HASH_BYTES = 16

/**
 * @param {Buffer} frame
 * @returns {string} As in a resume point.
 */
export function hashOf(frame) {
  const digest = createHash('sha256').update(frame.subarray(HEADER_BYTES)).digest()
  return digest.toString('base64url', 0, HASH_BYTES)
}

export class Ledger {
  /** By sequence number, from 1 on. */
  #hashes = ['']
  #epochs = ['']

  /** The last sequence number. */
  get sequence() {
    return this.#hashes.length - 1
  }

  /**
   * @param {number} sequence One that was told.
   * @returns {import('./line.mjs').ResumePoint}
   */
  pointAt(sequence) {
    return {
      epoch: this.#epochs[sequence] ?? '',
      sequence,
      hash: this.#hashes[sequence] ?? '',
    }
  }

  /**
   * Whether this is the hash of the fact with that number.
   * @param {number} sequence
   * @param {string} hash
   */
  holds(sequence, hash) {
    return this.#hashes[sequence] === hash
  }

  /**
   * Records a fact that nobody received before. Returns what is wrong with it, or null.
   * @param {unknown} fact
   * @param {string} hash
   * @returns {string | null}
   */
  append(fact, hash) {
    const sequence = numberField(fact, 'sequence') ?? 0
    if (sequence <= this.sequence) return `fact ${sequence} is not what others received`
    if (sequence !== this.sequence + 1) return `fact ${sequence} came after ${this.sequence}`
    if (textField(fact, 'text') !== textOf(sequence)) return `fact ${sequence} is another message`
    this.#hashes.push(hash)
    this.#epochs.push(textField(fact, 'epoch') ?? '')
    return null
  }
}
