// The side of a thread that calls: starts it, asks it, ends it.

import { Worker } from 'node:worker_threads'
import type { ChatError } from '../../../shared/error.ts'
import type { Result } from '../../../shared/result.ts'
import type { Answer, Call, HandedOver, ThreadApi } from './calls.ts'

export interface ThreadOptions<Event> {
  /** Cloned into the thread; there it is `workerData` of node:worker_threads. */
  readonly workerData?: unknown
  /** What the thread tells by itself, in order with its answers. */
  readonly onEvent?: (event: Event) => void
  /** What a call fails with that the thread cannot answer, with the cause as the system says it. */
  readonly failure: (cause: string) => ChatError
  /** The thread ended without being asked: told once, after the calls under way have failed. */
  readonly onGone: (cause: string) => void
}

/** A thread of this process whose functions can be called. */
export interface Thread<Api extends ThreadApi<Api>> {
  /**
   * Calls a function there. Calls are begun in the order in which they are made. What is in `transfer` is
   * handed over: it is empty here afterwards. Never rejects: what the thread cannot answer is a failure.
   */
  readonly call: <Name extends keyof Api & string>(
    name: Name,
    parameters: Parameters<Api[Name]>,
    transfer?: HandedOver<unknown>['transfer'],
  ) => Promise<ReturnType<Api[Name]>>
  /** Ends the thread after the calls under way are answered. Later calls fail. */
  readonly end: () => Promise<void>
}

/** Starts a thread whose entry point calls `answerCalls` with the same `Api`. Returns at once. */
export function callThread<Api extends ThreadApi<Api>, Event = never>(
  url: URL,
  options: ThreadOptions<Event>,
): Thread<Api> {
  const worker = new Worker(url, { workerData: options.workerData })
  const caller = new Caller(worker, options)
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other side has the same types.
    call: (name, parameters, transfer) => caller.call(name, parameters, transfer) as never,
    end: () => caller.end(),
  }
}

class Caller<Event> {
  readonly #worker: Worker
  readonly #options: ThreadOptions<Event>
  readonly #pending = new Map<number, (result: Result<unknown>) => void>()
  #lastNumber = 0
  /** Why no call can be answered any more. */
  #gone: string | null = null
  /** Called when nothing is under way any more. */
  #onIdle: (() => void) | null = null

  constructor(worker: Worker, options: ThreadOptions<Event>) {
    this.#worker = worker
    this.#options = options
    worker.on('message', (answer: Answer) => this.#receive(answer))
    worker.on('messageerror', (error) => this.#lose(String(error)))
    worker.on('error', (error) => this.#lose(error.message))
    worker.on('exit', () => this.#lose('the thread ended'))
  }

  call(
    name: string,
    parameters: readonly unknown[],
    transfer?: HandedOver<unknown>['transfer'],
  ): Promise<Result<unknown>> {
    if (this.#gone !== null) return Promise.resolve(this.#failed(this.#gone))
    const number = ++this.#lastNumber
    return new Promise((settle) => {
      this.#pending.set(number, settle)
      const call: Call = [number, name, parameters]
      this.#worker.postMessage(call, transfer)
    })
  }

  async end(): Promise<void> {
    const wasGone = this.#gone !== null
    this.#gone ??= 'the thread was ended'
    if (!wasGone && this.#pending.size > 0) {
      await new Promise<void>((settle) => (this.#onIdle = settle))
    }
    await this.#worker.terminate()
  }

  #receive(answer: Answer): void {
    const [number, value] = answer
    if (number === 0) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other side has the same types.
      this.#options.onEvent?.(value as Event)
      return
    }
    const settle = this.#pending.get(number)
    this.#pending.delete(number)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an answer is a result or a text.
    settle?.(typeof value === 'string' ? this.#failed(value) : (value as Result<unknown>))
    if (this.#pending.size === 0) this.#onIdle?.()
  }

  /** The thread is gone: nobody is left waiting. When it was asked to end, that is no news. */
  #lose(cause: string): void {
    const isNews = this.#gone === null
    this.#gone ??= cause
    const waiting = [...this.#pending.values()]
    this.#pending.clear()
    for (const settle of waiting) settle(this.#failed(cause))
    this.#onIdle?.()
    if (isNews) this.#options.onGone(cause)
  }

  #failed(cause: string): Result<never> {
    return { ok: false, error: this.#options.failure(cause) }
  }
}
