import { createHash, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { sha256 } from './sha256.ts'

it.each([0, 1, 55, 64, 300, 65_536, 200_000])(
  'hashes %i bytes in any parts as SHA-256 does',
  (length) => {
    const bytes = randomBytes(length)
    const middle = Math.floor(length / 3)

    const hashes = [sha256(bytes), sha256(bytes.subarray(0, middle), bytes.subarray(middle))]

    const expected = new Uint8Array(createHash('sha256').update(bytes).digest())
    expect(hashes).toEqual([expected, expected])
  },
)
