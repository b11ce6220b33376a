// Hosts a room on a thread of its own, so that a flood in the room never freezes the window.

import { Worker } from 'node:worker_threads'
import type { ChatError } from '../../shared/error.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import type { ServerSettings } from '../server/server-options.ts'
import type { FromWorker, ToWorker } from '../server/worker-contract.ts'

/** Restarts of a server that failed, each on its old port. Then it is not the thread's fault. */
const MAX_RESTARTS = 3

export interface HostControllerOptions {
  /** The built entry point of the server thread. */
  readonly workerUrl: URL
  /** The server has ended without being asked, and could not be started again. */
  readonly onFailed: (error: ChatError) => void
  /** Something went wrong that the server survived. For the log. */
  readonly onTrouble: (message: string) => void
}

export class HostController {
  readonly #options: HostControllerOptions
  #worker: Worker | null = null
  #restarts = 0

  constructor(options: HostControllerOptions) {
    this.#options = options
  }

  get isHosting(): boolean {
    return this.#worker !== null
  }

  /** Starts the server; resolves with its port when it listens. Fails as `listen` does, or `already-hosting`. */
  async start(settings: ServerSettings): Promise<Result<{ readonly port: number }>> {
    if (this.#worker) return failed('already-hosting')
    this.#restarts = 0
    return this.#run(settings)
  }

  /** Says goodbye to everybody and frees the port. Resolves when that is done. */
  async stop(): Promise<void> {
    const worker = this.#worker
    if (!worker) return
    this.#worker = null
    const stopped = new Promise<void>((settle) => {
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'stopped') settle()
      })
      worker.once('exit', () => settle())
    })
    post(worker, { type: 'stop' })
    await stopped
    await worker.terminate()
  }

  #run(settings: ServerSettings): Promise<Result<{ readonly port: number }>> {
    const worker = new Worker(this.#options.workerUrl)
    this.#worker = worker
    return new Promise((settle) => {
      const giveUp = (error: ChatError): void => {
        if (this.#worker === worker) this.#worker = null
        void worker.terminate()
        settle({ ok: false, error })
      }
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'started') {
          worker.removeAllListeners('exit')
          worker.once('exit', () => void this.#restart(worker, { ...settings, port: message.port }))
          settle(succeeded({ port: message.port }))
        }
        if (message.type === 'refused') giveUp(message.error)
        if (message.type === 'trouble') this.#options.onTrouble(message.message)
      })
      // An error of the thread is followed by its exit, which decides.
      worker.on('error', (error) => this.#options.onTrouble(String(error)))
      worker.once('exit', () => giveUp({ code: 'server-failed' }))
      post(worker, { type: 'start', settings })
    })
  }

  /** The thread is gone without being asked: clients come back by themselves once it listens again. */
  async #restart(worker: Worker, settings: ServerSettings): Promise<void> {
    if (this.#worker !== worker) return
    this.#worker = null
    if (++this.#restarts > MAX_RESTARTS) return this.#options.onFailed({ code: 'server-failed' })
    const started = await this.#run(settings)
    if (!started.ok) this.#options.onFailed(started.error)
  }
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message)
}
