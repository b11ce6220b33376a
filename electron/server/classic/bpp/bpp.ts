// The 16BPP chat (B in the specification): TcpChatViewer and TcpChatMessenger. No framing: a write is a message.

import { converse } from '../conversation.ts'
import { recogniseAny, recogniseWord, type ClassicKind, type Recognition } from '../recognise.ts'
import { BPP_PROTOCOL } from './machine.ts'

/** The programs send their hello at once and whole; another one may need two packets for it. [B.12] */
const PATIENCE_MS = 200

const LINE_ENDS = [0x0d, 0x0a]

export const BPP: ClassicKind = {
  recognise,
  patienceMs: PATIENCE_MS,
  begin: () => converse(BPP_PROTOCOL),
}

/** `name:` and whatever follows, or `viewer` alone: as a line too, as a telnet sends it. */
function recognise(bytes: Uint8Array): Recognition {
  return recogniseAny([recogniseWord(bytes, 'name:'), recogniseViewer(bytes)])
}

function recogniseViewer(bytes: Uint8Array): Recognition {
  const recognition = recogniseWord(bytes, 'viewer')
  const next = bytes['viewer'.length]
  // `viewers are late` is something that a person says.
  return next === undefined || LINE_ENDS.includes(next) ? recognition : 'no'
}
