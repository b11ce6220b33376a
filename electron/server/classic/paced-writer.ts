// Writes to a program that takes each read for a message: one write at a time, whole, and the next one a moment
// later.

import type { Socket } from 'node:net'

/** Bytes of streamed writes that go out as one. */
const STREAM_BYTES = 65_536

interface Write {
  readonly bytes: Uint8Array
  readonly isStream: boolean
}

export class PacedWriter {
  readonly #socket: Socket
  readonly #gapMs: number
  readonly #onLeft: () => void
  readonly #queue: Write[] = []
  #queuedBytes = 0
  #isWriting = false
  #isEnding = false
  #pause: NodeJS.Timeout | undefined
  /** When the next write may go out that keeps its distance. */
  #nextAt = -Infinity

  /** @param onLeft is told, later, each time a write has left for the system */
  constructor(socket: Socket, gapMs: number, onLeft: () => void) {
    this.#socket = socket
    this.#gapMs = gapMs
    this.#onLeft = onLeft
  }

  /** Bytes that have not left yet. */
  get queuedBytes(): number {
    return this.#queuedBytes
  }

  /**
   * Queues one write. The order is kept, and between two of them are at least the milliseconds of the protocol. What
   * is streamed keeps no distance to what is streamed before it, and may go out together with it.
   */
  write(bytes: Uint8Array, isStream = false): void {
    if (this.#isEnding || bytes.length === 0) return
    this.#queue.push({ bytes, isStream })
    this.#queuedBytes += bytes.length
    this.#goOn()
  }

  /** Closes this direction after everything that was queued; nothing is queued any more. */
  end(): void {
    this.#isEnding = true
    this.#goOn()
  }

  /** Forgets what has not been written yet. */
  drop(): void {
    this.#queue.length = 0
    this.#queuedBytes = this.#socket.writableLength
  }

  /** Writes nothing any more. */
  stop(): void {
    clearTimeout(this.#pause)
    this.#isEnding = true
    this.drop()
  }

  #goOn(): void {
    if (this.#isWriting || this.#pause !== undefined) return
    const next = this.#queue[0]
    if (!next) return this.#isEnding ? void this.#socket.end() : undefined
    const left = this.#nextAt - performance.now()
    if (left > 0) {
      this.#pause = setTimeout(() => {
        this.#pause = undefined
        this.#goOn()
      }, Math.ceil(left))
      return
    }
    const bytes = next.isStream ? this.#takeStream() : this.#takeOne()
    this.#isWriting = true
    this.#socket.write(bytes, () => this.#onWritten(bytes.length))
  }

  #takeOne(): Uint8Array {
    this.#nextAt = performance.now() + this.#gapMs
    return this.#queue.shift()?.bytes ?? new Uint8Array()
  }

  /** As many streamed writes as there are, within bounds. */
  #takeStream(): Uint8Array {
    const taken: Uint8Array[] = []
    let size = 0
    for (const { bytes, isStream } of this.#queue) {
      if (!isStream || (size > 0 && size + bytes.length > STREAM_BYTES)) break
      taken.push(bytes)
      size += bytes.length
    }
    this.#queue.splice(0, taken.length)
    return taken.length === 1 ? (taken[0] ?? new Uint8Array()) : Buffer.concat(taken, size)
  }

  #onWritten(bytes: number): void {
    this.#isWriting = false
    // What was queued may have been dropped meanwhile.
    this.#queuedBytes = Math.max(0, this.#queuedBytes - bytes)
    this.#onLeft()
    this.#goOn()
  }
}
