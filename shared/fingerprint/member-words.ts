// A member's key as words: two people who see the same words see the same member. [ID2]

import { FINGERPRINT_WORDS } from './words.ts'

/** 56 bits of the member id: short enough to read out. */
const WORD_COUNT = 7

/** RFC 4648, section 5. */
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A member id, which is a hash of the member's key, as seven words to compare. */
export function memberWords(id: string): readonly string[] {
  const words: string[] = []
  let bits = 0
  let value = 0
  for (const character of id) {
    value = ((value << 6) | BASE64URL.indexOf(character)) & 0xfff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    words.push(FINGERPRINT_WORDS[(value >>> bits) & 0xff] ?? '')
    if (words.length === WORD_COUNT) break
  }
  return words
}
