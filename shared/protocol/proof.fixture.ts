// Proofs without cryptography, for tests and the simulation: right for whoever should make them, and no others.

import { proofText, type ProofContext } from './proof.ts'
import type { RequestOf } from './request.ts'

/** 43 characters that differ where the texts do. */
export function testKey(of: string): string {
  return `K${of}`.padEnd(43, '_').slice(0, 43)
}

/** What a client proves that has this key, and perhaps knows the password and has an invite. */
export function testProof(
  key: string,
  context: ProofContext,
  { password = null, invite = null }: { password?: string | null; invite?: string | null } = {},
): RequestOf<'prove'> {
  const text = proofText('password', context)
  return {
    type: 'prove',
    signature: mark(86, `${key} ${proofText('identity', context)}`),
    password: password === null ? null : mark(43, `${password} ${text}`),
    invite,
  }
}

/** A text's hash (FNV-1a) in so many characters. */
export function mark(length: number, text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return `${hash}`.padEnd(length, 'p')
}
