// The unit on the wire: a 4-byte unsigned big-endian length, then that many bytes. [FR1]

import { failed, succeeded, type Result } from '../result.ts'
import { FRAME_HEADER_BYTES } from './limits.ts'

/** The place of the length, until it is known: it is as many bytes in UTF-8. */
const LENGTH_GAP = '\0'.repeat(FRAME_HEADER_BYTES)

const encoder = new TextEncoder()

/** One frame that holds a value as UTF-8 JSON. The value must be JSON-serialisable. */
export function encodeFrame(value: object): Uint8Array<ArrayBuffer> {
  const frame = encoder.encode(LENGTH_GAP + JSON.stringify(value))
  const { buffer, byteOffset, length } = frame
  new DataView(buffer, byteOffset).setUint32(0, length - FRAME_HEADER_BYTES)
  return frame
}

/**
 * Cuts a byte stream into frame bodies. However the stream is split, the bodies are the same. [FR2]
 *
 * The length is checked against the limit when its 4 bytes are there, before anything is allocated. [FR3]
 * After an error the decoder stays in error: the stream has lost its frame borders.
 */
export class FrameDecoder {
  #maxBodyBytes: number
  readonly #header = new Uint8Array(FRAME_HEADER_BYTES)
  readonly #length = new DataView(this.#header.buffer)
  #headerFilled = 0
  #body: Uint8Array | null = null
  #bodyFilled = 0
  #error: Result<never> | null = null

  /** @param maxBodyBytes the largest body accepted, in bytes */
  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes
  }

  /** Changes the limit for the frames whose length has not been read yet. */
  setMaxBodyBytes(maxBodyBytes: number): void {
    this.#maxBodyBytes = maxBodyBytes
  }

  /** Whether a frame has begun and not ended. */
  get isInsideFrame(): boolean {
    return this.#headerFilled > 0
  }

  /**
   * Takes the next bytes and hands each complete body to `take`, in order. `take` may change the limit.
   * A body may be a view of `bytes`; it is valid until `push` returns. Fails with `bad-frame` for an
   * empty frame and `frame-too-large` for one above the limit.
   */
  push(bytes: Uint8Array, take: (body: Uint8Array) => void): Result<void> {
    let offset = 0
    while (offset < bytes.length && !this.#error) {
      offset = this.#body
        ? this.#fillBody(bytes, offset, take)
        : this.#fillHeader(bytes, offset, take)
    }
    return this.#error ?? succeeded(undefined)
  }

  #fillHeader(bytes: Uint8Array, start: number, take: (body: Uint8Array) => void): number {
    let offset = start
    while (this.#headerFilled < FRAME_HEADER_BYTES && offset < bytes.length) {
      this.#header[this.#headerFilled++] = bytes[offset++] ?? 0
    }
    if (this.#headerFilled < FRAME_HEADER_BYTES) return offset
    const length = this.#length.getUint32(0)
    if (length === 0) {
      this.#error = failed('bad-frame')
    } else if (length > this.#maxBodyBytes) {
      this.#error = failed('frame-too-large', { max: this.#maxBodyBytes })
    } else if (bytes.length - offset >= length) {
      // The usual case: the whole frame is here, so nothing is copied.
      this.#headerFilled = 0
      take(bytes.subarray(offset, offset + length))
      return offset + length
    } else {
      this.#body = new Uint8Array(length)
      this.#bodyFilled = 0
    }
    return offset
  }

  #fillBody(bytes: Uint8Array, start: number, take: (body: Uint8Array) => void): number {
    const body = this.#body
    if (!body) return start
    const end = Math.min(bytes.length, start + body.length - this.#bodyFilled)
    body.set(bytes.subarray(start, end), this.#bodyFilled)
    this.#bodyFilled += end - start
    if (this.#bodyFilled === body.length) {
      this.#body = null
      this.#headerFilled = 0
      take(body)
    }
    return end
  }
}
