// How a host checks what clients prove.

import { createHash, createPublicKey, verify } from 'node:crypto'
import type { Checks } from '../../shared/room/connection.ts'
import { isPasswordProof } from './password-key.ts'
import { isSoundKey } from './sound-key.ts'

/** `password` is the key of the room's password; null when it has none. */
export function createChecks(password: Uint8Array | null): Checks {
  return {
    isSigned,
    isOfPassword: (text, proof) => password !== null && isPasswordProof(password, text, proof),
    inviteOf,
  }
}

/** The member id of a profile's key. [ID2] */
export function identify(key: string): string {
  const digest = createHash('sha256').update(`parley/member/2/${key}`).digest()
  return digest.subarray(0, 16).toString('base64url')
}

/** The id of the invite to which a token belongs. [IV5] */
export function inviteOf(token: string): string {
  const digest = createHash('sha256').update(`parley/invite/1/${token}`).digest()
  return digest.subarray(0, 16).toString('base64url')
}

function isSigned(key: string, text: string, signature: string): boolean {
  if (!isSoundKey(key)) return false
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: key }
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
    return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64url'))
  } catch {
    return false // 32 bytes that are no point of the curve.
  }
}
