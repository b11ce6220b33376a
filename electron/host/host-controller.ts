// Hosts a room on a thread of its own, so that a flood in the room never freezes the window.

import { Worker } from 'node:worker_threads'
import type { ChatError } from '../../shared/error.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import type { ServerSettings } from '../server/server-options.ts'
import type { KeptInvite } from '../../shared/history/register.ts'
import type { InviteTerms } from '../server/chat-server.ts'
import type {
  FromWorker,
  HostAnswer,
  HostQuestionName,
  HostQuestions,
  ToWorker,
} from '../server/worker-contract.ts'

/** Restarts of a server that fails again and again, each on its old port. */
const MAX_RESTARTS = 3

/** Milliseconds. A server that ran for this long before it failed is not one that fails at once. */
const STABLE_MS = 60_000

/** Milliseconds. A stopping server stores for 5 s and says its goodbyes within 1.5 s: one that takes longer hangs. */
const STOP_MS = 8_000

export interface HostControllerOptions {
  /** The built entry point of the server thread. */
  readonly workerUrl: URL
  /** The server has ended without being asked, and could not be started again. */
  readonly onFailed: (error: ChatError) => void
  /** Why messages cannot be stored now; null when they can again. */
  readonly onStorage: (problem: ChatError | null) => void
  /** So many facts of the history are missing. */
  readonly onDamage: (missing: number) => void
  /** Something went wrong that the server survived. For the log. */
  readonly onTrouble: (message: string) => void
}

export class HostController {
  readonly #options: HostControllerOptions
  /** The thread that is wanted; whatever an earlier one still says or does is no news. */
  #worker: Worker | null = null
  #restarts = 0
  #asked = 0
  /** Questions that the thread has not answered yet, by number. */
  readonly #waiting = new Map<number, (answer: HostAnswer) => void>()

  constructor(options: HostControllerOptions) {
    this.#options = options
  }

  get isHosting(): boolean {
    return this.#worker !== null
  }

  /**
   * Starts the server with its history in the folder; resolves with its port when it listens. Fails as `listen` does, or with
   * `already-hosting`, or with `not-hosting` when it was stopped meanwhile.
   */
  async start(
    settings: ServerSettings,
    folder: string,
  ): Promise<Result<{ readonly port: number }>> {
    if (this.#worker) return failed('already-hosting')
    this.#restarts = 0
    return this.#run(settings, folder)
  }

  /** Says goodbye to everybody and frees the port. Resolves when that is done, after STOP_MS at the latest. */
  async stop(): Promise<void> {
    const worker = this.#worker
    if (!worker) return
    this.#worker = null
    this.#abandonQuestions()
    await new Promise<void>((settle) => {
      const deadline = setTimeout(settle, STOP_MS)
      const finish = (): void => {
        clearTimeout(deadline)
        settle()
      }
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'stopped') finish()
      })
      worker.once('exit', finish)
      post(worker, { type: 'stop' })
    })
    await worker.terminate()
  }

  /** Makes an invite, and tells its token this once. Fails as the history does, or with `not-hosting`. */
  makeInvite(terms: InviteTerms): Promise<Result<{ readonly id: string; readonly token: string }>> {
    return this.#ask('make-invite', [terms])
  }

  /** Nobody new comes in by an invite any more. Fails as `makeInvite` does. */
  revokeInvite(id: string): Promise<Result<void>> {
    return this.#ask('revoke-invite', [id])
  }

  /** The invites of this host, without their tokens. Fails with `not-hosting`. */
  listInvites(): Promise<Result<readonly KeptInvite[]>> {
    return this.#ask('list-invites', [])
  }

  #ask<N extends HostQuestionName>(
    name: N,
    parameters: Parameters<HostQuestions[N]>,
  ): Promise<ReturnType<HostQuestions[N]>> {
    const worker = this.#worker
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each question can fail
    if (!worker) return Promise.resolve(failed('not-hosting') as ReturnType<HostQuestions[N]>)
    const number = ++this.#asked
    return new Promise((settle) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the answer bears the number of its question
      this.#waiting.set(number, settle as (answer: HostAnswer) => void)
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a name with its own parameters
      post(worker, { type: 'question', number, name, parameters } as ToWorker)
    })
  }

  /** What the thread did not answer while it was there is not answered any more. */
  #abandonQuestions(): void {
    for (const settle of this.#waiting.values()) settle(failed('not-hosting'))
    this.#waiting.clear()
  }

  #run(settings: ServerSettings, folder: string): Promise<Result<{ readonly port: number }>> {
    const worker = new Worker(this.#options.workerUrl)
    this.#worker = worker
    return new Promise((settle) => {
      /** Set once it listens. */
      let port: number | null = null
      let startedAt = 0
      const giveUp = (error: ChatError): void => {
        settle(this.#worker === worker ? { ok: false, error } : failed('not-hosting'))
        if (this.#worker === worker) this.#worker = null
        void worker.terminate()
      }
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'started') {
          if (this.#worker !== worker) return
          port = message.port
          startedAt = performance.now()
          settle(succeeded({ port }))
        }
        if (message.type === 'refused') giveUp(message.error)
        if (this.#worker === worker) this.#pass(message)
      })
      // An error of the thread is followed by its exit, which decides.
      worker.on('error', (error) => this.#options.onTrouble(String(error)))
      worker.once('exit', () => {
        if (port === null) return giveUp({ code: 'server-failed' })
        if (performance.now() - startedAt >= STABLE_MS) this.#restarts = 0
        void this.#restart(worker, { ...settings, port }, folder)
      })
      post(worker, { type: 'start', settings, folder })
    })
  }

  /** Passes on what a running server tells. */
  #pass(message: FromWorker): void {
    const { onStorage, onDamage, onTrouble } = this.#options
    if (message.type === 'answer') {
      this.#waiting.get(message.number)?.(message.answer)
      this.#waiting.delete(message.number)
    }
    if (message.type === 'storage') onStorage(message.problem)
    if (message.type === 'damage') onDamage(message.missing)
    if (message.type === 'trouble') onTrouble(message.message)
  }

  /** The thread is gone without being asked: clients come back by themselves once it listens again. */
  async #restart(worker: Worker, settings: ServerSettings, folder: string): Promise<void> {
    if (this.#worker !== worker) return
    this.#worker = null
    this.#abandonQuestions()
    if (++this.#restarts > MAX_RESTARTS) return this.#options.onFailed({ code: 'server-failed' })
    const started = await this.#run(settings, folder)
    // Stopped while it was starting again: that is no failure.
    if (!started.ok && started.error.code !== 'not-hosting') this.#options.onFailed(started.error)
  }
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message)
}
