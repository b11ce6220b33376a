// The host that is killed and started again: `parley serve` on one port and one data folder.
import { setTimeout as delay } from 'node:timers/promises'
import { textField } from '../runtime/json.mjs'
import { EventProcess } from './event-process.mjs'

/** Milliseconds for a host to say goodbye and end, on a busy machine. */
const STOP_MS = 30_000

/** One address is everybody here, and nobody is a flood. */
const LIMITS = ['connections-per-address', 'new-per-second-per-address', 'flood-burst']
  .concat('flood-per-second', 'pending-per-address', 'pending-connections')
  .flatMap((name) => ['--limit', `${name}=1000000`])

/**
 * @typedef {object} HostSettings
 * @property {string} program The file of the terminal program.
 * @property {string} data
 * @property {number} port
 */

export class Host {
  #settings
  #record
  /** @type {EventProcess | null} */
  #process = null
  #isListening = false
  /** @type {string | undefined} */
  #lastEvent
  #heard = 0
  /** @type {Set<() => void>} */
  #watchers = new Set()

  /**
   * @param {HostSettings} settings
   * @param {import('./record.mjs').Record} record
   */
  constructor(settings, record) {
    this.#settings = settings
    this.#record = record
  }

  get isListening() {
    return this.#isListening
  }

  start() {
    const { program, data, port } = this.#settings
    const place = ['--data', data, '--port', String(port), '--bind', '127.0.0.1']
    this.#isListening = false
    this.#lastEvent = undefined
    this.#heard = 0
    const started = new EventProcess([program, 'serve', '--json', ...place, ...LIMITS], (event) =>
      this.#hear(event),
    )
    this.#process = started
    void started.ended.then(({ code, stderr }) => this.#judgeEnding(started, code, stderr))
  }

  /** Resolves when it listens, or has ended, or after these milliseconds. @param {number} withinMs */
  untilListening(withinMs) {
    return this.#until(() => this.#isListening || this.#process === null, withinMs)
  }

  /**
   * Resolves when this start has published so many messages, or has ended, or after these milliseconds.
   * @param {number} messages
   * @param {number} withinMs
   */
  untilHeard(messages, withinMs) {
    return this.#until(() => this.#heard >= messages || this.#process === null, withinMs)
  }

  /** Ends it at once, as a power cut of the process. Resolves when it is gone. */
  async kill() {
    const killed = this.#take()
    killed?.signal('SIGKILL')
    await killed?.ended
  }

  /** Ends it as Ctrl-C does: it says goodbye and exits with 0. */
  async stop() {
    const wasListening = this.#isListening
    const stopped = this.#take()
    if (!stopped) return
    stopped.signal('SIGTERM')
    const ending = await Promise.race([stopped.ended, delay(STOP_MS, null, { ref: false })])
    if (ending === null) {
      this.#record.addProblem(`serve did not end within ${STOP_MS} ms of SIGTERM`)
      stopped.signal('SIGKILL')
      await stopped.ended
    } else if (wasListening && (ending.code !== 0 || this.#lastEvent !== 'stopped')) {
      this.#record.addProblem(`serve ended with ${ending.code} after SIGTERM: ${ending.stderr}`)
    }
  }

  /** Stands still for so many milliseconds. @param {number} forMs */
  async pause(forMs) {
    const paused = this.#process
    paused?.signal('SIGSTOP')
    await delay(forMs)
    paused?.signal('SIGCONT')
  }

  #take() {
    const taken = this.#process
    this.#process = null
    this.#isListening = false
    return taken
  }

  /** @param {unknown} event */
  #hear(event) {
    this.#lastEvent = textField(event, 'event')
    if (this.#lastEvent === 'listening' && this.#process) this.#isListening = true
    if (this.#lastEvent === 'message') this.#hearMessage(event)
    if (this.#lastEvent === 'error') this.#record.addProblem(`serve: ${JSON.stringify(event)}`)
    for (const look of this.#watchers) look()
  }

  /** @param {unknown} event */
  #hearMessage(event) {
    this.#heard++
    this.#record.addPublished(textField(event, 'author') ?? '', textField(event, 'id') ?? '')
  }

  /**
   * @param {EventProcess} ended
   * @param {number | string} code
   * @param {string} stderr
   */
  #judgeEnding(ended, code, stderr) {
    if (stderr !== '') this.#record.addProblem(`serve complained: ${stderr}`)
    if (this.#process === ended) {
      this.#record.addProblem(`serve ended by itself with ${code}`)
      this.#take()
    }
    for (const look of this.#watchers) look()
  }

  /**
   * @param {() => boolean} isDone
   * @param {number} withinMs
   * @returns {Promise<void>}
   */
  #until(isDone, withinMs) {
    return new Promise((settle) => {
      const look = () => {
        if (!isDone()) return
        end()
      }
      const end = () => {
        clearTimeout(timer)
        this.#watchers.delete(look)
        settle()
      }
      const timer = setTimeout(end, withinMs)
      this.#watchers.add(look)
      look()
    })
  }
}
