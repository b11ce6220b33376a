// What a history does by itself while it is open: tries again, checks what is old, makes backups.

import type { SqliteHistory } from './sqlite-history.ts'

/** Milliseconds between two tries while nothing can be stored. */
const PROBE_MS = 5_000

/** Milliseconds between two steps of the check: it takes a tenth of a core at most. */
const CHECK_MS = 20

/** Milliseconds between two looks at the age of the last backup. */
const BACKUP_LOOK_MS = 3_600_000

export class Upkeep {
  readonly #history: SqliteHistory
  readonly #timers: NodeJS.Timeout[]
  #check: NodeJS.Timeout | null = null
  #backup: Promise<void> = Promise.resolve()

  constructor(history: SqliteHistory) {
    this.#history = history
    this.#timers = [
      setInterval(() => {
        if (!history.isWorking) history.probe()
      }, PROBE_MS),
      setInterval(() => this.#backUp(), BACKUP_LOOK_MS),
    ]
    for (const timer of this.#timers) timer.unref()
  }

  /** A room was opened: its old facts are checked, and a backup is made if it is time. */
  roomOpened(): void {
    if (!this.#check) this.#check = setInterval(() => this.#step(), CHECK_MS).unref()
    this.#backUp()
  }

  /** Nothing is under way any more when this resolves. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.#endCheck()
    await this.#backup
  }

  #step(): void {
    if (!this.#history.checkStep()) this.#endCheck()
  }

  #endCheck(): void {
    if (this.#check) clearInterval(this.#check)
    this.#check = null
  }

  #backUp(): void {
    this.#backup = this.#backup.then(() => this.#history.backUpIfDue())
  }
}
