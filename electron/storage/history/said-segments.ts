// The ids of a room on the disk: fingerprints of 4,096 facts in one row, sealed, made anew from the facts when
// they are not there or not sound.

import { randomBytes } from 'node:crypto'
import { equalBytes } from '../../../shared/history/chain.ts'
import { readFactText } from '../../../shared/history/fact-text.ts'
import type { PlannedRow } from '../../../shared/history/plan-commit.ts'
import {
  fingerprint,
  FINGERPRINT_KEY_LENGTH,
  NO_FINGERPRINT,
  SaidIndex,
} from '../../../shared/history/said-index.ts'
import type { Database, SqlValue, Statement } from '../sqlite.ts'
import type { FactReader } from './fact-table.ts'
import { placeOf } from './schema.ts'
import { sha256 } from './sha256.ts'

/** Facts in one segment: 16 KiB are written once for each. */
const SEGMENT_FACTS = 4_096

const KEY_SETTING = 'fingerprint-key'

/** The secret numbers of a database's fingerprints: made at first, the same ever after. */
function fingerprintKey(database: Database): Uint32Array {
  const stored = database
    .prepare<{ value: SqlValue }>('SELECT value FROM setting WHERE name = ?')
    .get(KEY_SETTING)?.value
  const bytes = FINGERPRINT_KEY_LENGTH * 4
  if (stored instanceof Uint8Array && stored.length === bytes) return toWords(stored)
  const made = randomBytes(bytes)
  database.prepare('INSERT OR REPLACE INTO setting VALUES (?, ?)').run(KEY_SETTING, made)
  return toWords(made)
}

/** Which ids a room has seen, in memory and on the disk. */
export class SaidSegments {
  readonly #key: Uint32Array
  readonly #room: number
  readonly #write: Statement<unknown>
  readonly #index: SaidIndex
  /** Of the segment that is not full yet. */
  readonly #prints = new Uint32Array(SEGMENT_FACTS)

  /** Reads what a room with so many facts has seen. What has to be made anew is written too. */
  constructor(database: Database, facts: FactReader, room: number, sequence: number) {
    this.#key = fingerprintKey(database)
    this.#room = room
    this.#write = database.prepare('INSERT OR REPLACE INTO said VALUES (?, ?, ?)')
    this.#index = new SaidIndex(sequence)
    const read = database.prepare<{ prints: SqlValue; seal: SqlValue }>(
      'SELECT prints, seal FROM said WHERE place = ?',
    )
    const full = Math.floor(sequence / SEGMENT_FACTS)
    for (let segment = 0; segment < full; segment++) {
      this.#remember(segment, this.#load(read, facts, segment))
    }
    this.#prints.set(this.#fromFacts(facts, full, sequence))
    this.#remember(full, this.#prints)
  }

  /**
   * Writes the segments that rows fill. Within the transaction that inserts the rows; they count as said only
   * with `add`, when that is done.
   */
  store(rows: readonly PlannedRow[]): void {
    for (const { sequence, author, id } of rows) {
      const index = (sequence - 1) % SEGMENT_FACTS
      this.#prints[index] =
        author === null || id === null ? NO_FINGERPRINT : fingerprint(this.#key, author, id)
      if (index === SEGMENT_FACTS - 1) {
        this.#save(Math.floor((sequence - 1) / SEGMENT_FACTS), this.#prints)
      }
    }
  }

  /** What rows that are stored now have said. */
  add(rows: readonly Pick<PlannedRow, 'sequence' | 'author' | 'id'>[]): void {
    for (const { sequence, author, id } of rows) {
      if (author === null || id === null) continue
      this.#index.add(fingerprint(this.#key, author, id), sequence)
    }
  }

  /** The first fact for which `test` gives something, among those that may have this author and id. */
  find<T>(author: string, id: string, test: (sequence: number) => T | null): T | null {
    return this.#index.find(fingerprint(this.#key, author, id), test)
  }

  #remember(segment: number, prints: Uint32Array): void {
    for (let index = 0; index < prints.length; index++) {
      const print = prints[index] ?? NO_FINGERPRINT
      if (print !== NO_FINGERPRINT) this.#index.add(print, segment * SEGMENT_FACTS + index + 1)
    }
  }

  #load(
    read: Statement<{ prints: SqlValue; seal: SqlValue }>,
    facts: FactReader,
    segment: number,
  ): Uint32Array {
    const row = read.get(placeOf(this.#room, segment))
    if (row?.prints instanceof Uint8Array && row.seal instanceof Uint8Array) {
      const prints = row.prints
      const isSound = prints.length === SEGMENT_FACTS * 4
      if (isSound && equalBytes(this.#sealOf(prints), row.seal)) return toWords(prints)
    }
    const made = this.#fromFacts(facts, segment, (segment + 1) * SEGMENT_FACTS)
    this.#save(segment, made)
    return made
  }

  #fromFacts(facts: FactReader, segment: number, to: number): Uint32Array {
    const prints = new Uint32Array(SEGMENT_FACTS)
    const rows = facts.range(this.#room, segment * SEGMENT_FACTS + 1, to)
    rows.forEach(({ sealed }, index) => {
      const said = sealed && readFactText(sealed.body)?.said
      if (said) prints[index] = fingerprint(this.#key, said.author, said.id)
    })
    return prints
  }

  #save(segment: number, prints: Uint32Array): void {
    const bytes = new Uint8Array(prints.buffer, prints.byteOffset, prints.byteLength)
    this.#write.run(placeOf(this.#room, segment), bytes, this.#sealOf(bytes))
  }

  /** Also over the key: prints of another key find nothing. */
  #sealOf(prints: Uint8Array): Uint8Array {
    return sha256(new Uint8Array(this.#key.buffer), prints)
  }
}

function toWords(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(new Uint8Array(bytes).buffer)
}
