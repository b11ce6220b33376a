// One room on a fresh server with a fresh crowd: what every scenario is made of.
import { setTimeout as delay } from 'node:timers/promises'
import { LoadGenerator } from './load-generator.mjs'
import { readMachineCpuSeconds, sharedNow } from './process-usage.mjs'
import { ServerProcess } from './server-process.mjs'

/** Milliseconds for all to join. */
const JOIN_MS = 120_000

/** Milliseconds for the last messages to arrive everywhere after they were sent. */
const FINISH_MS = 30_000

/** Milliseconds from telling all processes to talk to the first message. */
export const LEAD_MS = 200

/** Milliseconds after which joining has left no work behind. */
const SETTLE_MS = 2_000

/**
 * @typedef {object} Load
 * @property {number} senders How many of the members send.
 * @property {number} durationMs
 * @property {number} [rate] Messages per second in total.
 * @property {number} [outstanding] Without `rate`: messages in total that may be on their way.
 * @property {number} [length] Characters of a message, with `rate`.
 */
/**
 * @typedef {object} LoadFigures
 * @property {number} messages
 * @property {number} deliveries
 * @property {number} messagesPerSecond From the first until the last has reached everybody.
 * @property {number} deliveriesPerSecond
 * @property {number} cpuPerMillion CPU seconds of the server per million deliveries.
 * @property {number} serverBusy Cores that the server used.
 * @property {number} generatorBusy Cores that the load generator used.
 * @property {number} othersBusy Cores that other programs used: much of it spoils every other figure.
 * @property {import('./latency-histogram.mjs').LatencyHistogram} latency From sending to reading, milliseconds.
 * @property {import('./latency-histogram.mjs').LatencyHistogram} acknowledgement The same, of senders for their own.
 */

export class Trial {
  #server
  #generator
  #members
  #sequence = 0
  #emptyKib

  /**
   * @param {ServerProcess} server
   * @param {number} members
   */
  constructor(server, members) {
    this.#server = server
    this.#members = members
    this.#emptyKib = server.usage().residentKib
    this.#generator = new LoadGenerator(members)
  }

  /**
   * Runs work on a server and a crowd, and ends both.
   * @template T
   * @param {import('./server-process.mjs').ServerProgram} program
   * @param {number} members
   * @param {(trial: Trial) => Promise<T>} work
   * @returns {Promise<T>}
   */
  static async run(program, members, work) {
    const server = await ServerProcess.start(program)
    const trial = new Trial(server, members)
    try {
      return await work(trial)
    } finally {
      trial.#generator.stop()
      await server.stop()
    }
  }

  /** @returns {number} Of the server. */
  get port() {
    return this.#server.port
  }

  /**
   * Lets all members join.
   * @returns {Promise<{ joinedMs: number, knownMs: number, cpuMs: number }>} From the first connection until all
   * had joined, and until each was told that all are there; what that cost the server per member.
   */
  async join() {
    const start = sharedNow()
    const cpuBefore = this.#server.usage().cpuSeconds
    const joinedAt = await this.#generator.join(this.#server.port, JOIN_MS)
    const knownAt = await this.#generator.seeEverybody(JOIN_MS)
    const cpuMs = ((this.#server.usage().cpuSeconds - cpuBefore) * 1e3) / this.#members
    return { joinedMs: joinedAt - start, knownMs: knownAt - start, cpuMs }
  }

  /**
   * Watches the server while nothing is said.
   * @param {number} durationMs
   * @returns {Promise<number>} CPU in percent of one core.
   */
  async idle(durationMs) {
    await delay(SETTLE_MS)
    const before = this.#server.usage().cpuSeconds
    const start = sharedNow()
    await delay(durationMs)
    return ((this.#server.usage().cpuSeconds - before) * 1e5) / (sharedNow() - start)
  }

  /** @returns {number} KiB of resident memory that the server has taken since it began, per member. */
  kibPerConnection() {
    return (this.#server.usage().residentKib - this.#emptyKib) / this.#members
  }

  /**
   * Lets some members send, and waits until everything has reached everybody.
   * @param {Load} load
   * @returns {Promise<LoadFigures>}
   */
  async load({ senders, durationMs, rate = 0, outstanding = 0, length }) {
    const step = Math.floor(this.#members / senders)
    const cpuBefore = this.#server.usage().cpuSeconds
    const generatorBefore = this.#generator.cpuSeconds
    const machineBefore = readMachineCpuSeconds()
    const startAt = sharedNow() + LEAD_MS
    const messages = await this.#generator.talk(
      {
        startAt,
        durationMs,
        senders: Array.from({ length: senders }, (_, number) => number * step),
        rate,
        outstanding,
        ...(length !== undefined && { length }),
      },
      FINISH_MS + durationMs,
    )
    this.#sequence += messages
    const finished = await this.#generator.finish(this.#sequence, FINISH_MS)
    const { deliveries } = finished
    const seconds = (sharedNow() - startAt) / 1e3
    const cpuSeconds = this.#server.usage().cpuSeconds - cpuBefore
    const generatorSeconds = this.#generator.cpuSeconds - generatorBefore
    const machineSeconds = readMachineCpuSeconds() - machineBefore
    if (deliveries !== messages * this.#members) {
      throw new Error(`${messages} messages were delivered ${deliveries} times`)
    }
    return {
      ...finished,
      messages,
      messagesPerSecond: messages / seconds,
      deliveriesPerSecond: deliveries / seconds,
      cpuPerMillion: (cpuSeconds * 1e6) / deliveries,
      serverBusy: cpuSeconds / seconds,
      generatorBusy: generatorSeconds / seconds,
      othersBusy: Math.max(0, machineSeconds - cpuSeconds - generatorSeconds) / seconds,
    }
  }
}
