// A database that is not sound is made anew from what can be read of it and of the newest backup. What it was
// is put aside, never deleted.

import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  equalBytes,
  linkHash,
  NO_FACTS,
  type Head,
  type Tip,
} from '../../../shared/history/chain.ts'
import type { StorableDraft } from '../../../shared/history/fact-text.ts'
import { planCommit, type PlannedRow } from '../../../shared/history/plan-commit.ts'
import type { Database } from '../sqlite.ts'
import { listBackups, timeStamp } from './backups.ts'
import { FactWriter } from './fact-table.ts'
import { syncFolder } from './head-file.ts'
import { copyAddressBans, copyNames, copyRegister } from './salvage-register.ts'
import { SalvageSource, type SalvagedFact } from './salvage-source.ts'
import { databasePath, openHistoryDatabase } from './schema.ts'
import { sha256 } from './sha256.ts'
import { untoldCount } from './tables.ts'

const UNFINISHED_FILE = 'history.salvage.db'

/** The files that belong to a database, by what follows its name. */
const PARTS = ['', '-wal', '-shm'] as const

/** Rows stored at a time. */
const ROWS_AT_A_TIME = 1_000

/** Holes of at most so many facts are filled with facts that say so; what is larger is no hole. */
const MAX_HOLE = 10_000_000

/**
 * Makes the database of a folder anew. Every intact fact keeps its number and its bytes; where one is lost
 * within a room a `damaged-fact` stands; what is missing is remembered until it is told. Gives what the head
 * file is to say now. Throws what SQLite or the system say; the old database is where it was then.
 */
export function salvage(
  folder: string,
  heads: ReadonlyMap<string, Head>,
  epoch: string,
  now: number,
): ReadonlyMap<string, Head> {
  const unfinished = join(folder, UNFINISHED_FILE)
  removeParts(unfinished)
  const path = databasePath(folder)
  const current = existsSync(path) ? SalvageSource.open(path) : null
  const backups = listBackups(folder).flatMap((backup) => SalvageSource.open(backup) ?? [])
  const sources = current ? [current, ...backups] : backups
  const made = openHistoryDatabase(unfinished, {}, () => undefined)
  const tips = new Map<string, Head>()
  try {
    for (const room of roomsOf(sources, heads)) {
      const tip = new RoomSalvage(made, room, epoch).run(sources, heads.get(room) ?? null)
      tips.set(room, tip)
    }
    copyRegister(made, current, backups)
  } finally {
    made.close()
    for (const source of sources) source.close()
  }
  putAside(folder, now)
  renameSync(unfinished, path)
  syncFolder(folder)
  return tips
}

/** A salvage that was cut off between its two renames: the new database is whole. */
export function finishSalvage(folder: string): void {
  const unfinished = join(folder, UNFINISHED_FILE)
  const path = databasePath(folder)
  if (existsSync(unfinished) && !existsSync(path)) renameSync(unfinished, path)
  else removeParts(unfinished)
}

/** Whether a backup has more of a room than so many facts. */
export function hasLongerBackup(folder: string, room: string, sequence: number): boolean {
  for (const path of listBackups(folder)) {
    const source = SalvageSource.open(path)
    if (!source) continue
    try {
      const number = source.rooms().get(room)
      return number !== undefined && source.last(number) > sequence
    } finally {
      source.close()
    }
  }
  return false
}

function roomsOf(
  sources: readonly SalvageSource[],
  heads: ReadonlyMap<string, Head>,
): ReadonlySet<string> {
  return new Set([...sources.flatMap((source) => [...source.rooms().keys()]), ...heads.keys()])
}

/** Where a database is put aside, without what follows the name of its log. */
export function asidePath(folder: string, now: number): string {
  return join(folder, `history.corrupt-${timeStamp(now)}.db`)
}

function putAside(folder: string, now: number): void {
  const path = databasePath(folder)
  const aside = asidePath(folder, now)
  // The database last: until it is moved the next start does all of this again.
  for (const part of PARTS.toReversed()) {
    // A log that was put aside already is the one that the start found.
    if (!existsSync(path + part)) continue
    if (existsSync(aside + part)) rmSync(path + part)
    else renameSync(path + part, aside + part)
  }
}

function removeParts(path: string): void {
  for (const part of PARTS) rmSync(path + part, { force: true })
}

/** One room on its way from damaged databases into a new one. */
class RoomSalvage {
  readonly #database: Database
  readonly #insert: FactWriter
  readonly #name: string
  readonly #epoch: string
  readonly #number: number
  #tip: Tip = NO_FACTS
  #holes = 0
  #rows: PlannedRow[] = []

  constructor(database: Database, name: string, epoch: string) {
    this.#database = database
    this.#insert = new FactWriter(database)
    this.#name = name
    this.#epoch = epoch
    database.prepare('INSERT INTO room (name) VALUES (?)').run(name)
    this.#number =
      database.prepare<{ number: number }>('SELECT number FROM room WHERE name = ?').get(name)
        ?.number ?? 0
  }

  run(sources: readonly SalvageSource[], head: Head | null): Head {
    for (const fact of mergeFacts(sources, this.#name)) this.#take(fact)
    this.#flush()
    const missing = this.#holes + Math.max(0, (head?.sequence ?? 0) - this.#tip.sequence)
    this.#database.transaction(() => {
      if (missing > 0) {
        this.#database
          .prepare('INSERT INTO setting VALUES (?, ?)')
          .run(untoldCount(this.#name), missing)
      }
      this.#copySince(sources)
      copyNames(this.#database, this.#number, this.#name, sources)
      copyAddressBans(this.#database, this.#number, this.#name, sources)
    })
    return this.#tip
  }

  #take(fact: SalvagedFact): void {
    if (fact.sequence - this.#tip.sequence > MAX_HOLE) return
    while (this.#tip.sequence + 1 < fact.sequence) this.#fill()
    const hash = linkHash(sha256, this.#tip.hash, fact.body)
    this.#push({ sequence: fact.sequence, author: null, id: null, body: fact.body, hash })
    this.#tip = { sequence: fact.sequence, at: fact.at, hash }
  }

  #fill(): void {
    const drafts: StorableDraft[] = [{ type: 'damaged-fact' }]
    const plan = planCommit({
      tip: this.#tip,
      epoch: this.#epoch,
      room: this.#name,
      drafts,
      now: 0,
      findByAuthorAndId: () => null,
      digest: sha256,
    })
    for (const row of plan.rows) this.#push(row)
    this.#tip = plan.tip
    this.#holes++
  }

  #push(row: PlannedRow): void {
    this.#rows.push(row)
    if (this.#rows.length >= ROWS_AT_A_TIME) this.#flush()
  }

  #flush(): void {
    const rows = this.#rows
    this.#rows = []
    this.#database.transaction(() => this.#insert.insert(this.#number, rows))
  }

  #copySince(sources: readonly SalvageSource[]): void {
    const insert = this.#database.prepare('INSERT OR IGNORE INTO since VALUES (?, ?, ?)')
    for (const source of sources) {
      const number = source.rooms().get(this.#name)
      if (number === undefined) continue
      for (const { member, first } of source.since(number)) insert.run(this.#number, member, first)
    }
  }
}

/**
 * The facts of all sources by number. Those of the first source count as they are; another one's only where
 * they are chained to the fact before: it may come from a time whose end was lost and told differently.
 */
function* mergeFacts(sources: readonly SalvageSource[], name: string): Generator<SalvagedFact> {
  const cursors = sources.flatMap((source, index) => {
    const number = source.rooms().get(name)
    if (number === undefined) return []
    const facts = source.facts(number)
    return [{ facts, next: facts.next(), isFirst: index === 0 }]
  })
  let last: { readonly sequence: number; readonly hash: Uint8Array } = NO_FACTS
  for (;;) {
    const least = cursors.reduce<(typeof cursors)[number] | null>(
      (least, cursor) =>
        cursor.next.done || (least && sequenceOf(least.next) <= sequenceOf(cursor.next))
          ? least
          : cursor,
      null,
    )
    if (!least || least.next.done) return
    const fact = least.next.value
    const isNext = fact.sequence === last.sequence + 1
    if (least.isFirst || (isNext && equalBytes(fact.previous, last.hash))) {
      if (fact.sequence > last.sequence) yield (last = fact)
    }
    least.next = least.facts.next()
  }
}

function sequenceOf(next: IteratorResult<SalvagedFact, unknown>): number {
  return next.done ? Infinity : next.value.sequence
}
