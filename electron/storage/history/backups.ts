// Copies of the database: one a day while a host runs, one before the tables change, the last three kept.

import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openReadOnly, type Database } from '../sqlite.ts'
import { BACKUP_FOLDER, databasePath } from './schema.ts'
import { syncFolder, syncPath } from './head-file.ts'

/** Backups that are kept, the newest. */
const KEPT = 3

/** Milliseconds from one backup to the next. */
const BACKUP_INTERVAL_MS = 86_400_000

/** Pages copied at a time: half a MiB, a millisecond or two of a disk. */
const PAGES_PER_STEP = 128

const BACKUP_NAME = /^history-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}Z)\.db$/

const FOLDER_MODE = 0o700

/** The backups of a folder, newest first. */
export function listBackups(folder: string): string[] {
  const backups = join(folder, BACKUP_FOLDER)
  mkdirSync(backups, { recursive: true, mode: FOLDER_MODE })
  return readdirSync(backups)
    .filter((name) => BACKUP_NAME.test(name))
    .sort()
    .toReversed()
    .map((name) => join(backups, name))
}

/** Whether the newest backup is a day old, or there is none. */
export function isBackupDue(folder: string, now: number): boolean {
  const newest = listBackups(folder)[0]
  return newest === undefined || now - timeOf(newest) >= BACKUP_INTERVAL_MS
}

/**
 * Copies the database while others read and write it. Throws what SQLite or the system say; the backups there
 * were are all there then.
 */
export async function makeBackup(folder: string, now: number): Promise<void> {
  listBackups(folder)
  const unfinished = join(folder, BACKUP_FOLDER, 'history.new')
  rmSync(unfinished, { force: true })
  const database = openReadOnly(databasePath(folder))
  try {
    await database.backUpTo(unfinished, PAGES_PER_STEP)
  } finally {
    database.close()
  }
  keep(folder, unfinished, now)
}

/** Copies a database before its tables change, in one go. Throws as `makeBackup` does. */
export function makeMigrationBackup(folder: string, database: Database, version: number): void {
  listBackups(folder)
  const unfinished = join(folder, BACKUP_FOLDER, `history.version-${version}.new`)
  rmSync(unfinished, { force: true })
  database.copyTo(unfinished)
  keep(folder, unfinished, Date.now())
}

/** What has the name of a backup is whole and on the disk. */
function keep(folder: string, unfinished: string, now: number): void {
  syncPath(unfinished)
  const stamp = timeStamp(now)
  renameSync(unfinished, join(folder, BACKUP_FOLDER, `history-${stamp}.db`))
  syncFolder(join(folder, BACKUP_FOLDER))
  for (const old of listBackups(folder).slice(KEPT)) rmSync(old, { force: true })
}

/** A time as it stands in the names of files. */
export function timeStamp(now: number): string {
  return new Date(now).toISOString().replaceAll(':', '-')
}

function timeOf(path: string): number {
  const stamp = BACKUP_NAME.exec(path.slice(path.lastIndexOf('history-')))?.[1] ?? ''
  return Date.parse(stamp.replace(/T(\d+)-(\d+)-/, 'T$1:$2:')) || 0
}
