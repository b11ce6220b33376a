// The members that one process of the load generator plays: connects them, lets some of them talk, and
// counts what arrives.
import { connect, createSecureContext } from 'node:tls'
import { setTimeout as delay } from 'node:timers/promises'
import { FrameParser } from './frame-parser.mjs'
import { LatencyHistogram } from './latency-histogram.mjs'
import { Member } from './member.mjs'
import { sharedNow } from './process-usage.mjs'
import { RoomRecord } from './room-record.mjs'

/** Connections that are being made at a time: enough to keep the server busy with handshakes. */
const CONNECTING = 100

/** Bytes. One buffer for all connections: what arrives is looked at before the next arrives. */
const READ_BYTES = 65_536

/** Seconds between two heartbeats of a member. */
const HEARTBEAT_SECONDS = 25

/** Milliseconds between two looks at whether something has come about. */
const LOOK_MS = 5

/** Violations that are told; more of the same say nothing new. */
const MAX_VIOLATIONS = 3

/**
 * @typedef {object} Talk How some of the members send.
 * @property {number} startAt Milliseconds of the shared clock.
 * @property {number} durationMs
 * @property {readonly number[]} senders Indices of members, of all processes.
 * @property {number} rate Messages per second in total; 0: as fast as they come back.
 * @property {number} outstanding Messages in total that may be on their way, when `rate` is 0.
 * @property {number} [length] Characters of a message, when `rate` is not 0.
 */

export class Crowd {
  #record = new RoomRecord()
  /** @type {Member[]} */
  #members = []
  #parser = new FrameParser()
  #latency = new LatencyHistogram()
  /** Of messages that came back to their senders. */
  #acknowledgement = new LatencyHistogram()
  #deliveries = 0
  /** @type {string[]} */
  #violations = []
  #joined = 0
  #total
  #isLeaving = false
  /** Milliseconds of the shared clock at which the bytes at hand were read. */
  #readAt = 0
  /** @type {((member: Member) => void) | null} Called for each message that came back to its sender. */
  #onOwn = null
  /** Milliseconds of the shared clock. */
  joinedAt = 0
  countedAt = 0

  /** @returns {readonly string[]} What was not as it must be. */
  get violations() {
    return this.#violations
  }

  /** @param {number} total Members of the room, in all processes. */
  constructor(total) {
    this.#total = total
  }

  /**
   * Resolves when all of these members have joined.
   * @param {number} port
   * @param {readonly number[]} indices
   */
  async join(port, indices) {
    const secureContext = createSecureContext({ minVersion: 'TLSv1.3' })
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    for (const index of indices) {
      const isCalm = () => this.#members.length - this.#joined < CONNECTING
      // One after the other: the next may begin when one of those before it has joined.
      // oxlint-disable-next-line no-await-in-loop
      if (!isCalm()) await this.#until(isCalm, 1)
      this.#connect(port, index, secureContext, buffer)
    }
    await this.#until(() => this.#joined === indices.length)
    this.#startBeating()
  }

  /** Resolves when each member has been told that everybody is there. */
  async seeEverybody() {
    await this.#until(() => this.#members.every(({ count }) => count === this.#total))
  }

  /**
   * Lets the senders among these members talk. Resolves with how many messages they sent.
   * @param {Talk} talk
   */
  async talk(talk) {
    this.#latency = new LatencyHistogram()
    this.#acknowledgement = new LatencyHistogram()
    this.#deliveries = 0
    const before = this.#sent()
    await delay(Math.max(0, talk.startAt - sharedNow()))
    if (talk.rate > 0) await this.#talkSteadily(talk)
    else await this.#talkEagerly(talk)
    return this.#sent() - before
  }

  /**
   * Resolves when all messages up to this number have arrived everywhere, or something went wrong.
   * @param {number} sequence
   * @param {number} timeoutMs
   */
  async finish(sequence, timeoutMs) {
    const deadline = sharedNow() + timeoutMs
    const isComplete = () => this.#members.every(({ delivered }) => delivered >= sequence)
    await this.#until(() => isComplete() || sharedNow() > deadline)
    const late = this.#members.find(({ delivered }) => delivered !== sequence)
    if (late) this.#complain(`member-${late.index} has ${late.delivered} of ${sequence} messages`)
    return {
      deliveries: this.#deliveries,
      latency: this.#latency.toParts(),
      acknowledgement: this.#acknowledgement.toParts(),
      digest: this.#record.digest(),
    }
  }

  leave() {
    this.#isLeaving = true
    for (const member of this.#members) member.leave()
  }

  /**
   * @param {number} port
   * @param {number} index
   * @param {import('node:tls').SecureContext} secureContext
   * @param {Buffer} buffer
   */
  #connect(port, index, secureContext, buffer) {
    const onread = {
      buffer,
      callback: (/** @type {number} */ length) => {
        this.#readAt = sharedNow()
        member.receive(buffer.subarray(0, length))
        return true
      },
    }
    const options = {
      host: '127.0.0.1',
      port,
      noDelay: true,
      rejectUnauthorized: false,
      secureContext,
      onread,
    }
    const socket = connect(options, () => member.greet())
    const member = new Member(index, this.#gathering, socket)
    socket.on('error', (/** @type {Error} */ error) =>
      this.#complain(`member-${index}: ${error.message}`),
    )
    socket.on('close', () => {
      if (!this.#isLeaving) this.#complain(`member-${index}: the connection was closed`)
    })
    this.#members.push(member)
  }

  /** @returns {import('./member.mjs').Gathering} */
  get #gathering() {
    return {
      record: this.#record,
      parse: (frame) => this.#parser.parse(frame),
      onDelivery: (member, sequence) => {
        this.#deliveries++
        const latencyMs = this.#readAt - this.#record.sentAtOf(sequence)
        this.#latency.add(latencyMs)
        if (this.#record.senderOf(sequence) !== member.index) return
        this.#acknowledgement.add(latencyMs)
        this.#onOwn?.(member)
      },
      onJoined: () => {
        this.#joined++
        this.joinedAt = sharedNow()
      },
      onCount: ({ count }) => {
        if (count === this.#total) this.countedAt = sharedNow()
      },
      onViolation: (violation) => this.#complain(violation),
    }
  }

  /** @param {Talk} talk */
  async #talkSteadily({ startAt, durationMs, senders, rate, length }) {
    const own = new Map(this.#members.map((member) => [member.index, member]))
    const messages = Math.round((durationMs * rate) / 1000)
    for (let number = 0; number < messages; number++) {
      const sender = own.get(senders[number % senders.length] ?? -1)
      if (!sender) continue
      const wait = startAt + (number * 1000) / rate - sharedNow()
      // One after the other: the rate is the point.
      // oxlint-disable-next-line no-await-in-loop
      if (wait > 0) await delay(wait)
      sender.say(1, sharedNow(), length)
    }
  }

  /** @param {Talk} talk */
  async #talkEagerly({ startAt, durationMs, senders, outstanding }) {
    const own = this.#members.filter(({ index }) => senders.includes(index))
    const window = outstanding / senders.length
    const end = startAt + durationMs
    for (const member of own) member.say(window, sharedNow())
    this.#onOwn = (member) => {
      // After all reads of this turn: what came back together is replaced in one write.
      setImmediate(() => {
        const now = sharedNow()
        if (now < end) member.say(window - member.outstanding, now)
      })
    }
    await delay(Math.max(0, end - sharedNow()))
    this.#onOwn = null
  }

  #sent() {
    return this.#members.reduce((sum, { sent }) => sum + sent, 0)
  }

  #startBeating() {
    let second = 0
    const beat = () => {
      second++
      // In turn, as members who did not all come at the same moment.
      const isDue = (/** @type {Member} */ { index }) => (index + second) % HEARTBEAT_SECONDS === 0
      for (const member of this.#members.filter(isDue)) member.beat()
    }
    setInterval(beat, 1000).unref()
  }

  /**
   * Resolves when the condition holds, or something went wrong. Whoever asked bounds the time.
   * @param {() => boolean} condition
   */
  async #until(condition, lookMs = LOOK_MS) {
    while (!condition() && this.#violations.length === 0) {
      // oxlint-disable-next-line no-await-in-loop
      await delay(lookMs)
    }
  }

  /** @param {string} violation */
  #complain(violation) {
    if (this.#violations.length < MAX_VIOLATIONS) this.#violations.push(violation)
  }
}
