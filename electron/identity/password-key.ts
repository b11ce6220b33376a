// What a room's password is turned into before anything is done with it: slow to compute, so that guessing is.

import { createHmac, scrypt, timingSafeEqual } from 'node:crypto'
import { SCRYPT } from '../../shared/protocol/proof.ts'

/** Bytes. scrypt refuses to work without room for its 64 MiB. */
const MAX_MEMORY = 2 * 128 * SCRYPT.N * SCRYPT.r

/** The key of a normalised password (see SCRYPT); takes a fifth of a second, not on the thread that asks. */
export function passwordKey(password: string, salt: string): Promise<Buffer> {
  const { N, r, p, keyBytes } = SCRYPT
  return new Promise((settle, fail) => {
    scrypt(password, salt, keyBytes, { N, r, p, maxmem: MAX_MEMORY }, (error, key) => {
      if (error) fail(error)
      else settle(key)
    })
  })
}

/** The proof over a text: HMAC-SHA256 as base64url. */
export function passwordProof(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

/** Whether a proof is that of the key; takes the same time whichever byte differs. */
export function isPasswordProof(key: Uint8Array, text: string, proof: string): boolean {
  const expected = createHmac('sha256', key).update(text).digest()
  const given = Buffer.from(proof, 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
