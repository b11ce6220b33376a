// A copy that outlives its accidents: every outcome is a value, and a file that turns out to be damaged is
// renewed while the copy is in use.

import { join } from 'node:path'
import { failed, succeeded, type Result } from '../../../shared/result.ts'
import type { CopyStore } from '../../../shared/session/copy.ts'
import { systemCode } from '../../wire/node-error.ts'
import type { CopyDatabase } from './copy-database.ts'
import {
  isDamage,
  openCopyDatabase,
  openCopyFile,
  renewCopyFile,
  type OpenDatabase,
} from './copy-file.ts'
import { COPY_FILE } from './copy-schema.ts'

/** Renewals of one copy in use. A disk that damages every file would fill up with what is moved aside. */
const MAX_RENEWALS = 3

/** The port without its promises: a thread answers with these. */
export type CopyCalls = {
  readonly [Name in keyof CopyStore]: (
    ...parameters: Parameters<CopyStore[Name]>
  ) => Name extends 'close' ? Result<void> : Awaited<ReturnType<CopyStore[Name]>>
}

/** The copy of one folder, in this thread: each call is done when it returns. Never throws. */
export class Copy implements CopyCalls {
  readonly #folder: string
  readonly #open: OpenDatabase
  /** Null while the file could not be opened: the next call tries again. */
  #database: CopyDatabase | null = null
  #renewals = 0
  #isClosed = false

  /** The file is opened by the first call. */
  constructor(folder: string, open: OpenDatabase = openCopyDatabase) {
    this.#folder = folder
    this.#open = open
  }

  /** Opens or begins the copy: whether it can be used. A call that fails may succeed later. */
  readonly begin = (): Result<void> => this.#perform(() => undefined)

  readonly open: CopyCalls['open'] = (key, newest) =>
    this.#perform((database) => database.open(key, newest))

  readonly describe: CopyCalls['describe'] = (key, room, you) =>
    this.#perform((database) => database.describe(key, room, you))

  readonly queue: CopyCalls['queue'] = (key, message) =>
    this.#perform((database) => database.queue(key, message))

  readonly judge: CopyCalls['judge'] = (key, id, failure) =>
    this.#perform((database) => database.judge(key, id, failure))

  readonly discard: CopyCalls['discard'] = (key, id) =>
    this.#perform((database) => database.discard(key, id))

  readonly keep: CopyCalls['keep'] = (key, facts, held) =>
    this.#perform((database) => database.keep(key, facts, held))

  readonly page: CopyCalls['page'] = (key, query) =>
    this.#perform((database) => database.page(key, query))

  readonly search: CopyCalls['search'] = (key, words, limit) =>
    this.#perform((database) => database.search(key, words, limit))

  readonly putAside: CopyCalls['putAside'] = (key) =>
    this.#perform((database) => database.putAside(key))

  readonly close: CopyCalls['close'] = () => {
    this.#isClosed = true
    this.#release()
    return succeeded(undefined)
  }

  #perform<T>(act: (database: CopyDatabase) => T): Result<T> {
    if (this.#isClosed) return this.#unavailable('closed')
    try {
      return succeeded(this.#performOrRenew(act))
    } catch (error) {
      return this.#unavailable(causeOf(error))
    }
  }

  #performOrRenew<T>(act: (database: CopyDatabase) => T): T {
    try {
      this.#database ??= openCopyFile(this.#folder, this.#open)
      return act(this.#database)
    } catch (error) {
      if (!isDamage(error) || this.#renewals === MAX_RENEWALS) throw error
      this.#renewals++
      this.#release()
      this.#database = renewCopyFile(this.#folder, this.#open)
      // Only once: what is damaged again at once is not helped by another file.
      return act(this.#database)
    }
  }

  #release(): void {
    try {
      this.#database?.close()
    } catch {
      // A damaged database may not close cleanly. Its log stays, and is moved aside with it.
    }
    this.#database = null
  }

  #unavailable(cause: string): Result<never> {
    return failed('copy-unavailable', { path: join(this.#folder, COPY_FILE), cause })
  }
}

/** The system's code, such as `ENOSPC`, or SQLite's words, such as `database or disk is full`. */
function causeOf(error: unknown): string {
  const code = systemCode(error)
  if (code !== '' && !code.startsWith('ERR_')) return code
  return error instanceof Error ? error.message : String(error)
}
