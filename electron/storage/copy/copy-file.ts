// The file of a copy: opened, and replaced when it is damaged. What is damaged is moved aside, never deleted.

import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { failureKind, migrate, openForWriting, type Database } from '../sqlite.ts'
import { CopyDatabase } from './copy-database.ts'
import { COPY_FILE, COPY_MIGRATIONS } from './copy-schema.ts'
import { salvage } from './salvage.ts'
import { DamagedValueError } from './stored-value.ts'

/** KiB of pages in memory: the inner pages of the index of a million messages. */
const CACHE_KIB = 16_384

/** What SQLite keeps next to a database: its log, and the index of the log. */
const COMPANIONS = ['-wal', '-shm'] as const

/** Opens the database of a path, making it if missing. Throws as SQLite does. */
export type OpenDatabase = (path: string) => Database

export const openCopyDatabase: OpenDatabase = (path) =>
  openForWriting(path, { cacheKib: CACHE_KIB })

/**
 * Opens the copy in a folder, or begins one. Throws what SQLite or the system says; `isDamage` tells when
 * `renewCopyFile` helps.
 */
export function openCopyFile(folder: string, open: OpenDatabase): CopyDatabase {
  finishRenewal(folder)
  return openAt(join(folder, COPY_FILE), open)
}

/**
 * Replaces a damaged copy, whose database is closed, by a fresh one with the same outbox. The damaged one
 * becomes `copy.corrupt-<time>.db`. The fresh one is whole under another name before the damaged one is
 * moved, so the outbox is in one of them at any moment.
 */
export function renewCopyFile(folder: string, open: OpenDatabase): CopyDatabase {
  const path = join(folder, COPY_FILE)
  const fresh = freshPath(folder)
  const saved = salvage(path)
  for (const companion of ['', ...COMPANIONS]) rmSync(fresh + companion, { force: true })
  const copy = openAt(fresh, open)
  try {
    for (const { key, name, you } of saved.rooms) copy.describe(key, { id: key.room, name }, you)
    for (const { key, message } of saved.pending) copy.queue(key, message)
  } finally {
    copy.close()
  }
  const aside = asidePath(folder)
  renameSync(path, aside)
  syncFolder(folder)
  finishRenewal(folder, aside)
  return openAt(path, open)
}

/** Whether an error means that the file is no sound copy. */
export function isDamage(error: unknown): boolean {
  return error instanceof DamagedValueError || failureKind(error) === 'damaged'
}

function openAt(path: string, open: OpenDatabase): CopyDatabase {
  const database = open(path)
  try {
    migrate(database, COPY_MIGRATIONS, () => undefined)
    return new CopyDatabase(database)
  } catch (error) {
    database.close()
    throw error
  }
}

/** A fresh copy is whole once the damaged one is gone: an interrupted renewal goes on from there. */
function finishRenewal(folder: string, aside = asidePath(folder)): void {
  const path = join(folder, COPY_FILE)
  const fresh = freshPath(folder)
  if (existsSync(path) || !existsSync(fresh)) return
  // The log of the damaged copy would be taken for that of the fresh one.
  for (const companion of COMPANIONS) {
    if (existsSync(path + companion)) renameSync(path + companion, aside + companion)
  }
  renameSync(fresh, path)
  syncFolder(folder)
}

function freshPath(folder: string): string {
  return join(folder, 'copy.fresh.db')
}

/** A name that is free: two damages in one millisecond are two files. */
function asidePath(folder: string): string {
  const time = new Date().toISOString().replaceAll(':', '-')
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? time : `${time}-${attempt}`
    const path = join(folder, `copy.corrupt-${name}.db`)
    if (!['', ...COMPANIONS].some((companion) => existsSync(path + companion))) return path
  }
}

/** A rename is on disk when its folder is. Windows does not open folders, and syncs them by itself. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
