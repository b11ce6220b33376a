// Frames to JSON values, for a process in which many members receive the same frames.

/** Bytes of the length of a frame's body, big-endian. */
export const HEADER_BYTES = 4

export class FrameParser {
  #frame = Buffer.alloc(0)
  /** @type {unknown} */
  #value = null

  /**
   * Parses the same frame once when many members receive it one after the other.
   * @param {Buffer} frame
   * @returns {unknown}
   */
  parse(frame) {
    if (!frame.equals(this.#frame)) {
      this.#frame = Buffer.from(frame)
      this.#value = JSON.parse(frame.toString('utf8', HEADER_BYTES))
    }
    return this.#value
  }
}
