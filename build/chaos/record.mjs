// What everybody printed, judged line by line: one list for all, in one order, without gaps or doubles, and
// nothing in it missing that anybody was promised.

/** Problems that are kept; one mistake may cause thousands. */
const MAX_PROBLEMS = 20

/**
 * @typedef {object} PrintedMessage
 * @property {string} id
 * @property {number} sequence
 * @property {string} author
 * @property {string} text
 */

/**
 * @typedef {object} Reader
 * @property {number} last The number of the last message that it has printed.
 * @property {number | null} again While it prints again what it had printed before it was killed: the number
 *   of the last of these.
 * @property {boolean} mayRepeat It was killed and has printed no message since.
 */

/** @typedef {object} QueuedMessage @property {string} author @property {string} id @property {string} text */

export class Record {
  /** @type {string[]} */
  #problems = []
  #problemCount = 0
  /** By sequence number. @type {Map<number, PrintedMessage>} */
  #log = new Map()
  /** @type {Map<string, number>} */
  #sequenceOf = new Map()
  /** @type {Map<string, Reader>} */
  #readers = new Map()
  /** In the order of each author. @type {QueuedMessage[]} */
  #queued = []
  /** Of each author: what was queued and that nobody has seen since. @type {Map<string, Set<string>>} */
  #waiting = new Map()
  /** @type {Map<string, number>} */
  #acknowledged = new Map()
  #repeated = 0

  /** @returns {readonly string[]} The first ones. */
  get problems() {
    const more = this.#problemCount - this.#problems.length
    return more > 0 ? [...this.#problems, `and ${more} more`] : this.#problems
  }

  /** @returns {number} Messages that anybody has seen. */
  get messages() {
    return this.#log.size
  }

  /** @returns {number} Messages that anybody saw acknowledged. */
  get acknowledgedCount() {
    return this.#acknowledged.size
  }

  /** @returns {number} Lines that were printed again after a SIGKILL. */
  get repeated() {
    return this.#repeated
  }

  /**
   * @param {string} author
   * @returns {number} Messages of this author that were queued and not seen since by anybody.
   */
  countWaiting(author) {
    return this.#waiting.get(author)?.size ?? 0
  }

  /** @param {string} text */
  addProblem(text) {
    this.#problemCount++
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(text)
  }

  /**
   * A process of this reader starts.
   * @param {string} name
   * @param {boolean} wasKilled What its last process had printed within its last second may come again.
   */
  startReader(name, wasKilled) {
    const { last = 0, mayRepeat = false } = this.#readers.get(name) ?? {}
    this.#readers.set(name, { last, again: null, mayRepeat: mayRepeat || wasKilled })
  }

  /**
   * @param {string} name Of the reader.
   * @param {PrintedMessage} message
   */
  addPrinted(name, message) {
    const reader = this.#readers.get(name)
    if (!reader) return this.addProblem(`${name} was never started`)
    this.#compare(name, message)
    const { sequence } = message
    if (reader.mayRepeat && sequence <= reader.last) {
      reader.again = reader.last
      reader.last = sequence - 1
    }
    reader.mayRepeat = false
    if (sequence !== reader.last + 1) {
      this.addProblem(`${name} printed ${sequence} after ${reader.last}`)
    }
    reader.last = sequence
    if (reader.again === null) return
    this.#repeated++
    if (sequence >= reader.again) reader.again = null
  }

  /** @param {QueuedMessage} message */
  addQueued(message) {
    const { author, id } = message
    this.#queued.push(message)
    if (this.#sequenceOf.has(id)) return
    const waiting = this.#waiting.get(author) ?? new Set()
    this.#waiting.set(author, waiting.add(id))
  }

  /**
   * The host says that it has published a message.
   * @param {string} author
   * @param {string} id
   */
  addPublished(author, id) {
    this.#waiting.get(author)?.delete(id)
  }

  /**
   * @param {string} name
   * @param {string} id
   * @param {number} sequence
   */
  addAcknowledged(name, id, sequence) {
    this.#acknowledged.set(id, sequence)
    const stored = this.#sequenceOf.get(id)
    if (stored !== sequence) {
      this.addProblem(`${name} was told ${sequence} for ${id}, which is ${stored ?? 'nowhere'}`)
    }
  }

  /** @returns {boolean} Whether everything queued is stored and everybody has printed all of it. */
  isComplete() {
    for (const { last } of this.#readers.values()) if (last !== this.#log.size) return false
    return this.#queued.every(({ id }) => this.#sequenceOf.has(id))
  }

  /** Judges what can be judged at the end only. */
  judgeEnd() {
    const count = this.#log.size
    for (let sequence = 1; sequence <= count; sequence++) {
      if (!this.#log.has(sequence)) this.addProblem(`nobody has printed ${sequence} of ${count}`)
    }
    for (const [name, { last }] of this.#readers) {
      if (last !== count) this.addProblem(`${name} has printed ${last} of ${count}`)
    }
    for (const [id, sequence] of this.#acknowledged) {
      if (this.#log.get(sequence)?.id !== id) this.addProblem(`${id} was acknowledged and is lost`)
    }
    this.#judgeQueued()
  }

  /** What was queued is there once, unchanged, and in the order in which its author wrote. */
  #judgeQueued() {
    /** @type {Map<string, number>} */
    const lastOf = new Map()
    for (const { author, id, text } of this.#queued) {
      const sequence = this.#sequenceOf.get(id) ?? 0
      const stored = this.#log.get(sequence)
      if (!stored) this.addProblem(`${author}: "${text}" was queued and never came`)
      else if (stored.text !== text || stored.author !== author) {
        this.addProblem(`"${text}" of ${author} came as "${stored.text}" of ${stored.author}`)
      } else if (sequence <= (lastOf.get(author) ?? 0)) {
        this.addProblem(`${author}: "${text}" came before what was written earlier`)
      }
      lastOf.set(author, sequence)
    }
  }

  /**
   * The first who prints a message says what it is; all others must say the same.
   * @param {string} name
   * @param {PrintedMessage} message
   */
  #compare(name, message) {
    const { id, sequence, author, text } = message
    this.addPublished(author, id)
    const known = this.#log.get(sequence)
    if (known && (known.id !== id || known.text !== text || known.author !== author)) {
      this.addProblem(`${sequence} is "${known.text}", but "${text}" to ${name}`)
    }
    if (known) return
    const earlier = this.#sequenceOf.get(id)
    if (earlier !== undefined) this.addProblem(`"${text}" is stored as ${earlier} and ${sequence}`)
    this.#log.set(sequence, { id, sequence, author, text })
    this.#sequenceOf.set(id, sequence)
  }
}
