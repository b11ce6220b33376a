// Several processes that play the members of one room together.
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { numberField } from '../runtime/json.mjs'
import { LatencyHistogram } from './latency-histogram.mjs'

const WORKER = fileURLToPath(new URL('load-worker.mjs', import.meta.url))

/** Milliseconds to report what was missing when the time is over. */
const REPORT_MS = 10_000

/** One core is the server's. */
const WORKERS = Math.max(1, availableParallelism() - 1)

/** @typedef {import('./load-worker.mjs').Command} Command */
/** @typedef {import('./load-worker.mjs').Reply} Reply */

export class LoadGenerator {
  #workers
  #members
  #cpuSeconds = 0

  /** @param {number} members Of the room. */
  constructor(members) {
    this.#members = members
    const count = Math.min(WORKERS, members)
    this.#workers = Array.from({ length: count }, () =>
      fork(WORKER, { stdio: ['ignore', 2, 2, 'ipc'] }),
    )
  }

  /** @returns {number} CPU seconds of all processes, as of the last answers. */
  get cpuSeconds() {
    return this.#cpuSeconds
  }

  /**
   * @param {number} port
   * @param {number} timeoutMs
   * @returns {Promise<number>} When the last one had joined, in milliseconds of the shared clock.
   */
  async join(port, timeoutMs) {
    const everybody = Array.from({ length: this.#members }, (_, index) => index)
    const replies = await this.#ask(timeoutMs, (worker) => ({
      type: 'join',
      port,
      total: this.#members,
      indices: everybody.filter((index) => index % this.#workers.length === worker),
    }))
    return Math.max(...replies.map(({ at }) => at ?? NaN))
  }

  /**
   * @param {number} timeoutMs
   * @returns {Promise<number>} When the last one was told of everybody, in milliseconds of the shared clock.
   */
  async seeEverybody(timeoutMs) {
    const replies = await this.#ask(timeoutMs, () => ({ type: 'see-everybody' }))
    return Math.max(...replies.map(({ at }) => at ?? NaN))
  }

  /**
   * @param {import('./crowd.mjs').Talk} talk
   * @param {number} timeoutMs
   * @returns {Promise<number>} Messages that were sent.
   */
  async talk(talk, timeoutMs) {
    const replies = await this.#ask(timeoutMs, () => ({ type: 'talk', talk }))
    return replies.reduce((sum, { sent }) => sum + (sent ?? 0), 0)
  }

  /**
   * Waits until all members have received everything.
   * @param {number} sequence Of the last message.
   * @param {number} timeoutMs
   */
  async finish(sequence, timeoutMs) {
    const command = /** @type {const} */ ({ type: 'finish', sequence, timeoutMs })
    const replies = await this.#ask(timeoutMs + REPORT_MS, () => command)
    if (new Set(replies.map(({ digest }) => digest)).size !== 1) {
      throw new Error('members in different processes received different bytes')
    }
    const latency = new LatencyHistogram()
    const acknowledgement = new LatencyHistogram()
    for (const reply of replies) {
      if (reply.latency) latency.addParts(reply.latency)
      if (reply.acknowledgement) acknowledgement.addParts(reply.acknowledgement)
    }
    const deliveries = replies.reduce((sum, reply) => sum + (reply.deliveries ?? 0), 0)
    return { latency, acknowledgement, deliveries }
  }

  /** Ends all processes, and with them the connections. */
  stop() {
    for (const worker of this.#workers) worker.kill('SIGKILL')
  }

  /**
   * @param {number} timeoutMs
   * @param {(worker: number) => Command} toCommand
   * @returns {Promise<Reply[]>}
   */
  async #ask(timeoutMs, toCommand) {
    const replies = await Promise.all(
      this.#workers.map((worker, index) => askWorker(worker, toCommand(index), timeoutMs)),
    )
    const violations = replies.flatMap((reply) => reply.violations)
    if (violations.length > 0) throw new Error(violations.join('; '))
    this.#cpuSeconds = replies.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
    return replies
  }
}

/**
 * @param {unknown} message
 * @returns {message is Reply}
 */
function isReply(message) {
  // Only load-worker.mjs, which is of the same version, can send any.
  return numberField(message, 'cpuSeconds') !== undefined
}

/**
 * @param {import('node:child_process').ChildProcess} worker
 * @param {Command} command
 * @param {number} timeoutMs
 * @returns {Promise<Reply>}
 */
function askWorker(worker, command, timeoutMs) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timeout)
      worker.off('message', onMessage)
      worker.off('exit', onExit)
    }
    const onMessage = (/** @type {unknown} */ message) => {
      end()
      if (isReply(message)) resolve(message)
      else reject(new Error(`a load generator answered ${JSON.stringify(message)}`))
    }
    const onExit = () => {
      end()
      reject(new Error(`a load generator ended during ${command.type}`))
    }
    const timeout = setTimeout(() => {
      end()
      reject(new Error(`${command.type} was not done within ${timeoutMs} ms`))
    }, timeoutMs)
    worker.on('message', onMessage)
    worker.on('exit', onExit)
    worker.send(command)
  })
}
