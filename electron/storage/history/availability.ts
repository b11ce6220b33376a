// Whether anything can be stored now, and why not: the errors of disk and database in our own words.

import { statfsSync } from 'node:fs'
import type { ChatError } from '../../../shared/error.ts'
import { systemCode } from '../../wire/node-error.ts'
import { failureKind } from '../sqlite.ts'
import { MIN_FREE_MIB, type HistoryOptions, type HistoryState } from './history-options.ts'

/** Milliseconds between two looks at the free space. */
const LOOK_MS = 1_000

const MIB = 1_048_576

export class Availability {
  readonly #folder: string
  readonly #minMib: number
  readonly #freeBytes: (folder: string) => number
  readonly #onState: (state: HistoryState) => void
  #state: HistoryState = { kind: 'working' }
  #lookedAt = -Infinity

  constructor(folder: string, options: HistoryOptions) {
    this.#folder = folder
    this.#minMib = options.minFreeMib ?? MIN_FREE_MIB
    this.#freeBytes = options.freeBytes ?? freeBytes
    this.#onState = options.onState ?? (() => undefined)
  }

  get isWorking(): boolean {
    return this.#state.kind === 'working'
  }

  /** Why nothing may be written now: too little space is left. Looks once a second, and always while full. */
  findShortage(): ChatError | null {
    const now = performance.now()
    if (this.isWorking && now - this.#lookedAt < LOOK_MS) return null
    this.#lookedAt = now
    const free = this.#freeMib()
    return free < this.#minMib ? this.#become(this.#full(free)) : null
  }

  /** What an error of disk or database means to people. It is told when it is news. Throws what is a bug. */
  fail(error: unknown): ChatError {
    if (failureKind(error) === 'full' || systemCode(error) === 'ENOSPC') {
      return this.#become(this.#full(this.#freeMib()))
    }
    if (!isFailure(error)) throw error
    const code = systemCode(error)
    const cause = code.startsWith('ERR_') ? error.message : code
    return this.#become({ code: 'disk-failing', detail: { path: this.#folder, cause } })
  }

  /** Something was stored. */
  recover(): void {
    if (this.isWorking) return
    this.#state = { kind: 'working' }
    this.#onState(this.#state)
  }

  #become(error: ChatError): ChatError {
    const isNews = this.#state.kind === 'working' || this.#state.error.code !== error.code
    this.#state = { kind: 'unavailable', error }
    if (isNews) this.#onState(this.#state)
    return error
  }

  #full(free: number): ChatError {
    return { code: 'disk-full', detail: { path: this.#folder, free, min: this.#minMib } }
  }

  #freeMib(): number {
    return Math.floor(this.#freeBytes(this.#folder) / MIB)
  }
}

/** Whether an error is one of disk or database. Others are bugs. */
export function isFailure(error: unknown): error is Error {
  return error instanceof Error && systemCode(error) !== ''
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
