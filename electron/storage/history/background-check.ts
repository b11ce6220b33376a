// Reads the whole of a room while it is in use, a little at a time: what a start had no time to check.

import type { FoundDamage } from './history-options.ts'
import type { RoomHistory } from './room-history.ts'
import { checkLinks } from './start-check.ts'
import { SALVAGE_COUNT, untoldCount, type Tables } from './tables.ts'

/** Rows of one step: a millisecond or two. */
const STEP_ROWS = 500

export class BackgroundCheck {
  readonly #room: RoomHistory
  #next = 1

  constructor(room: RoomHistory) {
    this.#room = room
  }

  /**
   * Checks the next facts. Gives what is damaged and was not known; the members are told of it at the next
   * start, and read a `damaged-fact` in its place from now on.
   */
  step(tables: Tables): { readonly isDone: boolean; readonly damage: FoundDamage | null } {
    const { number, name, told } = this.#room
    const to = Math.min(told, this.#next + STEP_ROWS - 1)
    const { damaged, hasHoles } = checkLinks(tables.pages, number, this.#next, to)
    const known = damaged.length > 0 ? tables.knownDamage(number) : new Set()
    const fresh = damaged.filter((sequence) => !known.has(sequence))
    if (fresh.length > 0) this.#remember(tables, fresh, hasHoles)
    this.#next = to + 1
    return {
      isDone: to >= told,
      damage: fresh.length > 0 ? { room: name, missing: fresh.length } : null,
    }
  }

  #remember(tables: Tables, damaged: readonly number[], hasHoles: boolean): void {
    const { number, name } = this.#room
    tables.writer.transaction(() => {
      // What has no row is counted when the database is made anew, at the next start.
      if (hasHoles) return tables.setCount(SALVAGE_COUNT, 1)
      tables.addDamage(number, damaged)
      tables.setCount(untoldCount(name), tables.count(untoldCount(name)) + damaged.length)
    })
  }
}
