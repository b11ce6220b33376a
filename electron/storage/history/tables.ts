// The open connections of a history: one that writes, one that reads pages and checks what is old.

import { openReadOnly, type Database, type SqlValue } from '../sqlite.ts'
import { makeMigrationBackup } from './backups.ts'
import { FactReader, FactWriter } from './fact-table.ts'
import type { HistoryOptions } from './history-options.ts'
import { RegisterTable } from './register-table.ts'
import { DATABASE_OPTIONS, databasePath, openHistoryDatabase, placeOf } from './schema.ts'

export class Tables {
  readonly writer: Database
  readonly reader: Database
  readonly insert: FactWriter
  readonly register: RegisterTable
  /** Sees what the writer has just stored. */
  readonly stored: FactReader
  /** For what is told to others. */
  readonly pages: FactReader

  private constructor(writer: Database, reader: Database) {
    this.writer = writer
    this.reader = reader
    this.insert = new FactWriter(writer)
    this.register = new RegisterTable(writer)
    this.stored = new FactReader(writer)
    this.pages = new FactReader(reader)
  }

  /** Opens the database of a folder. Throws what SQLite or the system say. */
  static open(folder: string, options: HistoryOptions): Tables {
    const path = databasePath(folder)
    const writer = openHistoryDatabase(path, options.database ?? {}, (database, version) =>
      makeMigrationBackup(folder, database, version),
    )
    try {
      const reader = openReadOnly(path, { ...DATABASE_OPTIONS, ...options.database })
      try {
        return new Tables(writer, reader)
      } catch (error) {
        reader.close()
        throw error
      }
    } catch (error) {
      writer.close()
      throw error
    }
  }

  /** The reader first: who closes last moves the log into the database. */
  close(): void {
    this.reader.close()
    this.writer.close()
  }

  /** The numbers of all rooms by name. */
  rooms(): Map<string, number> {
    const rows = this.writer
      .prepare<{ number: SqlValue; name: SqlValue }>('SELECT number, name FROM room')
      .all()
    const rooms = new Map<string, number>()
    for (const { number, name } of rows) {
      if (typeof number === 'number' && typeof name === 'string') rooms.set(name, number)
    }
    return rooms
  }

  /** The number of a room, given to it now if it is new. */
  roomNumber(name: string): number {
    const known = this.rooms().get(name)
    if (known !== undefined) return known
    this.writer.prepare('INSERT INTO room (name) VALUES (?)').run(name)
    return this.roomNumber(name)
  }

  /** From which fact on the members of a room may read. */
  since(room: number): Map<string, number> {
    const rows = this.writer
      .prepare<{ member: string; first: number }>('SELECT member, first FROM since WHERE room = ?')
      .all(room)
    return new Map(rows.map(({ member, first }) => [member, first]))
  }

  /** From which fact on a member may read, unless that is known. */
  addSince(room: number, member: string, first: number): void {
    this.writer.prepare('INSERT OR IGNORE INTO since VALUES (?, ?, ?)').run(room, member, first)
  }

  hasFacts(): boolean {
    return this.writer.prepare('SELECT place FROM fact LIMIT 1').get() !== undefined
  }

  /** Whether any fact is known to be unreadable. */
  hasDamage(): boolean {
    return (
      this.count(SALVAGE_COUNT) > 0 ||
      this.writer.prepare('SELECT place FROM damage LIMIT 1').get() !== undefined
    )
  }

  /** The facts of a room that were found damaged before. */
  knownDamage(room: number): Set<number> {
    const rows = this.writer
      .prepare<{ place: number }>('SELECT place FROM damage WHERE place BETWEEN ? AND ?')
      .all(placeOf(room, 0), placeOf(room + 1, 0) - 1)
    return new Set(rows.map(({ place }) => place - placeOf(room, 0)))
  }

  /** Remembers facts as damaged, so that they are counted once. */
  addDamage(room: number, sequences: readonly number[]): void {
    const insert = this.writer.prepare('INSERT OR IGNORE INTO damage VALUES (?)')
    for (const sequence of sequences) insert.run(placeOf(room, sequence))
  }

  /** A number kept under a name; 0 when there is none. */
  count(name: string): number {
    const value = this.writer
      .prepare<{ value: SqlValue }>('SELECT value FROM setting WHERE name = ?')
      .get(name)?.value
    return typeof value === 'number' ? value : 0
  }

  setCount(name: string, value: number): void {
    this.writer.prepare('INSERT OR REPLACE INTO setting VALUES (?, ?)').run(name, value)
  }
}

/** Facts of a room that are known to be lost and that its members were not told of yet. */
export function untoldCount(room: string): string {
  return `untold-missing:${room}`
}

/** More than 0: the next start makes the database anew from what can be read of it. */
export const SALVAGE_COUNT = 'salvage-wanted'
