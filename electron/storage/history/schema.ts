// The tables of the history and how they are opened.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  migrate,
  NewerDatabaseError,
  openForWriting,
  openReadOnly,
  schemaVersion,
  type Database,
  type DatabaseOptions,
} from '../sqlite.ts'

/** The database in a data folder. */
const DATABASE_FILE = 'history.db'

/** The file beside it that says up to where the database must reach. */
export const HEAD_FILE = 'history.head'

/** Where copies of the database are kept. */
export const BACKUP_FOLDER = 'backups'

/** Facts that a room can have: its number and a sequence number together stay below 2^53. */
const FACTS_PER_ROOM = 2 ** 40

/**
 * `fact`: one row for each fact of all rooms, by `place`, in the order in which they come, so that a commit
 * touches the last page only. `sealed` is the body and, after it, the 32 bytes of the chain's hash.
 * `said`: fingerprints of 4,096 facts each, for finding ids. `damage`: facts known to be unreadable.
 * `name_claim`: who holds a name, and whether he has said anything; who was there before that was kept counts as if. `invite` and `guest`: who may come in, of the host as a whole. `standing`:
 * what the rulings among the facts come to, as of fact `sequence`, sealed with a hash over all of it.
 * `address_ban`: what the bans of members keep out too; `until` is that of the ban.
 * Who wrote what is in the bodies: an index on random ids would cost four times the rest of a commit.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE setting (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE room (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
   CREATE TABLE fact (place INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
   CREATE TABLE said (place INTEGER PRIMARY KEY, prints BLOB NOT NULL, seal BLOB NOT NULL) STRICT;
   CREATE TABLE damage (place INTEGER PRIMARY KEY) STRICT;
   CREATE TABLE since (
     room INTEGER NOT NULL, member TEXT NOT NULL, first INTEGER NOT NULL,
     PRIMARY KEY (room, member)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE probe (content BLOB NOT NULL) STRICT`,
  `CREATE TABLE name_claim (
     room INTEGER NOT NULL, key TEXT NOT NULL, member TEXT NOT NULL, used_at INTEGER NOT NULL,
     PRIMARY KEY (room, key), UNIQUE (room, member)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE invite (
     id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, expires_at INTEGER, uses INTEGER NOT NULL,
     used INTEGER NOT NULL, is_revoked INTEGER NOT NULL, role TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE guest (member TEXT PRIMARY KEY, invite TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE standing (
     room INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, content TEXT NOT NULL, seal BLOB NOT NULL
   ) STRICT`,
  `CREATE TABLE address_ban (
     room INTEGER NOT NULL, member TEXT NOT NULL, address TEXT NOT NULL, until INTEGER,
     PRIMARY KEY (room, member, address)
   ) STRICT, WITHOUT ROWID;
   ALTER TABLE name_claim ADD COLUMN has_spoken INTEGER NOT NULL DEFAULT 1`,
]

/** Measured with 1,000,000 messages; see docs/decisions/0006-history-store.md. No part of it is mapped: a
 * file that is cut short while it is mapped ends the process. */
export const DATABASE_OPTIONS: DatabaseOptions = {
  pageSize: 4_096,
  cacheKib: 8_192,
  checkpointPages: 1_000,
}

/**
 * Opens the writing connection with the newest schema; see `openForWriting` and `migrate`. What a newer version
 * has written is not touched.
 */
export function openHistoryDatabase(
  path: string,
  options: DatabaseOptions,
  beforeMigration: (database: Database, version: number) => void,
): Database {
  refuseNewer(path)
  const database = openForWriting(path, { ...DATABASE_OPTIONS, ...options })
  try {
    migrate(database, MIGRATIONS, (version) => beforeMigration(database, version))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Whoever closes a writing connection as the last moves the log into the database: that is too late to refuse. */
function refuseNewer(path: string): void {
  if (!existsSync(path)) return
  const version = versionOf(path)
  if (version <= MIGRATIONS.length) return
  throw new NewerDatabaseError(`schema version ${version} is newer than ${MIGRATIONS.length}`)
}

function versionOf(path: string): number {
  let database: Database | null = null
  try {
    database = openReadOnly(path)
    return schemaVersion(database)
  } catch {
    return 0 // Whatever it is, the writing connection meets it too.
  } finally {
    database?.close()
  }
}

/** The key of a room's fact, or of a room's segment. */
export function placeOf(room: number, sequence: number): number {
  return room * FACTS_PER_ROOM + sequence
}

/** The sequence number in a key. */
export function sequenceOf(place: number): number {
  return place % FACTS_PER_ROOM
}

export function databasePath(folder: string): string {
  return join(folder, DATABASE_FILE)
}
