// The built thread of a client's copy, asked as the application asks it.
import { Worker } from 'node:worker_threads'
import { field, numberField } from '../runtime/json.mjs'

export class CopyThread {
  #worker
  /** @type {Map<number, (answer: unknown) => void>} */
  #waiting = new Map()
  #calls = 0
  /** @type {string | null} */
  #gone = null

  /**
   * @param {string} file The built entry point.
   * @param {string} folder Of the copy.
   */
  constructor(file, folder) {
    this.#worker = new Worker(file, { workerData: folder })
    this.#worker.on('message', (answer) => this.#receive(answer))
    this.#worker.on('error', (error) => this.#lose(String(error)))
    this.#worker.on('exit', () => this.#lose('the thread of the copy ended'))
  }

  /**
   * Calls a function of the copy. Fails when it does.
   * @param {string} name
   * @param {readonly unknown[]} parameters
   * @returns {Promise<unknown>}
   */
  async call(name, parameters) {
    if (this.#gone !== null) throw new Error(this.#gone)
    const number = ++this.#calls
    const answered = new Promise((settle) => this.#waiting.set(number, settle))
    this.#worker.postMessage([number, name, parameters])
    /** @type {unknown} */
    const answer = await answered
    if (field(answer, 'ok') === true) return field(answer, 'value')
    throw new Error(`${name} of the copy: ${JSON.stringify(answer)}`)
  }

  /** Closes the copy and ends the thread. */
  async end() {
    await this.call('close', [])
    await this.#worker.terminate()
  }

  /** @param {unknown} answer */
  #receive(answer) {
    const number = numberField(answer, '0') ?? 0
    const settle = this.#waiting.get(number)
    this.#waiting.delete(number)
    settle?.(field(answer, '1'))
  }

  /** @param {string} cause */
  #lose(cause) {
    this.#gone ??= cause
    for (const settle of this.#waiting.values()) settle(this.#gone)
    this.#waiting.clear()
  }
}
