// SQLite, as everything here uses it. The one file that knows which package it comes from: the API is that of
// Node's own node:sqlite, which can take its place.

import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  backup,
  DatabaseSync,
  type DatabaseSyncInstance,
  type StatementSyncInstance,
} from '@photostructure/sqlite'

/** Only the user reads what Parley keeps. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Older ones can destroy a database in WAL mode that has two connections (the "WAL-reset" bug). */
const OLDEST_SAFE_VERSION = [3, 51, 3] as const

/** Milliseconds. One process has the folder, so only its own checkpoint can be in the way, for a moment. */
const BUSY_MS = 5_000

/** SQLite's primary result codes that are told apart: https://sqlite.org/rescode.html */
const FULL = 13
const DAMAGED = new Set([
  1 /* ERROR: our own SQL is sound, so the tables are not what was made */, 11 /* CORRUPT */,
  26 /* NOTADB */,
])
const MASK = 0xff

/** What SQLite stores, as JavaScript has it. Integers above 2^53 cannot be read. */
export type SqlValue = null | number | string | Uint8Array

/** A prepared statement. `Row` is what the caller knows of its own SQL; it is not checked. */
export interface Statement<Row> {
  readonly run: (...values: SqlValue[]) => { readonly changes: number }
  readonly get: (...values: SqlValue[]) => Row | undefined
  readonly all: (...values: SqlValue[]) => Row[]
}

/** How a database is opened. What is left out is SQLite's default. */
export interface DatabaseOptions {
  /** Bytes; a power of two. Takes effect when the file is made. */
  readonly pageSize?: number
  /** KiB of pages in memory. */
  readonly cacheKib?: number
  /** Bytes of the file that are mapped instead of read. */
  readonly mmapBytes?: number
  /** Pages in the log after which a commit moves them into the database. 1,000 unless given. */
  readonly checkpointPages?: number
  /** The file never grows above this: what does not fit fails as on a full disk. For tests. */
  readonly maxPages?: number
  /** Milliseconds to wait for another connection. For tests; 5,000 unless given. */
  readonly busyMs?: number
}

/** The database was written by a newer version: it is whole, and not ours to touch. */
export class NewerDatabaseError extends Error {}

/**
 * One connection to one database file. Everything throws what SQLite says; `failureKind` tells what that
 * means. Not for use by two threads.
 */
export class Database {
  readonly #connection: DatabaseSyncInstance
  readonly #begin: StatementSyncInstance
  readonly #commit: StatementSyncInstance

  /** @internal Use `openForWriting` or `openReadOnly`. */
  constructor(connection: DatabaseSyncInstance) {
    this.#connection = connection
    this.#begin = connection.prepare('BEGIN IMMEDIATE')
    this.#commit = connection.prepare('COMMIT')
  }

  get isOpen(): boolean {
    return this.#connection.isOpen
  }

  /** Runs statements that give nothing back. */
  exec(sql: string): void {
    this.#connection.exec(sql)
  }

  /** Prepares a statement, to be kept and used again. Rows are objects with a key for each column. */
  prepare<Row = Readonly<Record<string, SqlValue>>>(sql: string): Statement<Row> {
    return this.#connection.prepare(sql)
  }

  /** All that `act` does is stored, or nothing: it is rolled back when `act` or the commit throws. */
  transaction<T>(act: () => T): T {
    this.#begin.run()
    try {
      const value = act()
      this.#commit.run()
      return value
    } catch (error) {
      this.#rollBack()
      throw error
    }
  }

  /**
   * Copies the whole database, as it is at this moment, into a file of mode 0600 that must not exist, so many
   * pages at a time on a thread of the pool. Use a read-only connection of its own: its moment is held until
   * the copy is whole, while others commit.
   */
  async backUpTo(path: string, pagesPerStep: number): Promise<void> {
    makePrivateFile(path, 'wx')
    this.exec('BEGIN')
    try {
      this.#connection.prepare('SELECT count(*) FROM sqlite_schema').get()
      await backup(this.#connection, path, { rate: pagesPerStep })
    } finally {
      this.#rollBack()
    }
  }

  /** Copies the whole database into a file of mode 0600 that must not exist, in one go: for a start. */
  copyTo(path: string): void {
    makePrivateFile(path, 'wx')
    this.#connection.prepare('VACUUM INTO ?').run(path)
  }

  /** Frees the file. A second close does nothing. */
  close(): void {
    if (this.#connection.isOpen) this.#connection.close()
  }

  /** After some errors SQLite has rolled back by itself; the first error is the one to tell. */
  #rollBack(): void {
    try {
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK')
    } catch {
      // The connection is beyond use: whoever sees the first error closes it.
    }
  }
}

/**
 * Opens a database for writing, making it and its folder (modes 0600 and 0700) if missing. A commit that has
 * returned is on the disk: write-ahead log, synced in full at every commit, also past the disk's own cache
 * where the system needs to be told (macOS). Throws as SQLite does, and when SQLite is too old to be safe.
 */
export function openForWriting(path: string, options: DatabaseOptions = {}): Database {
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE })
  makePrivateFile(path, 'a')
  return configured(new DatabaseSync(path, { timeout: options.busyMs ?? BUSY_MS }), [
    ...(options.pageSize ? [`page_size=${options.pageSize}`] : []),
    'journal_mode=WAL',
    'synchronous=FULL',
    'fullfsync=1',
    'checkpoint_fullfsync=1',
    `wal_autocheckpoint=${options.checkpointPages ?? 1_000}`,
    ...(options.maxPages ? [`max_page_count=${options.maxPages}`] : []),
    ...sharedPragmas(options),
  ])
}

/** Opens a database that exists for reading. It sees what is committed, while another connection writes. */
export function openReadOnly(path: string, options: DatabaseOptions = {}): Database {
  return configured(new DatabaseSync(path, { timeout: BUSY_MS, readOnly: true }), [
    'query_only=1',
    ...sharedPragmas(options),
  ])
}

/**
 * Brings a database to the newest schema: migration n leads from version n to n + 1 (`user_version`), each in
 * a transaction of its own. `beforeMigration` is called once, with the version found, before an existing
 * database changes: the place for a backup. Throws NewerDatabaseError when the database is ahead of us.
 */
export function migrate(
  database: Database,
  migrations: readonly string[],
  beforeMigration: (version: number) => void,
): void {
  const version = schemaVersion(database)
  if (version > migrations.length) {
    throw new NewerDatabaseError(`schema version ${version} is newer than ${migrations.length}`)
  }
  if (version > 0 && version < migrations.length) beforeMigration(version)
  for (let next = version; next < migrations.length; next++) {
    database.transaction(() =>
      database.exec(`${migrations[next]}; PRAGMA user_version=${next + 1}`),
    )
  }
}

/** The number of migrations that a database has seen; 0 for a new one. */
export function schemaVersion(database: Database): number {
  return database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0
}

/**
 * What an error of a database means: no room left; a file that is no sound database, or not the one that was
 * made; or anything else that the disk or SQLite says.
 */
export function failureKind(error: unknown): 'full' | 'damaged' | 'other' {
  const code = resultCode(error)
  if (code === FULL) return 'full'
  return DAMAGED.has(code) ? 'damaged' : 'other'
}

/** Whether a version of SQLite, such as `3.53.4`, is free of the known way to lose a database. */
export function isSafeVersion(version: string): boolean {
  const parts = version.split('.').map(Number)
  for (const [index, oldest] of OLDEST_SAFE_VERSION.entries()) {
    const part = parts[index] ?? 0
    if (part !== oldest) return part > oldest
  }
  return true
}

/** SQLite's primary result code; 0 when the error is not SQLite's. */
function resultCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & MASK
    : 0
}

function sharedPragmas(options: DatabaseOptions): string[] {
  return [
    'foreign_keys=1',
    'trusted_schema=0',
    ...(options.cacheKib ? [`cache_size=-${options.cacheKib}`] : []),
    ...(options.mmapBytes ? [`mmap_size=${options.mmapBytes}`] : []),
  ]
}

function configured(connection: DatabaseSyncInstance, pragmas: readonly string[]): Database {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- SQLite's own function.
    const { version } = connection.prepare('SELECT sqlite_version() AS version').get() as {
      version: string
    }
    if (!isSafeVersion(version)) throw new Error(`SQLite ${version} is too old to be safe`)
    for (const pragma of pragmas) connection.exec(`PRAGMA ${pragma}`)
    return new Database(connection)
  } catch (error) {
    connection.close()
    throw error
  }
}

/** SQLite gives its log the mode of the database. A file that was there gets the mode too. */
function makePrivateFile(path: string, flags: 'a' | 'wx'): void {
  closeSync(openSync(path, flags, FILE_MODE))
  chmodSync(path, FILE_MODE)
}
