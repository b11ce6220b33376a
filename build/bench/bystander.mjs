// A process that has nothing to do with the server and is disturbed in the same way: what members notice then is the
// machine that those who disturb share with them, and no fault of the server.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { numberField } from '../runtime/json.mjs'

const WORKER = fileURLToPath(new URL('bystander-worker.mjs', import.meta.url))

/** Milliseconds until it listens. */
const PATIENCE_MS = 10_000

export class Bystander {
  #worker
  #port

  /**
   * @param {import('node:child_process').ChildProcess} worker
   * @param {number} port
   */
  constructor(worker, port) {
    this.#worker = worker
    this.#port = port
  }

  static async start() {
    const worker = fork(WORKER, { stdio: ['ignore', 2, 2, 'ipc'] })
    const said = await once(worker, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) })
    return new Bystander(worker, numberField(said.at(0), 'port') ?? 0)
  }

  /** @returns {number} Of the loopback address. */
  get port() {
    return this.#port
  }

  stop() {
    this.#worker.kill('SIGKILL')
  }
}
