// A host's fingerprint: the SHA-256 of its public key, as text to copy and as words to compare. [TL2] [TR3]

import { failed, succeeded, type Result } from '../result.ts'
import { FINGERPRINT_WORDS } from './words.ts'

/** Bytes of a SHA-256 digest. */
const DIGEST_BYTES = 32

/** Bytes told as words, one each: 128 bits, more than anybody can forge. */
const SPOKEN_BYTES = 16

/** RFC 4648, lower case. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** The canonical form of a digest: 52 characters of base32 without padding. Takes exactly 32 bytes. */
export function encodeFingerprint(digest: Uint8Array): string {
  if (digest.length !== DIGEST_BYTES)
    throw new Error(`not a SHA-256 digest: ${digest.length} bytes`)
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of digest) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += BASE32[(value >>> bits) & 31]
    }
  }
  return text + BASE32[(value << (5 - bits)) & 31]
}

/** Reads a fingerprint as people copy it: any case, with blanks or hyphens. Fails with `bad-fingerprint`. */
export function parseFingerprint(text: string): Result<string> {
  const compact = text.replace(/[\s-]+/gu, '').toLowerCase()
  return /^[a-z2-7]{51}[aq]$/.test(compact) ? succeeded(compact) : failed('bad-fingerprint')
}

/** The canonical form in groups of four, as it is shown. */
export function formatFingerprint(fingerprint: string): string {
  return fingerprint.match(/.{1,4}/g)?.join('-') ?? ''
}

/** The fingerprint as 16 words for two people to compare. Takes the canonical form. */
export function fingerprintWords(fingerprint: string): readonly string[] {
  const words: string[] = []
  let bits = 0
  let value = 0
  for (const character of fingerprint) {
    value = ((value << 5) | BASE32.indexOf(character)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    words.push(FINGERPRINT_WORDS[(value >>> bits) & 0xff] ?? '')
    if (words.length === SPOKEN_BYTES) break
  }
  return words
}
