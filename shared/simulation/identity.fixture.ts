// Who is who in the simulation, without cryptography.

import { testKey } from '../protocol/proof.fixture.ts'
import type { Peer } from '../room/connection.ts'
import { testPeer } from '../room/proofs.fixture.ts'
import { digestId } from './digest.fixture.ts'

const encoder = new TextEncoder()

/** What binds proofs to a connection: here nobody listens in. */
export const BINDING = 'binding'

/** The key of whoever has an instance. */
export function keyOf(instance: string): string {
  return testKey(instance)
}

/** The member of a key. */
export function memberOf(key: string): string {
  return digestId(encoder.encode(`member ${key}`))
}

/** A connection of a start of the host, as its shell knows it. */
export function peerOf(epoch: string, count: number): Peer {
  return { ...testPeer(`${epoch.slice(0, 8)}${count}`), binding: BINDING }
}
