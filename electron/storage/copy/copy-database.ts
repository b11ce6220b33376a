// A copy whose file is open: what the port promises, without what may go wrong.

import { addRange, commonRanges } from '../../../shared/session/ranges.ts'
import type { RoomInfo } from '../../../shared/protocol/answer.ts'
import type { Member } from '../../../shared/protocol/schema.ts'
import type {
  CopiedFact,
  CopiedRoom,
  CopyKey,
  CopyStore,
  FoundMessage,
  Range,
} from '../../../shared/session/copy.ts'
import type { PendingMessage } from '../../../shared/session/view.ts'
import type { Database } from '../sqlite.ts'
import { CopyFacts } from './copy-facts.ts'
import { CopyOutbox } from './copy-outbox.ts'
import { CopyRooms } from './copy-rooms.ts'
import { toWordQuery } from './copy-words.ts'

/** Each method is one transaction, and throws what SQLite says or DamagedValueError. */
export class CopyDatabase {
  readonly #database: Database
  readonly #rooms: CopyRooms
  readonly #facts: CopyFacts
  readonly #outbox: CopyOutbox

  /** The database must have the newest schema. */
  constructor(database: Database) {
    this.#database = database
    this.#rooms = new CopyRooms(database)
    this.#facts = new CopyFacts(database)
    this.#outbox = new CopyOutbox(database)
  }

  open(key: CopyKey, newest: number): CopiedRoom | null {
    const row = this.#rooms.find(key)
    if (!row) return null
    const { name, you, branch, held } = row
    const last = held.at(-1)
    const stretch = last && { branch, from: last.from, before: last.to + 1 }
    // The last fact is the resume point, also when nobody wants to see any.
    const facts = stretch ? this.#facts.page(stretch, Math.max(1, newest)) : []
    const end = facts.at(-1)
    return {
      room: { id: key.room, name },
      you,
      held,
      resume: end ? { epoch: end.epoch, sequence: end.fact.sequence, hash: end.hash } : null,
      newest: newest >= 1 ? facts : [],
      outbox: this.#outbox.list(key),
    }
  }

  describe(key: CopyKey, room: RoomInfo, you: Member): void {
    this.#database.transaction(() => {
      this.#rooms.describe(this.#rooms.ensure(key).number, room, you)
    })
  }

  queue(key: CopyKey, message: PendingMessage): void {
    this.#database.transaction(() => {
      this.#rooms.ensure(key)
      this.#outbox.queue(key, message)
    })
  }

  judge(key: CopyKey, id: string, failure: Parameters<CopyStore['judge']>[2]): void {
    this.#outbox.judge(key, id, failure)
  }

  discard(key: CopyKey, id: string): void {
    this.#outbox.discard(key, id)
  }

  keep(key: CopyKey, facts: readonly CopiedFact[], held: readonly Range[]): void {
    this.#database.transaction(() => {
      const { number, branch, you, held: before } = this.#rooms.ensure(key)
      const older = this.#rooms.branches(number).filter((other) => other !== branch)
      for (const copied of facts) {
        const { fact } = copied
        this.#facts.keep(branch, older, copied)
        if (fact.type === 'message' && fact.author.id === you?.id)
          this.#outbox.discard(key, fact.id)
      }
      // A file that was begun anew in use holds less than its session believes.
      const here = facts.reduce<readonly Range[]>(
        (ranges, { fact: { sequence } }) => addRange(ranges, { from: sequence, to: sequence }),
        before,
      )
      this.#rooms.hold(branch, commonRanges(held, here))
    })
  }

  page(
    key: CopyKey,
    query: { readonly before: number; readonly from: number; readonly facts: number },
  ): readonly CopiedFact[] {
    const row = this.#rooms.find(key)
    return row ? this.#facts.page({ ...query, branch: row.branch }, query.facts) : []
  }

  search(key: CopyKey, words: string, limit: number): readonly FoundMessage[] {
    const row = this.#rooms.find(key)
    const query = toWordQuery(words)
    if (!row || query === null) return []
    const found: FoundMessage[] = []
    for (const branch of this.#rooms.branches(row.number)) {
      if (found.length >= limit) break
      found.push(...this.#facts.search(branch, query, limit - found.length))
    }
    return found
  }

  putAside(key: CopyKey): void {
    this.#database.transaction(() => {
      const row = this.#rooms.find(key)
      if (!row) return
      // A host that diverges again and again would use up the branches.
      if (this.#facts.isEmpty(row.branch)) this.#rooms.hold(row.branch, [])
      else this.#rooms.begin(row.number)
    })
  }

  close(): void {
    this.#database.close()
  }
}
