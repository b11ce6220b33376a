// The facts of a copy and the index of their words.

import type { DurableFact } from '../../../shared/protocol/schema.ts'
import type { CopiedFact, FoundMessage } from '../../../shared/session/copy.ts'
import type { Database } from '../sqlite.ts'
import { MAX_SEQUENCE } from './copy-schema.ts'
import { toIndexedText } from './copy-words.ts'
import { readFact } from './stored-value.ts'

/** Facts of a branch with `from` <= sequence < `before`. */
export interface Stretch {
  readonly branch: number
  readonly from: number
  readonly before: number
}

interface StoredFact {
  readonly epoch: string
  readonly hash: string
  readonly body: string
}

/** Where a fact lies: the branch is ?1, the sequence ?2. In SQL, because JavaScript counts to 2^53 only. */
const PLACE = '(?1 << 40) + ?2'

/** Reads and writes facts. Everything throws what SQLite says; what belongs together is the caller's transaction. */
export class CopyFacts {
  readonly #statements

  constructor(database: Database) {
    this.#statements = {
      insert: database.prepare(
        `INSERT INTO fact (place, epoch, hash, body) VALUES (${PLACE}, ?3, ?4, ?5)
         ON CONFLICT (place) DO NOTHING`,
      ),
      index: database.prepare(`INSERT INTO word (rowid, text) VALUES (${PLACE}, ?3)`),
      remove: database.prepare(`DELETE FROM fact WHERE place = ${PLACE} AND hash = ?3`),
      removeWords: database.prepare(`DELETE FROM word WHERE rowid = ${PLACE}`),
      page: database.prepare<StoredFact>(
        `SELECT epoch, hash, body FROM fact
         WHERE place >= ${PLACE} AND place < (?1 << 40) + ?3 ORDER BY place DESC LIMIT ?4`,
      ),
      search: database.prepare<{ body: string }>(
        `SELECT body FROM word JOIN fact ON fact.place = word.rowid
         WHERE word MATCH ?2 AND word.rowid BETWEEN (?1 << 40) AND (?1 << 40) + ?3
         ORDER BY word.rowid DESC LIMIT ?4`,
      ),
      any: database.prepare(
        'SELECT 1 FROM fact WHERE place BETWEEN (?1 << 40) AND (?1 << 40) + ?2 LIMIT 1',
      ),
    }
  }

  /**
   * Puts a fact into a branch unless its number is taken there. The very same fact of an older history moves
   * over: after the host was restored from a backup, nothing is kept or found twice.
   */
  keep(branch: number, older: readonly number[], { epoch, hash, fact }: CopiedFact): void {
    const { sequence } = fact
    if (sequence > MAX_SEQUENCE) throw new Error(`a copy counts to ${MAX_SEQUENCE}`)
    const body = JSON.stringify(fact)
    if (this.#statements.insert.run(branch, sequence, epoch, hash, body).changes === 0) return
    if (fact.type === 'message') {
      this.#statements.index.run(branch, sequence, toIndexedText(fact.text))
    }
    for (const other of older) {
      if (this.#statements.remove.run(other, sequence, hash).changes === 0) continue
      this.#statements.removeWords.run(other, sequence)
    }
  }

  /** The newest facts of a stretch, oldest first. */
  page({ branch, from, before }: Stretch, facts: number): readonly CopiedFact[] {
    const rows = this.#statements.page.all(
      branch,
      toSequence(from),
      toSequence(before),
      count(facts),
    )
    return rows.toReversed().map(({ epoch, hash, body }) => ({ epoch, hash, fact: readFact(body) }))
  }

  /** Messages of a branch that a query of `toWordQuery` finds, newest first. */
  search(branch: number, query: string, limit: number): readonly FoundMessage[] {
    return this.#statements.search
      .all(branch, query, MAX_SEQUENCE, count(limit))
      .map(({ body }) => readFact(body))
      .filter((fact) => fact.type === 'message')
      .map(toFound)
  }

  isEmpty(branch: number): boolean {
    return this.#statements.any.get(branch, MAX_SEQUENCE) === undefined
  }
}

function toFound(message: Extract<DurableFact, { type: 'message' }>): FoundMessage {
  const { sequence, id, author, at, text } = message
  return { sequence, id, author, at, text }
}

/** A bound that stays within its branch. */
function toSequence(bound: number): number {
  return Math.min(Math.max(0, Math.ceil(bound)), MAX_SEQUENCE + 1)
}

/** To SQLite a negative limit is none. */
function count(limit: number): number {
  return Math.max(0, Math.trunc(limit))
}
