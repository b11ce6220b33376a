// What a session reads behind what is live: the page that is asked for, and when the next may be.

import { isDue } from './due.ts'
import type { CopiedFact } from './copy.ts'

/** Milliseconds. No host lets a client wait longer for a page. */
export const MAX_READING_PAUSE_MS = 60_000

/** For the timeline, or to fill what is missing behind it. */
export type Purpose = 'older' | 'behind'

export interface Reading {
  readonly page:
    | { readonly kind: 'none' }
    /** Asked of the copy: the facts directly below `before`. */
    | { readonly kind: 'loading'; readonly before: number }
    /** Asked of the host. */
    | { readonly kind: 'asked'; readonly before: number; readonly purpose: Purpose }
    /** The facts `from`..`to` are coming, and these are here. */
    | {
        readonly kind: 'coming'
        readonly purpose: Purpose
        readonly from: number
        readonly to: number
        readonly facts: readonly CopiedFact[]
      }
  /** Somebody wants to read what is before the timeline. */
  readonly wantsOlder: boolean
  /** The host asked for patience: nothing is asked before. */
  readonly pausedUntil: number
}

export const NOT_READING: Reading = { page: { kind: 'none' }, wantsOlder: false, pausedUntil: 0 }

/** Whether the host may be asked for a page now. */
export function mayAsk({ page, pausedUntil }: Reading, now: number): boolean {
  return page.kind === 'none' && isDue(pausedUntil, MAX_READING_PAUSE_MS, now)
}

/**
 * When reading goes on after a pause; null while a page is under way or there is no pause. A moment that has
 * passed stays one, also when it passed because the clock went back.
 */
export function readingDeadline({ page, pausedUntil }: Reading, now: number): number | null {
  if (page.kind !== 'none' || pausedUntil === 0) return null
  return isDue(pausedUntil, MAX_READING_PAUSE_MS, now) ? now : pausedUntil
}

/** The pause is over. */
export function endPause(reading: Reading, now: number): Reading {
  const { pausedUntil } = reading
  const isOver = pausedUntil !== 0 && isDue(pausedUntil, MAX_READING_PAUSE_MS, now)
  return isOver ? { ...reading, pausedUntil: 0 } : reading
}

/** A page that was asked of the host on a connection that is gone does not come. */
export function stopReading({ page, wantsOlder }: Reading): Reading {
  return page.kind === 'loading' ? { page, wantsOlder, pausedUntil: 0 } : NOT_READING
}
