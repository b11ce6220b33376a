// What a classic peer has sent and its protocol has not been given yet. While some is held nothing more is read: the
// system makes the sender wait.

import type { Socket } from 'node:net'

export class HeldBytes {
  readonly #socket: Socket
  readonly #pieceBytes: number
  readonly #onArrived: () => void
  #held: Uint8Array = new Uint8Array()
  #isOver = false
  #isDiscarding = false

  /**
   * Takes over what the socket reads.
   *
   * @param pieceBytes at most so much is taken at a time
   * @param onArrived something can be taken, or it is over
   */
  constructor(socket: Socket, pieceBytes: number, onArrived: () => void) {
    this.#socket = socket
    this.#pieceBytes = pieceBytes
    this.#onArrived = onArrived
    socket.on('data', this.#onData)
    socket.on('end', this.#onPeerEnd)
    socket.pause()
  }

  /** Begins with what was read before. */
  begin(bytes: Uint8Array): void {
    this.#held = bytes
    this.#isOver = this.#socket.readableEnded
    if (bytes.length === 0) this.#socket.resume()
  }

  /** What is held; it is not taken by that. */
  get bytes(): Uint8Array {
    return this.#held
  }

  /** Reads more although some is held: what is there does not suffice. */
  readOn(): void {
    this.#socket.resume()
  }

  /** The next piece; null when there is none. */
  take(): Uint8Array | null {
    if (this.#held.length === 0) return null
    const piece = this.#held.subarray(0, this.#pieceBytes)
    this.#held = this.#held.subarray(this.#pieceBytes)
    if (this.#held.length === 0) this.#socket.resume()
    return piece
  }

  /** Whether the other side says no more. */
  get isEnding(): boolean {
    return this.#isOver
  }

  /** Whether the other side says no more and everything that it said was taken. */
  get isOver(): boolean {
    return this.#isOver && this.#held.length === 0
  }

  /** It was noticed. */
  forgetEnd(): void {
    this.#isOver = false
  }

  /** What still comes is read and concerns nobody: unread, it would make the system reset the connection. */
  discard(): void {
    this.#isDiscarding = true
    this.#held = new Uint8Array()
    this.#socket.resume()
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#isDiscarding) return
    this.#socket.pause()
    // 'data' comes once more after a pause when it was under way.
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    this.#onArrived()
  }

  readonly #onPeerEnd = (): void => {
    this.#isOver = true
    this.#onArrived()
  }
}
