// SGS (S in the specification): SGSclientTCP, and whatever else speaks its packets.

import { converse } from '../conversation.ts'
import type { ClassicKind, Recognition } from '../recognise.ts'
import { areSane, HEAD_BYTES, mayBeHead } from './codec.ts'
import { SGS_PROTOCOL } from './machine.ts'

/** Milliseconds for the rest of a head: nobody types these bytes, so nobody waits for an answer. */
const PATIENCE_MS = 2_000

export const SGS: ClassicKind = {
  recognise,
  patienceMs: PATIENCE_MS,
  begin: () => converse(SGS_PROTOCOL),
}

/** The head of a packet: one of the five commands and two lengths that fit into the original's buffer. */
function recognise(bytes: Uint8Array): Recognition {
  if (!mayBeHead(bytes.subarray(0, 4))) return 'no'
  if (!areSane(lengthAt(bytes, 4), lengthAt(bytes, 8))) return 'no'
  return bytes.length >= HEAD_BYTES ? 'yes' : 'maybe'
}

/** The least that a length can be, from those of its bytes that are there. The high ones come last. */
function lengthAt(bytes: Uint8Array, offset: number): number {
  const length = new DataView(new ArrayBuffer(4))
  bytes.subarray(offset, offset + 4).forEach((byte, at) => length.setUint8(at, byte))
  return length.getInt32(0, true)
}
