// The rooms of a copy and their histories.

import type { RoomInfo } from '../../../shared/protocol/answer.ts'
import type { Member } from '../../../shared/protocol/schema.ts'
import type { CopyKey, Range } from '../../../shared/session/copy.ts'
import type { Database } from '../sqlite.ts'
import { readHeld, readMember, writeHeld } from './stored-value.ts'

/** A room in the tables. */
export interface RoomRow {
  readonly number: number
  readonly name: string
  readonly you: Member | null
  /** The present history. */
  readonly branch: number
  readonly held: readonly Range[]
}

interface StoredRoom {
  readonly number: number
  readonly name: string
  readonly you: string | null
  readonly branch: number
  readonly held: string
}

/** Reads and writes rooms. Everything throws what SQLite says; what belongs together is the caller's transaction. */
export class CopyRooms {
  readonly #statements

  constructor(database: Database) {
    this.#statements = {
      find: database.prepare<StoredRoom>(
        `SELECT room.number, name, you, branch.number AS branch, held
         FROM room JOIN branch ON branch.room = room.number
         WHERE host = ?1 AND room.room = ?2 ORDER BY branch.number DESC LIMIT 1`,
      ),
      insert: database.prepare<{ number: number }>(
        'INSERT INTO room (host, room, name) VALUES (?1, ?2, ?2) RETURNING number',
      ),
      describe: database.prepare('UPDATE room SET name = ?2, you = ?3 WHERE number = ?1'),
      branch: database.prepare<{ number: number }>(
        'INSERT INTO branch (room) VALUES (?1) RETURNING number',
      ),
      branches: database.prepare<{ number: number }>(
        'SELECT number FROM branch WHERE room = ?1 ORDER BY number DESC',
      ),
      hold: database.prepare('UPDATE branch SET held = ?2 WHERE number = ?1'),
    }
  }

  /** Null when there is no copy of the room. */
  find({ host, room }: CopyKey): RoomRow | null {
    const row = this.#statements.find.get(host, room)
    if (!row) return null
    return { ...row, you: row.you === null ? null : readMember(row.you), held: readHeld(row.held) }
  }

  /** The room, made when there is none: named by its id until it is described. */
  ensure(key: CopyKey): RoomRow {
    const known = this.find(key)
    if (known) return known
    const { number } = returned(this.#statements.insert.get(key.host, key.room))
    return { number, name: key.room, you: null, branch: this.begin(number), held: [] }
  }

  describe(number: number, room: Pick<RoomInfo, 'name'>, you: Member): void {
    this.#statements.describe.run(number, room.name, JSON.stringify(you))
  }

  hold(branch: number, held: readonly Range[]): void {
    this.#statements.hold.run(branch, writeHeld(held))
  }

  /** Begins a new history of a room; the ones before are put aside by that. Returns its number. */
  begin(room: number): number {
    return returned(this.#statements.branch.get(room)).number
  }

  /** All histories of a room, the present one first. */
  branches(room: number): readonly number[] {
    return this.#statements.branches.all(room).map(({ number }) => number)
  }
}

function returned<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('an insert returned nothing')
  return row
}
