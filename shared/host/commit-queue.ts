// What waits to be stored in one room. One commit is under way at a time, and what arrives meanwhile is the
// next one: so a commit gathers by itself as much as the disk is slow, and no timer is needed.

import { BATCH_FACTS, BATCH_UNITS } from '../protocol/limits.ts'
import type { Submission } from '../room/effect.ts'
import { endsSpeaking } from '../room/moderation.ts'

export class CommitQueue {
  readonly #max: number
  #waiting: Submission[] = []
  #underWay: readonly Submission[] | null = null

  /** @param max submissions that may wait */
  constructor(max: number) {
    this.#max = max
  }

  get isIdle(): boolean {
    return this.#underWay === null && this.#waiting.length === 0
  }

  /** Puts one at the end. False, and nothing is put, when too many wait. */
  push(submission: Submission): boolean {
    if (this.#waiting.length >= this.#max) return false
    this.#waiting.push(submission)
    return true
  }

  /** Begins the next commit with the oldest that wait; null while one is under way or nothing waits. */
  begin(): readonly Submission[] | null {
    if (this.#underWay !== null || this.#waiting.length === 0) return null
    this.#underWay = this.#waiting.splice(0, countOfBatch(this.#waiting))
    return this.#underWay
  }

  /** Begins a commit of nothing; false while one is under way or nothing waits. */
  beginEmpty(): boolean {
    if (this.#underWay !== null || this.#waiting.length === 0) return false
    this.#underWay = []
    return true
  }

  /** Takes out those that wait and are stopped, and gives them in their order. */
  drop(isStopped: (submission: Submission) => boolean): readonly Submission[] {
    const stopped = this.#waiting.filter(isStopped)
    this.#waiting = this.#waiting.filter((each) => !isStopped(each))
    return stopped
  }

  /** The commit under way is done. */
  settle(): void {
    this.#underWay = null
  }

  /** The commit under way has failed: nothing of it is stored, and nothing may be stored that came later. */
  fail(): readonly Submission[] {
    const failed = [...(this.#underWay ?? []), ...this.#waiting]
    this.#underWay = null
    this.#waiting = []
    return failed
  }
}

/** How many of the oldest fit into one batch: at least one. [BC1] */
function countOfBatch(waiting: readonly Submission[]): number {
  let units = 0
  let count = 0
  for (const { draft } of waiting) {
    units += draft.type === 'message' ? draft.text.length : 0
    if (count > 0 && (count === BATCH_FACTS || units > BATCH_UNITS)) break
    count++
    // What comes after it has other readers, or an author who may not say it any more. [MO2] [MO4]
    if (endsSpeaking(draft)) break
  }
  return count
}
