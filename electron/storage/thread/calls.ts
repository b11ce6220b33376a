// Calls from one thread to another, as they travel. Small arrays: each is written and read on the path of
// every commit.

import type { Transferable } from 'node:worker_threads'
import type { Result } from '../../../shared/result.ts'

/** What can be called on another thread: parameters and results are cloned, and every outcome is a value. */
export type ThreadApi<Api> = {
  readonly [Name in keyof Api]: (...parameters: never[]) => Result<unknown>
}

/** A call: its number, from 1 on, the name of the function and its parameters. */
export type Call = readonly [number: number, name: string, parameters: readonly unknown[]]

/** The answer to the call of that number, or, with 0, an event that nobody asked for. */
export type Answer =
  | readonly [number: number, result: Result<unknown>]
  /** The function threw: a bug on the other side. */
  | readonly [number: number, thrown: string]
  | readonly [event: 0, value: unknown]

/** A result whose buffers are handed over to the caller instead of copied: they are empty here afterwards. */
export class HandedOver<T> {
  readonly result: Result<T>
  readonly transfer: readonly Transferable[]

  constructor(result: Result<T>, transfer: readonly Transferable[]) {
    this.result = result
    this.transfer = transfer
  }
}
