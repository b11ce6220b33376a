// The lines of the input, read as fast as they are wanted.

import { createInterface, type Interface } from 'node:readline'
import type { Readable } from 'node:stream'

export class InputLines {
  readonly #input: Readable
  #lines: Interface | null = null
  #isClosed = false

  /** Reads nothing before the first line is asked for. */
  constructor(input: Readable) {
    this.#input = input
  }

  /** The lines, until the input ends, cannot be read any more, or `close` is called. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    const lines = createInterface({ input: this.#input, crlfDelay: Number.POSITIVE_INFINITY })
    this.#lines = lines
    // Input that cannot be read, such as a folder, is over.
    this.#input.on('error', () => lines.close())
    for await (const line of lines) {
      // What was read before the end comes after it all the same.
      if (this.#isClosed) return
      yield line
    }
  }

  /** Lets go of the input: no further line comes, also none that was read already. */
  close(): void {
    this.#isClosed = true
    this.#lines?.close()
    this.#input.pause()
  }
}
