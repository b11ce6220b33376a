// One direction of a TCP connection: bytes that arrive in their order, in any pieces, sooner or later.

import type { Chance } from './chance.fixture.ts'
import type { Scheduler } from './scheduler.fixture.ts'

/** Bytes of the largest piece. */
const MAX_CHUNK = 65_536

/** Pieces into which a queue is cut at most, so that a long one does not take the whole run. */
const MAX_PIECES = 40

export interface StreamQuality {
  readonly latencyMs: number
  /** Latency comes with up to so much more. */
  readonly jitterMs: number
  readonly bytesPerMs: number
  /** Bytes that are under way at most; what is above waits at the sender. */
  readonly windowBytes: number
  /** How often the bytes come in tiny pieces. */
  readonly tiny: number
}

export interface StreamEnds {
  readonly onArrive: (bytes: Uint8Array) => void
  /** The sender has said that nothing follows, and everything before has arrived. */
  readonly onFin: () => void
  /** The queue of the sender is empty. */
  readonly onDrained: () => void
}

export class ByteStream {
  readonly #scheduler: Scheduler
  readonly #chance: Chance
  readonly #ends: StreamEnds
  #quality: StreamQuality
  readonly #queue: Uint8Array[] = []
  #queuedBytes = 0
  #underWay = 0
  #lastArrival = 0
  #busyUntil = 0
  #stalledUntil = 0
  #isFinQueued = false
  #isFinSent = false
  #isCut = false

  constructor(scheduler: Scheduler, chance: Chance, quality: StreamQuality, ends: StreamEnds) {
    this.#scheduler = scheduler
    this.#chance = chance
    this.#quality = quality
    this.#ends = ends
  }

  /** Bytes that have not left the sender. */
  get queuedBytes(): number {
    return this.#queuedBytes
  }

  /** Bytes that were written and have not arrived. */
  get missingBytes(): number {
    return this.#queuedBytes + this.#underWay
  }

  set quality(quality: StreamQuality) {
    this.#quality = quality
    this.#pump()
  }

  write(bytes: Uint8Array): void {
    if (this.#isFinQueued || this.#isCut || bytes.length === 0) return
    this.#queue.push(bytes)
    this.#queuedBytes += bytes.length
    this.#pump()
  }

  /** Nothing follows what is queued. */
  finish(): void {
    if (this.#isFinQueued || this.#isCut) return
    this.#isFinQueued = true
    this.#pump()
  }

  /** What has not arrived by now never does. */
  cut(): void {
    this.#isCut = true
    this.#queue.length = 0
    this.#queuedBytes = 0
  }

  /** What has not left the sender never will; what is under way still arrives, and then the end. */
  drop(): void {
    if (this.#isCut) return
    this.#queue.length = 0
    this.#queuedBytes = 0
    this.finish()
  }

  /** Nothing leaves for so long; Infinity for until it is healed. */
  stall(ms: number): void {
    this.#stalledUntil = Math.max(this.#stalledUntil, this.#scheduler.now + ms)
    if (Number.isFinite(ms)) this.#scheduler.after(ms, () => this.#pump())
  }

  heal(): void {
    this.#stalledUntil = 0
    this.#pump()
  }

  get #isStalled(): boolean {
    return this.#stalledUntil > this.#scheduler.now
  }

  #pump(): void {
    if (this.#isCut) return
    const hadQueue = this.#queuedBytes > 0
    while (
      this.#queuedBytes > 0 &&
      !this.#isStalled &&
      this.#underWay < this.#quality.windowBytes
    ) {
      this.#send(
        this.#take(Math.min(this.#quality.windowBytes - this.#underWay, this.#chunkSize())),
      )
    }
    if (hadQueue && this.#queuedBytes === 0) this.#ends.onDrained()
    const isDone = this.#isFinQueued && !this.#isFinSent && this.#queuedBytes === 0
    if (isDone && !this.#isStalled) this.#sendFin()
  }

  #chunkSize(): number {
    if (!this.#chance.happens(this.#quality.tiny)) return MAX_CHUNK
    const least = Math.ceil(this.#queuedBytes / MAX_PIECES)
    return Math.max(least, this.#chance.spread(1, 300))
  }

  #take(most: number): Uint8Array {
    const [first] = this.#queue
    if (!first) return new Uint8Array()
    if (first.length <= most) {
      this.#queue.shift()
      this.#queuedBytes -= first.length
      return first
    }
    this.#queue[0] = first.subarray(most)
    this.#queuedBytes -= most
    return first.subarray(0, most)
  }

  #send(bytes: Uint8Array): void {
    this.#underWay += bytes.length
    this.#plan(bytes.length, () => {
      this.#underWay -= bytes.length
      this.#ends.onArrive(bytes)
      this.#pump()
    })
  }

  #sendFin(): void {
    this.#isFinSent = true
    this.#plan(0, () => {
      this.#isCut = true
      this.#ends.onFin()
    })
  }

  /** Later than everything before: the order of a stream never changes. */
  #plan(bytes: number, arrive: () => void): void {
    const { latencyMs, jitterMs, bytesPerMs } = this.#quality
    const { now } = this.#scheduler
    this.#busyUntil = Math.max(now, this.#busyUntil) + bytes / bytesPerMs
    const latency = latencyMs + this.#chance.next() * jitterMs
    this.#lastArrival = Math.max(this.#lastArrival, this.#busyUntil + latency)
    this.#scheduler.after(this.#lastArrival - now, () => {
      if (!this.#isCut) arrive()
    })
  }
}
