// Tells by the first bytes of a connection what it is: Parley's own (TLS), one of the classic programs, or something that
// nobody here talks to. Pure: the shell gathers the bytes and watches the clock.

import { BPP } from './bpp/bpp.ts'
import type { ClassicConversation } from './conversation.ts'
import { LINE } from './line/line.ts'
import { recogniseAny, recogniseWord, type ClassicKind, type Recognition } from './recognise.ts'
import { SGS } from './sgs/sgs.ts'

export type Detection =
  /** A native client: the bytes belong to the TLS handshake. */
  | { readonly kind: 'tls' }
  /** Closed without an answer: a web page must not be able to post into a room, and a scanner learns nothing. */
  | { readonly kind: 'unwanted' }
  | { readonly kind: 'classic'; readonly conversation: ClassicConversation }
  /** More bytes decide; when none comes for `waitMs` milliseconds, `detectAfterSilence` does. */
  | { readonly kind: 'undecided'; readonly waitMs: number }

/**
 * Milliseconds after which somebody who says nothing is taken for a person at a prompt, and welcomed. All programs that
 * speak first do so within 50 ms.
 */
export const SILENCE_MS = 2_000

/**
 * The classic protocols. No two of them, nor TLS or the unwanted ones, begin alike, so that their order does not matter,
 * but for the last: what nothing else wants is text.
 */
const KINDS: readonly ClassicKind[] = [BPP, SGS, LINE]

/** Judges all bytes that have come so far. */
export function detect(bytes: Uint8Array): Detection {
  if (bytes.length === 0) return { kind: 'undecided', waitMs: SILENCE_MS }
  const tls = recogniseTls(bytes)
  if (tls === 'yes') return { kind: 'tls' }
  // Nobody types this byte, so nobody waits for the answer: there is time for a slow network.
  if (tls === 'maybe') return { kind: 'undecided', waitMs: SILENCE_MS }
  const unwanted = recogniseUnwanted(bytes)
  if (unwanted === 'yes') return { kind: 'unwanted' }
  return detectKind(bytes, unwanted === 'maybe' ? UNWANTED_PATIENCE_MS : null)
}

/** The same for a host that lets no classic program in: only TLS is spoken there, and its own deadline ends who waits. */
export function detectNative(bytes: Uint8Array): Detection {
  const tls = recogniseTls(bytes)
  if (tls === 'maybe') return { kind: 'undecided', waitMs: SILENCE_MS }
  return { kind: tls === 'yes' ? 'tls' : 'unwanted' }
}

/** What a connection is that has gone silent while it was undecided: text, or somebody who waits to be welcomed. */
export function detectAfterSilence(): Detection {
  return { kind: 'classic', conversation: LINE.begin() }
}

/** Milliseconds. A program that begins like a web request sends all of it at once; a person who types `P` waits. */
const UNWANTED_PATIENCE_MS = 200

/** The methods of HTTP, each followed by a blank, and the first words of HTTP/2 and SSH. */
const UNWANTED_WORDS = [
  'GET ',
  'HEAD ',
  'POST ',
  'PUT ',
  'DELETE ',
  'CONNECT ',
  'OPTIONS ',
  'TRACE ',
  'PATCH ',
  'PRI * HTTP/',
  'SSH-',
]

function detectKind(bytes: Uint8Array, waitMs: number | null): Detection {
  for (const kind of KINDS) {
    const recognition = kind.recognise(bytes)
    if (recognition === 'maybe') {
      return { kind: 'undecided', waitMs: Math.max(waitMs ?? 0, kind.patienceMs) }
    }
    if (recognition === 'yes' && waitMs === null) {
      return { kind: 'classic', conversation: kind.begin() }
    }
  }
  return { kind: 'undecided', waitMs: waitMs ?? SILENCE_MS }
}

/** A record of the handshake, version 3.x: a ClientHello of TLS begins so, whichever version it offers. */
function recogniseTls(bytes: Uint8Array): Recognition {
  if (bytes[0] !== 0x16) return 'no'
  if (bytes.length === 1) return 'maybe'
  return bytes[1] === 0x03 ? 'yes' : 'no'
}

function recogniseUnwanted(bytes: Uint8Array): Recognition {
  return recogniseAny(UNWANTED_WORDS.map((word) => recogniseWord(bytes, word)))
}
