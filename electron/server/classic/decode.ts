// What classic programs send, as text: UTF-8, or else Windows-1252, which every byte is a character of. Whatever
// arrives can be read, so that no byte ever closes a connection.

import { isBlank, normalizeText, toShownText } from '../../../shared/protocol/text.ts'
import { CUT_MARK, cutText } from './text.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The characters of the bytes 80 to 9f in Windows-1252, as WHATWG's encoding standard has them. Of our own, since some
 * versions of Node read these bytes as Latin-1 (nodejs/node issue 56542).
 */
const WINDOWS_1252 =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F' +
  '\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178'

/** Bytes as text: all of it UTF-8, or all of it Windows-1252. */
export function decodeText(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? decodeWindows1252(bytes)
}

/** Null when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    // The one way in which a decoder says that this is not UTF-8.
    return null
  }
}

/**
 * What a person said, as texts that a room takes: line ends are line feeds, controls are shown as what cannot be shown.
 * None when it is blank, several when it is longer than `maxBytes` of UTF-8.
 */
export function toSaid(text: string, maxBytes: number): readonly string[] {
  const said = toShownText(normalizeText(text))
  return isBlank(said) ? [] : cutText(said, maxBytes, CUT_MARK)
}

/** How many bytes at the end begin a character of UTF-8 that is not finished: 0 to 3. */
export function unfinishedBytes(bytes: Uint8Array): number {
  for (let count = 1; count <= Math.min(3, bytes.length); count += 1) {
    const byte = bytes[bytes.length - count] ?? 0
    if (byte >= 0xc2 && byte <= 0xf4) return characterBytes(byte) > count ? count : 0
    if (!isContinuation(byte)) return 0
  }
  return 0
}

/** Whether a byte goes on with a character of UTF-8 instead of beginning one. */
export function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf
}

export function joinBytes(left: Uint8Array, right: Uint8Array): Uint8Array {
  const joined = new Uint8Array(left.length + right.length)
  joined.set(left)
  joined.set(right, left.length)
  return joined
}

/** How many bytes a character of UTF-8 has that begins with this one. */
function characterBytes(lead: number): number {
  if (lead >= 0xf0) return 4
  return lead >= 0xe0 ? 3 : 2
}

function decodeWindows1252(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252.charAt(byte - 0x80) : String.fromCodePoint(byte),
  ).join('')
}
