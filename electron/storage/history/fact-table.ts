// The rows of facts: written in a few statements, read without trusting what comes back.

import { HASH_BYTES, type ReadRow } from '../../../shared/history/chain.ts'
import type { PlannedRow } from '../../../shared/history/plan-commit.ts'
import { failureKind, type Database, type SqlValue, type Statement } from '../sqlite.ts'
import { placeOf, sequenceOf } from './schema.ts'

/** Rows in one statement: the calls into SQLite cost more than the rows. */
const ROWS_PER_STATEMENT = 16

interface Row {
  readonly place: SqlValue
  readonly sealed: SqlValue
}

/** Adds facts. Within a transaction of the caller. */
export class FactWriter {
  readonly #one: Statement<unknown>
  readonly #many: Statement<unknown>

  constructor(database: Database) {
    this.#one = database.prepare('INSERT INTO fact VALUES (?, ?)')
    const places = Array.from({ length: ROWS_PER_STATEMENT }, () => '(?, ?)').join(', ')
    this.#many = database.prepare(`INSERT INTO fact VALUES ${places}`)
  }

  insert(room: number, rows: readonly Pick<PlannedRow, 'sequence' | 'body' | 'hash'>[]): void {
    const values: SqlValue[] = []
    const arena = new Uint8Array(rows.reduce((sum, { body }) => sum + body.length + HASH_BYTES, 0))
    let offset = 0
    for (const { sequence, body, hash } of rows) {
      const end = offset + body.length + HASH_BYTES
      arena.set(body, offset)
      arena.set(hash, end - HASH_BYTES)
      values.push(placeOf(room, sequence), arena.subarray(offset, end))
      offset = end
    }
    const perStatement = ROWS_PER_STATEMENT * 2
    let next = 0
    for (; next + perStatement <= values.length; next += perStatement) {
      this.#many.run(...values.slice(next, next + perStatement))
    }
    for (; next < values.length; next += 2) this.#one.run(...values.slice(next, next + 2))
  }
}

/** Reads facts. What cannot be read is as if it were not there; only a failing disk throws. */
export class FactReader {
  readonly #range: Statement<Row>
  readonly #at: Statement<Row>
  readonly #last: Statement<{ readonly place: SqlValue }>
  readonly #next: Statement<{ readonly place: SqlValue }>

  constructor(database: Database) {
    this.#range = database.prepare(
      'SELECT place, sealed FROM fact WHERE place BETWEEN ? AND ? ORDER BY place',
    )
    this.#at = database.prepare('SELECT place, sealed FROM fact WHERE place = ?')
    this.#last = database.prepare(
      'SELECT max(place) AS place FROM fact WHERE place BETWEEN ? AND ?',
    )
    this.#next = database.prepare(
      'SELECT min(place) AS place FROM fact WHERE place BETWEEN ? AND ?',
    )
  }

  /** The facts `from`..`to` of a room, one row for each number. */
  range(room: number, from: number, to: number): ReadRow[] {
    const bySequence = new Map<number, ReadRow>()
    for (const row of this.#stored(room, from, to)) bySequence.set(row.sequence, row)
    const rows: ReadRow[] = []
    for (let sequence = from; sequence <= to; sequence++) {
      rows.push(bySequence.get(sequence) ?? { sequence, sealed: null })
    }
    return rows
  }

  /** The hash stored with a fact; null when there is none. */
  hashAt(room: number, sequence: number): Uint8Array | null {
    return this.#single(room, sequence)?.sealed?.hash ?? null
  }

  /** The number of a room's last row, 0 when it has none. Throws when the database is damaged there. */
  last(room: number): number {
    const place = this.#last.get(placeOf(room, 1), placeOf(room + 1, 0) - 1)?.place
    return typeof place === 'number' ? sequenceOf(place) : 0
  }

  /** The number of the first row from `from` on, or null. Throws when the database is damaged there. */
  next(room: number, from: number): number | null {
    const place = this.#next.get(placeOf(room, from), placeOf(room + 1, 0) - 1)?.place
    return typeof place === 'number' ? sequenceOf(place) : null
  }

  #stored(room: number, from: number, to: number): ReadRow[] {
    try {
      return this.#range.all(placeOf(room, from), placeOf(room, to)).flatMap(toReadRow)
    } catch (error) {
      if (failureKind(error) !== 'damaged') throw error
      // One page is bad: what is not in it can be reached one by one.
      const rows: ReadRow[] = []
      for (let sequence = from; sequence <= to; sequence++) {
        const row = this.#single(room, sequence)
        if (row) rows.push(row)
      }
      return rows
    }
  }

  #single(room: number, sequence: number): ReadRow | null {
    try {
      const row = this.#at.get(placeOf(room, sequence))
      return (row && toReadRow(row)[0]) ?? null
    } catch (error) {
      if (failureKind(error) !== 'damaged') throw error
      return null
    }
  }
}

function toReadRow({ place, sealed }: Row): ReadRow[] {
  if (typeof place !== 'number') return []
  const isSealed = sealed instanceof Uint8Array && sealed.length > HASH_BYTES
  return [
    {
      sequence: sequenceOf(place),
      sealed: isSealed
        ? { body: sealed.subarray(0, -HASH_BYTES), hash: sealed.subarray(-HASH_BYTES) }
        : null,
    },
  ]
}
