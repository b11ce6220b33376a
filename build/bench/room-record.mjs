// What a room has published, as the first member of this process received it: the bytes that every other
// member must receive as well. Comparing bytes keeps the generator cheaper than the server it measures.
import { createHash } from 'node:crypto'

const INITIAL_BYTES = 1 << 20

/**
 * @typedef {object} Fact A message as it arrives, as far as the bench looks at it.
 * @property {number} sequence
 * @property {string} text
 * @property {string} author Its name.
 */

/**
 * The text of a message: who sent it, as the how-manieth, and when.
 * @param {number} sender Index of the member.
 * @param {number} count 1 for its first message.
 * @param {number} sentAt Milliseconds of the shared clock.
 * @param {number} [length] Characters.
 */
export function encodeText(sender, count, sentAt, length = 100) {
  return `${sender}:${count}:${sentAt.toFixed(3)}:`.padEnd(length, 'parley ')
}

/** @param {number} index */
export function memberName(index) {
  return `member-${index}`
}

export class RoomRecord {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES)
  #length = 0
  /** By sequence number, as the two below: where the frame ends. There is no fact 0. */
  #ends = [0]
  #senders = [-1]
  #sentAt = [0]
  /** @type {Map<number, number>} How many messages of each sender are recorded. */
  #counts = new Map()

  /** The last sequence number. */
  get sequence() {
    return this.#ends.length - 1
  }

  /** Bytes of all frames. */
  get length() {
    return this.#length
  }

  /** @param {number} sequence */
  endOf(sequence) {
    return this.#ends[sequence] ?? Infinity
  }

  /** @param {number} sequence */
  senderOf(sequence) {
    return this.#senders[sequence] ?? -1
  }

  /** @param {number} sequence */
  sentAtOf(sequence) {
    return this.#sentAt[sequence] ?? NaN
  }

  /**
   * Whether these bytes are what the record holds from `position` on.
   * @param {number} position
   * @param {Uint8Array} bytes No more than the record holds there.
   */
  holds(position, bytes) {
    const end = position + bytes.length
    return this.#bytes.compare(bytes, 0, bytes.length, position, end) === 0
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  slice(start, end) {
    return this.#bytes.subarray(start, end)
  }

  /**
   * Records a new message. Returns what is wrong with it, or null.
   * @param {Uint8Array} frame
   * @param {Fact} fact
   * @returns {string | null}
   */
  append(frame, fact) {
    const [sender = NaN, count = NaN, sentAt = NaN] = fact.text.split(':', 3).map(Number)
    const expected = (this.#counts.get(sender) ?? 0) + 1
    if (fact.sequence !== this.sequence + 1) return `fact ${fact.sequence} out of order`
    if (count !== expected) return `message ${count} of ${sender} instead of its ${expected}`
    if (fact.author !== memberName(sender)) return `message of ${sender} as ${fact.author}`
    this.#counts.set(sender, count)
    this.#reserve(frame.length)
    this.#bytes.set(frame, this.#length)
    this.#length += frame.length
    this.#ends.push(this.#length)
    this.#senders.push(sender)
    this.#sentAt.push(sentAt)
    return null
  }

  /** @returns {string} The same in two processes whose members received the same. */
  digest() {
    return createHash('sha256').update(this.slice(0, this.#length)).digest('hex')
  }

  /** @param {number} bytes */
  #reserve(bytes) {
    if (this.#length + bytes <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(this.#bytes.length * 2)
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
