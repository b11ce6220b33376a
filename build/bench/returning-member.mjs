// A member that comes back by itself as the real client does: with full jitter and its resume point. It says
// again what was not acknowledged, and checks that it misses nothing and is told nothing twice.
import { randomBytes } from 'node:crypto'
import { numberField, textField } from '../runtime/json.mjs'
import { HEADER_BYTES } from './frame-parser.mjs'
import { Introduction } from './introduction.mjs'
import { hashOf } from './ledger.mjs'
import { Line, ROOM } from './line.mjs'
import { textOf } from './message-text.mjs'

/** Milliseconds, as in rule CN5 of the protocol: the first wait is below this, each cap twice the one before. */
const FIRST_CAP_MS = 500
const CAP_MS = 4_000

/** Facts in a page of history. */
const PAGE_FACTS = 100

/**
 * @typedef {object} Company What all members share.
 * @property {number} port
 * @property {import('node:tls').SecureContext} secureContext
 * @property {import('./ledger.mjs').Ledger} ledger
 * @property {(member: ReturningMember) => void} onBack It has joined and was told what it missed.
 * @property {(violation: string) => void} onViolation
 */

export class ReturningMember {
  #company
  #name
  #introduction
  /** @type {Line | null} */
  #line = null
  /** @type {NodeJS.Timeout | undefined} */
  #retry
  /** Attempts of the present outage. */
  #attempt = 0
  #hasLeft = false
  /** The sequence number at the moment of joining; Infinity before. */
  #joinedAt = Infinity
  #isBack = false
  /** Whether the server has no longer in memory all that this one missed. */
  #isLongAway = false
  /** Messages that are not acknowledged: their numbers and ids. @type {Map<number, string>} */
  #unacknowledged = new Map()
  #said = 0
  #toSay = 0
  #window = 1
  #isSayingMore = false
  /** The number of the last fact that this one holds; 0 before the first time. */
  last = 0
  /** Attempts to come back that failed, in all. */
  failures = 0

  /**
   * @param {number} index
   * @param {Company} company
   */
  constructor(index, company) {
    this.#name = `member-${index}`
    this.#introduction = new Introduction(this.#name)
    this.#company = company
  }

  /** Whether all it was to say is acknowledged. */
  get isDone() {
    return this.#unacknowledged.size === 0 && this.#said >= this.#toSay
  }

  connect() {
    const { port, secureContext, ledger } = this.#company
    const resume = this.last > 0 ? ledger.pointAt(this.last) : null
    const guest = { introduction: this.#introduction, resume }
    this.#joinedAt = Infinity
    this.#line = new Line(port, secureContext, guest, {
      onFrame: (frame) => this.#receive(frame),
      onEnd: (cause) => this.#endOf(cause),
    })
  }

  leave() {
    this.#hasLeft = true
    clearTimeout(this.#retry)
    this.#line?.leave()
  }

  /**
   * Forgets what came after a fact, as if it had been away since then. While it is not connected.
   * @param {number} sequence So old that the server must look it up on its disk.
   */
  beLongAway(sequence) {
    this.last = sequence
    this.#isLongAway = true
  }

  /**
   * Says the messages up to a number, as they come back. The only one to speak in its room.
   * @param {number} number
   * @param {number} window Messages that may be on their way.
   */
  sayUpTo(number, window) {
    this.#toSay = number
    this.#window = window
    this.#sayMore()
  }

  /** Says nothing but what is on its way. */
  fallSilent() {
    this.#toSay = this.#said
  }

  #sayMore() {
    this.#isSayingMore = false
    if (!this.#isBack) return
    /** @type {object[]} */
    const requests = []
    while (this.#said < this.#toSay && this.#unacknowledged.size < this.#window) {
      const id = randomBytes(16).toString('base64url')
      this.#unacknowledged.set(++this.#said, id)
      requests.push(toRequest(this.#said, id))
    }
    this.#line?.write(requests)
  }

  /** @param {Buffer} frame */
  #receive(frame) {
    if (this.#hasLeft) return undefined
    const hash = hashOf(frame)
    if (this.#company.ledger.holds(this.last + 1, hash)) return this.#advance(this.last + 1)
    /** @type {unknown} */
    const answer = JSON.parse(frame.toString('utf8', HEADER_BYTES))
    switch (textField(answer, 'type') ?? '') {
      case 'message':
        return this.#receiveFact(answer, hash)
      case 'joined':
        return this.#enter(answer)
      case 'presence':
      case 'snapshot':
      case 'heartbeat':
        return undefined
      default:
        return this.#complain(`unexpected ${JSON.stringify(answer)}`)
    }
  }

  /**
   * @param {unknown} fact
   * @param {string} hash
   */
  #receiveFact(fact, hash) {
    const { ledger } = this.#company
    const sequence = numberField(fact, 'sequence') ?? 0
    // What it said again and was stored before the end of the server.
    if (sequence <= this.last && ledger.holds(sequence, hash)) return this.#acknowledge(sequence)
    const problem =
      sequence === this.last + 1
        ? ledger.append(fact, hash)
        : `fact ${sequence} after ${this.last} of ${ledger.sequence}`
    if (problem === null) this.#advance(sequence)
    else this.#complain(problem)
  }

  /** @param {number} sequence */
  #advance(sequence) {
    this.last = sequence
    this.#acknowledge(sequence)
    if (!this.#isBack && sequence >= this.#joinedAt) this.#beBack()
  }

  /** @param {number} sequence */
  #acknowledge(sequence) {
    if (!this.#unacknowledged.delete(sequence) || this.#isSayingMore) return
    this.#isSayingMore = true
    // After all reads of this turn: what came back together is replaced in one write.
    setImmediate(() => this.#sayMore())
  }

  /** @param {unknown} joined */
  #enter(joined) {
    const sequence = numberField(joined, 'sequence') ?? 0
    const from = numberField(joined, 'from') ?? 0
    const history = textField(joined, 'history')
    const isNew = this.last === 0
    const expectedHistory = isNew ? 'new' : 'continued'
    if (history !== expectedHistory) {
      this.#complain(`history ${history} instead of ${expectedHistory} after fact ${this.last}`)
    }
    // The newest page is at least what is owed to somebody who holds nothing, or something old.
    const newestPage = isNew || this.#isLongAway ? sequence - PAGE_FACTS + 1 : 0
    if (from !== Math.max(this.last + 1, newestPage)) {
      this.#complain(`fact ${this.last} of ${sequence} is continued at ${from}`)
    }
    this.last = from - 1
    this.#joinedAt = sequence
    this.#line?.write([...this.#unacknowledged].map(([number, id]) => toRequest(number, id)))
    if (this.last === sequence) this.#beBack()
  }

  #beBack() {
    this.#isBack = true
    this.#isLongAway = false
    this.#attempt = 0
    this.#company.onBack(this)
    this.#sayMore()
  }

  /** @param {string} cause */
  #endOf(cause) {
    if (this.#hasLeft) return
    if (this.#attempt > 0) this.failures++
    this.#isBack = false
    this.#line = null
    // Before the first time nobody comes back by itself.
    if (this.last === 0) return this.#complain(cause)
    const cap = Math.min(CAP_MS, FIRST_CAP_MS * 2 ** this.#attempt++)
    this.#retry = setTimeout(() => this.connect(), Math.random() * cap)
  }

  /** @param {string} problem */
  #complain(problem) {
    this.#company.onViolation(`${this.#name}: ${problem}`)
  }
}

/**
 * @param {number} number
 * @param {string} id
 */
function toRequest(number, id) {
  return { type: 'send-message', room: ROOM, id, text: textOf(number) }
}
