// How fast one connection is heard. Whoever asks more is not refused, which would cost as much as the request, but read
// later: TCP slows the sender down. [RQ5]

import type { Limits } from '../protocol/limits.ts'

/** Bytes of a request that cost as much as a short one. */
const BYTES_PER_REQUEST = 4_096

/** Milliseconds. Debt beyond this is forgotten: a clock that went back makes nobody wait for hours. */
const MAX_PAUSE_MS = 10_000

/**
 * The requests of one connection against `requests-at-once` and `requests-per-second`, in the form of the generic cell
 * rate algorithm (ITU-T I.371): one number, which may run into debt, since what was read is heard.
 */
export class RequestPace {
  readonly #msPerRequest: number
  readonly #burstMs: number
  /** Until when all that was heard is paid for, in milliseconds since 1970. */
  #paidUntil = 0

  constructor(limits: Limits) {
    // What may be said counts apart: a host that allows more of it is asked more. [FL1]
    const perSecond = limits['requests-per-second'] + limits['flood-per-second']
    this.#msPerRequest = 1_000 / perSecond
    this.#burstMs = (limits['requests-at-once'] + limits['flood-burst']) * this.#msPerRequest
  }

  /** Counts a request of so many bytes. Returns for how many milliseconds nothing more may be read; 0: read on. */
  take(bytes: number, now: number): number {
    const cost = (1 + Math.floor(bytes / BYTES_PER_REQUEST)) * this.#msPerRequest
    const paid = Math.max(this.#paidUntil, now) + cost
    this.#paidUntil = Math.min(paid, now + this.#burstMs + MAX_PAUSE_MS)
    return Math.max(0, Math.ceil(this.#paidUntil - now - this.#burstMs))
  }
}
