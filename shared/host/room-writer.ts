// Stores what a room is given, one commit after the other, and tells what became of it. [ST1]

import type { Committed, History } from '../history/history.ts'
import type { Submission } from '../room/effect.ts'
import { endsSpeaking } from '../room/moderation.ts'
import { STORAGE_RETRY_MS } from '../room/stored.ts'
import { CommitQueue } from './commit-queue.ts'

export interface RoomWriterOptions {
  readonly room: string
  readonly history: Pick<History, 'commit'>
  readonly maxWaiting: number
  readonly now: () => number
  readonly soon: (act: () => void) => void
  readonly onStored: (submissions: readonly Submission[], committed: Committed) => void
  /** Nothing of this is stored, nor will it be unless it is submitted again. */
  readonly onUnstored: (submissions: readonly Submission[]) => void
}

export class RoomWriter {
  readonly #options: RoomWriterOptions
  readonly #queue: CommitQueue
  #isBeginning = false
  /** Until then nothing is tried: a disk that has failed is not asked for each message. */
  #pausedUntil = 0
  /**
   * Whether a commit has failed that the disk may have kept all the same. Then the first commit after it is empty:
   * what it finds may be a ban, and what waits behind that must not be stored with it. [ST2] [MO2]
   */
  #isUnsure = false
  #onIdle: (() => void)[] = []

  constructor(options: RoomWriterOptions) {
    this.#options = options
    this.#queue = new CommitQueue(options.maxWaiting)
  }

  /** Stores it after all that was submitted before. `onStored` or `onUnstored` follows, never both. */
  submit(submission: Submission): void {
    const left = this.#pausedUntil - this.#options.now()
    // A clock that went back must not prolong the pause.
    const isPaused = left > 0 && left <= STORAGE_RETRY_MS
    if (isPaused || !this.#queue.push(submission)) return this.#options.onUnstored([submission])
    this.#beginSoon()
  }

  /** Gives up what waits and is stopped. Neither `onStored` nor `onUnstored` follows. */
  drop(isStopped: (submission: Submission) => boolean): readonly Submission[] {
    return this.#queue.drop(isStopped)
  }

  /** The disk works again: what is submitted from now on is tried at once. */
  resume(): void {
    this.#pausedUntil = 0
  }

  /** Resolves when nothing waits and no commit is under way. */
  whenIdle(): Promise<void> {
    if (this.#queue.isIdle) return Promise.resolve()
    return new Promise((settle) => {
      this.#onIdle.push(settle)
    })
  }

  /** What else arrived in this moment goes into the same commit. */
  #beginSoon(): void {
    if (this.#isBeginning) return
    this.#isBeginning = true
    this.#options.soon(() => {
      this.#isBeginning = false
      this.#begin()
    })
  }

  #begin(): void {
    if (this.#isUnsure) {
      if (this.#queue.beginEmpty()) this.#commit([])
      return this.#tellIdle()
    }
    const submissions = this.#queue.begin()
    if (submissions) this.#commit(submissions)
    else this.#tellIdle()
  }

  #commit(submissions: readonly Submission[]): void {
    const { history, room, now } = this.#options
    const drafts = submissions.map(({ draft }) => draft)
    void history.commit(room, drafts, now()).then((committed) => {
      if (!committed.ok) return this.#fail()
      this.#queue.settle()
      const isLast = this.#isUnsure || submissions.some(({ draft }) => endsSpeaking(draft))
      this.#isUnsure = false
      // The disk works on while the members are told; but who has to be silent stores nothing any more.
      if (!isLast) this.#begin()
      this.#options.onStored(submissions, committed.value)
      if (isLast) this.#begin()
    })
  }

  /** Later ones fail too: stored before an earlier one comes again, they would stand in the wrong order. */
  #fail(): void {
    this.#pausedUntil = this.#options.now() + STORAGE_RETRY_MS
    this.#isUnsure = true
    this.#options.onUnstored(this.#queue.fail())
    this.#tellIdle()
  }

  #tellIdle(): void {
    if (!this.#queue.isIdle) return
    const waiting = this.#onIdle
    this.#onIdle = []
    for (const settle of waiting) settle()
  }
}
