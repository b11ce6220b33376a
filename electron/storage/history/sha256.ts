// SHA-256 as the history's chain takes it.

import { hash } from 'node:crypto'
import { HASH_BYTES, type Digest } from '../../../shared/history/chain.ts'

/** Grows to the largest input there was: one call into OpenSSL for each fact, and no copy is allocated. */
let scratch = new Uint8Array(65_536)

/** SHA-256 over the parts, one after the other. */
export const sha256: Digest = (...parts) => {
  let length = 0
  for (const part of parts) length += part.length
  if (length > scratch.length) scratch = new Uint8Array(length * 2)
  let offset = 0
  for (const part of parts) {
    scratch.set(part, offset)
    offset += part.length
  }
  // A text of 32 characters costs half of what a buffer of the runtime does.
  const text = hash('sha256', scratch.subarray(0, length), 'binary')
  const bytes = new Uint8Array(HASH_BYTES)
  for (let index = 0; index < HASH_BYTES; index++) bytes[index] = text.charCodeAt(index)
  return bytes
}
