// How proofs without cryptography are checked: see shared/protocol/proof.fixture.ts.

import { mark } from '../protocol/proof.fixture.ts'
import type { Checks, Peer } from './connection.ts'

/** The password of rooms that have one. */
export const PASSWORD = 'open sesame'

/** 22 characters: the id of the invite with this token. */
export function inviteOf(token: string): string {
  return `I${token.slice(1)}`
}

export const TEST_CHECKS: Checks = {
  isSigned: (key, text, signature) => signature === mark(86, `${key} ${text}`),
  isOfPassword: (text, proof) => proof === mark(43, `${PASSWORD} ${text}`),
  inviteOf,
}

/** The connection of a test, as its shell knows it. */
export function testPeer(of: string | number, address = '10.0.0.1'): Peer {
  return { address, binding: `binding ${of}`, nonce: `N${of}`.padEnd(22, '_') }
}
