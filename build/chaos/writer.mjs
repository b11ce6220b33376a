// Somebody who writes numbered lines: `parley join` with one profile, over as many processes as it takes.
import { numberField, textField } from '../runtime/json.mjs'
import { EventProcess } from './event-process.mjs'

/** Lines given to a process that it has not put into its outbox. */
const AHEAD = 8

/** What may befall a connection to a host that is killed all the time. */
const OUTAGES = new Set([
  'connection-refused',
  'connection-lost',
  'closed-early',
  'connect-timed-out',
  'host-stopped',
  'timed-out',
])

/**
 * @typedef {object} WriterSettings
 * @property {string} program The file of the terminal program.
 * @property {string} profile
 * @property {string} name
 * @property {number} port
 * @property {boolean} [isViewer]
 */

export class Writer {
  #settings
  #record
  /** @type {EventProcess | null} */
  #process = null
  /** The number of this process among those of the profile: part of its lines. */
  #run = 0
  #wasKilled = false
  #hasJoined = false
  #isFinishing = false
  /** Lines that are still to be written. */
  #wanted = 0
  /** The lines of this process, and how many of them are in its outbox. @type {string[]} */
  #lines = []
  #queued = 0

  /**
   * @param {WriterSettings} settings
   * @param {import('./record.mjs').Record} record
   */
  constructor(settings, record) {
    this.#settings = settings
    this.#record = record
  }

  get name() {
    return this.#settings.name
  }

  get isRunning() {
    return this.#process !== null
  }

  /** @returns {boolean} Whether this process has been in the room. */
  get hasJoined() {
    return this.#hasJoined
  }

  /** @returns {boolean} Whether all lines are in its outbox. */
  get hasWritten() {
    return this.#wanted === 0 && this.#queued === this.#lines.length
  }

  start() {
    const { program, profile, name, port, isViewer } = this.#settings
    const who = ['--name', name, '--profile', profile, ...(isViewer ? ['--view'] : [])]
    this.#run++
    this.#hasJoined = false
    this.#lines = []
    this.#queued = 0
    this.#record.startReader(name, this.#wasKilled)
    this.#wasKilled = false
    const started = new EventProcess(
      [program, 'join', `127.0.0.1:${port}`, '--json', '--trust-new', ...who],
      (event) => this.#hear(event),
    )
    this.#process = started
    void started.ended.then(({ code, stderr }) => this.#judgeEnding(started, code, stderr))
    this.#pump()
  }

  /** @param {number} lines To be written, as fast as the process takes them. */
  give(lines) {
    this.#wanted += lines
    this.#pump()
  }

  /** Ends the process at once. What it had not put into its outbox is written by the next one. */
  async kill() {
    const killed = this.#process
    if (!killed) return
    this.#process = null
    this.#wasKilled = true
    killed.signal('SIGKILL')
    await killed.ended
    this.#takeBack()
  }

  /** Stands still until `goOn`. */
  stop() {
    this.#process?.signal('SIGSTOP')
  }

  goOn() {
    this.#process?.signal('SIGCONT')
  }

  /** Ends the input: what waits goes out, and the process exits with 0. */
  async finish() {
    this.#isFinishing = true
    this.#process?.endInput()
    const ending = await this.#process?.ended
    if (ending && ending.code !== 0) {
      this.#record.addProblem(`${this.name} ended with ${ending.code}: ${ending.stderr}`)
    }
  }

  #pump() {
    while (this.#process && this.#wanted > 0 && this.#lines.length - this.#queued < AHEAD) {
      this.#wanted--
      const line = `${this.name} ${this.#run}.${this.#lines.length + 1}`
      this.#lines.push(line)
      this.#process.type(line)
    }
  }

  /** Of the lines whose queueing was not told some may be in the outbox: the others are written anew. */
  #takeBack() {
    this.#wanted += this.#lines.length - this.#queued
    this.#lines = []
    this.#queued = 0
  }

  /** @param {unknown} event */
  #hear(event) {
    const id = textField(event, 'id') ?? ''
    const sequence = numberField(event, 'sequence') ?? 0
    switch (textField(event, 'event') ?? '') {
      case 'joined':
        this.#hasJoined = true
        return
      case 'queued':
        return this.#hearQueued(id, numberField(event, 'line') ?? 0)
      case 'acknowledged':
        return this.#record.addAcknowledged(this.name, id, sequence)
      case 'message':
        return this.#hearMessage(event, id, sequence)
      case 'error':
        return this.#hearError(event)
      default:
    }
  }

  /**
   * @param {unknown} event
   * @param {string} id
   * @param {number} sequence
   */
  #hearMessage(event, id, sequence) {
    const author = textField(event, 'author') ?? ''
    const text = textField(event, 'text') ?? ''
    this.#record.addPrinted(this.name, { id, sequence, author, text })
  }

  /** @param {unknown} event */
  #hearError(event) {
    if (OUTAGES.has(textField(event, 'code') ?? '')) return
    this.#record.addProblem(`${this.name}: ${JSON.stringify(event)}`)
  }

  /**
   * @param {string} id
   * @param {number} line
   */
  #hearQueued(id, line) {
    this.#queued++
    if (line !== this.#queued) this.#record.addProblem(`${this.name} queued line ${line} too early`)
    this.#record.addQueued({ author: this.name, id, text: this.#lines[line - 1] ?? '' })
    this.#pump()
  }

  /**
   * Only who has never met a host in its life gives up when the host is away.
   * @param {EventProcess} ended
   * @param {number | string} code
   * @param {string} stderr
   */
  #judgeEnding(ended, code, stderr) {
    if (this.#process !== ended) return
    this.#process = null
    if (this.#isFinishing) return
    if (this.#hasJoined || code !== 1) {
      this.#record.addProblem(`${this.name} ended by itself with ${code}: ${stderr}`)
    }
    this.#takeBack()
  }
}
