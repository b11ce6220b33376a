// Gathers the first record of TLS, which is the ClientHello or its beginning: before all of it has come nothing of TLS is
// prepared for a connection, so that a stranger who drips costs no more than one who is silent.

/** Bytes before what a record contains (RFC 8446, 5.1): its type, a version of two bytes, a length of two. */
const HEADER_BYTES = 5

/** Bytes that a record contains at most (RFC 8446, 5.1). */
const CONTENT_BYTES = 2 ** 14

/** What has come so far. */
export type Gathered =
  | { readonly kind: 'incomplete' }
  /** It is whole: everything that came, in order, what followed included. */
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** No TLS has such a record. */
  | { readonly kind: 'broken' }

export class ClientHello {
  #bytes: Buffer = Buffer.alloc(0)
  /** How many of `#bytes` have come. */
  #count = 0

  /** Adds what came next. To be called no more once it is whole or broken. */
  add(more: Uint8Array): Gathered {
    this.#makeRoom(more.length)
    this.#bytes.set(more, this.#count)
    this.#count += more.length
    if (this.#count < HEADER_BYTES) return { kind: 'incomplete' }
    const content = this.#bytes.readUInt16BE(3)
    if (content === 0 || content > CONTENT_BYTES) return { kind: 'broken' }
    if (this.#count < HEADER_BYTES + content) return { kind: 'incomplete' }
    return { kind: 'whole', bytes: this.#bytes.subarray(0, this.#count) }
  }

  /** Doubles: bytes that come one by one are not copied each time. */
  #makeRoom(bytes: number): void {
    const needed = this.#count + bytes
    if (needed <= this.#bytes.length) return
    const roomier = Buffer.alloc(Math.max(needed, 2 * this.#bytes.length))
    roomier.set(this.#bytes.subarray(0, this.#count))
    this.#bytes = roomier
  }
}
