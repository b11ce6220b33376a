// A digest for tests of the core: 32 bytes that depend on all parts and where they end.

import { HASH_BYTES, type Digest } from './chain.ts'

export const testDigest: Digest = (...parts) => {
  const hash = new Uint8Array(HASH_BYTES)
  let state = 2_166_136_261
  for (const part of parts) {
    for (const byte of part) state = Math.imul(state ^ byte, 16_777_619) >>> 0
    state = Math.imul(state ^ part.length, 16_777_619) >>> 0
  }
  const view = new DataView(hash.buffer)
  for (let offset = 0; offset < HASH_BYTES; offset += 4) {
    state = Math.imul(state ^ (offset + 1), 16_777_619) >>> 0
    view.setUint32(offset, state)
  }
  return hash
}
