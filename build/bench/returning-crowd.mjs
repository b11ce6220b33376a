// Members that stay away no longer than they must, and one of them who has something to say.
import { setTimeout as delay } from 'node:timers/promises'
import { createSecureContext } from 'node:tls'
import { Ledger } from './ledger.mjs'
import { sharedNow } from './process-usage.mjs'
import { ReturningMember } from './returning-member.mjs'

/** Milliseconds between two looks at whether something has come about. */
const LOOK_MS = 2

/** Connections that are being made at a time, the first time. */
const CONNECTING = 100

export class ReturningCrowd {
  #ledger = new Ledger()
  /** @type {import('./returning-member.mjs').Company} */
  #company
  /** @type {ReturningMember[]} */
  #members = []
  /** @type {string | null} */
  #violation = null
  #back = 0
  /** When the first and the last one were back, in milliseconds of the shared clock. */
  firstBackAt = 0
  lastBackAt = 0

  /** @param {number} port */
  constructor(port) {
    this.#company = {
      port,
      secureContext: createSecureContext({ minVersion: 'TLSv1.3' }),
      ledger: this.#ledger,
      onBack: () => {
        this.lastBackAt = sharedNow()
        if (this.#back++ === 0) this.firstBackAt = this.lastBackAt
      },
      onViolation: (violation) => (this.#violation ??= violation),
    }
  }

  /** @returns {number} Facts that were told. */
  get sequence() {
    return this.#ledger.sequence
  }

  /** @returns {number} Attempts to come back that failed, of all members. */
  get failures() {
    return this.#members.reduce((sum, { failures }) => sum + failures, 0)
  }

  /**
   * Lets more members come. Resolves when they have joined.
   * @param {number} count
   * @param {number} timeoutMs
   */
  async join(count, timeoutMs) {
    const target = this.#back + count
    for (let number = 0; number < count; number++) {
      const before = target - count + number
      // oxlint-disable-next-line no-await-in-loop
      await this.#until(() => before - this.#back < CONNECTING, timeoutMs, 'join')
      const member = new ReturningMember(this.#members.length, this.#company)
      this.#members.push(member)
      member.connect()
    }
    await this.#until(() => this.#back === target, timeoutMs, 'join')
  }

  /**
   * Lets the first member say messages. Resolves when all of them are acknowledged.
   * @param {number} count
   * @param {number} window Messages that may be on their way.
   * @param {number} timeoutMs
   */
  async say(count, window, timeoutMs) {
    this.begin(count, window)
    await this.#until(() => this.#members[0]?.isDone === true, timeoutMs, 'say it')
  }

  /**
   * Lets the first member begin to say messages.
   * @param {number} count
   * @param {number} window Messages that may be on their way.
   */
  begin(count, window) {
    this.#members[0]?.sayUpTo(this.#ledger.sequence + count, window)
  }

  /** Nothing new is said, and nobody is back: to be called when the server was ended. */
  beCutOff() {
    this.#members[0]?.fallSilent()
    this.#back = 0
  }

  /**
   * Makes all of them forget what they heard of late: each holds some fact up to this one, and what was before.
   * @param {number} newest
   */
  beLongAway(newest) {
    for (const member of this.#members) {
      member.beLongAway(1 + Math.floor(Math.random() * newest))
    }
  }

  /** @param {number} timeoutMs */
  async untilBack(timeoutMs) {
    await this.#until(() => this.#back === this.#members.length, timeoutMs, 'come back')
    await this.#until(() => this.#members[0]?.isDone === true, timeoutMs, 'say it')
    await this.#until(() => this.#isComplete(), timeoutMs, 'hear it')
  }

  leave() {
    for (const member of this.#members) member.leave()
  }

  #isComplete() {
    return this.#members.every(({ last }) => last === this.#ledger.sequence)
  }

  /**
   * @param {() => boolean} condition
   * @param {number} timeoutMs
   * @param {string} what
   */
  async #until(condition, timeoutMs, what) {
    const deadline = sharedNow() + timeoutMs
    while (!condition()) {
      if (this.#violation !== null) throw new Error(this.#violation)
      if (sharedNow() > deadline) throw new Error(`not all did ${what} within ${timeoutMs} ms`)
      // oxlint-disable-next-line no-await-in-loop
      await delay(LOOK_MS)
    }
    if (this.#violation !== null) throw new Error(this.#violation)
  }
}
