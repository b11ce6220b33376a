// Writes to a program that takes each read for a message: one write at a time, whole, and the next one a moment
// later.

import type { Socket } from 'node:net'
import type { Joining } from './protocol.ts'

/** Bytes of streamed writes that go out as one. */
const STREAM: Joining = { separator: new Uint8Array(), mostBytes: 65_536 }

export interface PacedWriterOptions {
  readonly socket: Socket
  /** Milliseconds between two writes. */
  readonly gapMs: number
  /** How writes that wait go out as one; null: they do not. */
  readonly joining: Joining | null
  /** Told, later, each time a write has left for the system. */
  readonly onLeft: () => void
  /** Something waits and has kept its distance: it goes out with the next `release`. */
  readonly onDue: () => void
}

interface Write {
  readonly bytes: Uint8Array
  readonly isStream: boolean
}

export class PacedWriter {
  readonly #options: PacedWriterOptions
  readonly #queue: Write[] = []
  #queuedBytes = 0
  #isHeld = false
  #isWriting = false
  #isEnding = false
  #pause: NodeJS.Timeout | undefined
  /** When the next write may go out that keeps its distance. */
  #nextAt = -Infinity

  constructor(options: PacedWriterOptions) {
    this.#options = options
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

  /** Keeps what is written until `release`: what belongs together goes out together. */
  hold(): void {
    this.#isHeld = true
  }

  /** Writes what may go out now. */
  release(): void {
    this.#isHeld = false
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
    this.#queuedBytes = this.#options.socket.writableLength
  }

  /** Writes nothing any more. */
  stop(): void {
    clearTimeout(this.#pause)
    this.#isEnding = true
    this.drop()
  }

  #goOn(): void {
    if (this.#isHeld || this.#isWriting || this.#pause !== undefined) return
    const next = this.#queue[0]
    if (!next) return this.#isEnding ? void this.#options.socket.end() : undefined
    const left = this.#nextAt - performance.now()
    if (left > 0) {
      this.#pause = setTimeout(() => {
        this.#pause = undefined
        this.#options.onDue()
      }, Math.ceil(left))
      return
    }
    if (!next.isStream) this.#nextAt = performance.now() + this.#options.gapMs
    const { bytes, size } = this.#take(next.isStream)
    this.#isWriting = true
    this.#options.socket.write(bytes, () => this.#onWritten(size))
  }

  /** As many writes of a kind as go out as one; `size` is what they had before they were joined. */
  #take(isStream: boolean): { readonly bytes: Uint8Array; readonly size: number } {
    const joining = isStream ? STREAM : this.#options.joining
    const taken: Uint8Array[] = []
    let size = 0
    for (const write of this.#queue) {
      const isTooMuch =
        !joining || joinedBytes(size, taken.length, write, joining) > joining.mostBytes
      if (taken.length > 0 && (write.isStream !== isStream || isTooMuch)) break
      taken.push(write.bytes)
      size += write.bytes.length
    }
    this.#queue.splice(0, taken.length)
    return { bytes: join(taken, joining?.separator), size }
  }

  #onWritten(size: number): void {
    this.#isWriting = false
    // What was queued may have been dropped meanwhile.
    this.#queuedBytes = Math.max(0, this.#queuedBytes - size)
    this.#options.onLeft()
    this.#goOn()
  }
}

function joinedBytes(
  size: number,
  count: number,
  { bytes }: Write,
  { separator }: Joining,
): number {
  return size + count * separator.length + bytes.length
}

function join(
  [first = new Uint8Array(), ...others]: Uint8Array[],
  separator?: Uint8Array,
): Uint8Array {
  if (others.length === 0) return first
  const between = separator ?? new Uint8Array()
  return Buffer.concat([first, ...others.flatMap((bytes) => [between, bytes])])
}
