// How a 16BPP program introduces itself: `viewer`, or `name:` and its name. [B.3]

import { decodeText } from '../decode.ts'

/** Bytes that a hello may have: what the original server reads of it. [B.2] */
export const HELLO_BYTES = 2_048

const CR = 0x0d
const LF = 0x0a
const NAME_START = 'name:'.length

export type Hello =
  | { readonly kind: 'viewer' }
  /** Its name has not come yet. */
  | { readonly kind: 'unnamed' }
  | {
      readonly kind: 'messenger'
      /** Without line ends and blanks around it; may be empty. */
      readonly name: string
      /** Whether the hello was a line: then what follows are lines too. */
      readonly isLine: boolean
      /** What came after the hello. */
      readonly rest: Uint8Array
    }

/**
 * Reads what has been recognised as a hello. The name is what follows the first colon, up to a line end if there is one:
 * the originals send none, so that all of what they sent at once is their name, glued messages included.
 */
export function readHello(bytes: Uint8Array): Hello {
  if (bytes[0] !== 'n'.charCodeAt(0)) return { kind: 'viewer' }
  const named = bytes.subarray(NAME_START)
  if (named.length === 0) return { kind: 'unnamed' }
  const end = named.findIndex((byte) => isLineEnd(byte))
  const isLine = end !== -1
  return {
    kind: 'messenger',
    name: decodeText(isLine ? named.subarray(0, end) : named).trim(),
    isLine,
    rest: isLine ? named.slice(end) : new Uint8Array(),
  }
}

/** The lines of some bytes without their ends; the last one has no end yet and may be empty. */
export function splitLines(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  for (let at = 0; at < bytes.length; at += 1) {
    if (!isLineEnd(bytes[at])) continue
    lines.push(bytes.subarray(start, at))
    start = at + 1
  }
  return [...lines, bytes.subarray(start)]
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === CR || byte === LF
}
