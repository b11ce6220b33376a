// How a protocol is known by the first bytes of a connection.

import type { ClassicConversation } from './conversation.ts'

/** What some first bytes are: of this protocol, perhaps the beginning of it, or not of it whatever follows. */
export type Recognition = 'yes' | 'maybe' | 'no'

/** A classic protocol as the detector knows it. */
export interface ClassicKind {
  /**
   * Judges all bytes that have come so far, at least one. The first `yes` is acted on: however a hello is split on the
   * way, it comes to the same one.
   */
  readonly recognise: (bytes: Uint8Array) => Recognition
  /** Milliseconds that a `maybe` waits for the next byte before it is text. */
  readonly patienceMs: number
  readonly begin: () => ClassicConversation
}

/** Whether bytes begin with a word of ASCII. */
export function recogniseWord(bytes: Uint8Array, word: string): Recognition {
  const shared = Math.min(bytes.length, word.length)
  for (let at = 0; at < shared; at += 1) {
    if (bytes[at] !== word.charCodeAt(at)) return 'no'
  }
  return bytes.length >= word.length ? 'yes' : 'maybe'
}

/** The best of several recognitions. */
export function recogniseAny(recognitions: readonly Recognition[]): Recognition {
  if (recognitions.includes('yes')) return 'yes'
  return recognitions.includes('maybe') ? 'maybe' : 'no'
}
