import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  encodeFingerprint,
  fingerprintWords,
  formatFingerprint,
  parseFingerprint,
} from './fingerprint.ts'
import { FINGERPRINT_WORDS } from './words.ts'

const digests = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('fingerprint', () => {
  it('[TL2] writes base32 of RFC 4648', () => {
    const digest = Uint8Array.from({ length: 32 }, (_, index) => index)

    expect(encodeFingerprint(digest)).toBe('aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq')
  })

  it('[TL2] takes nothing but a SHA-256 digest', () => {
    expect(() => encodeFingerprint(new Uint8Array(31))).toThrow('31 bytes')
  })

  it('[TL2] is read as it was shown, in any case and grouping', () => {
    fc.assert(
      fc.property(digests, (digest) => {
        const fingerprint = encodeFingerprint(digest)
        const shown = formatFingerprint(fingerprint)
        const copies = [fingerprint, shown, ` ${shown.toUpperCase()}\n`, shown.replaceAll('-', ' ')]

        expect(copies.map((copy) => parseFingerprint(copy))).toEqual(
          copies.map(() => ({ ok: true, value: fingerprint })),
        )
      }),
    )
  })

  it.each([
    '',
    'abc',
    'a'.repeat(51),
    'a'.repeat(53),
    `${'a'.repeat(51)}b`,
    `${'a'.repeat(51)}1`,
    '語'.repeat(52),
  ])('[TL2] rejects %j', (text) => {
    expect(parseFingerprint(text)).toEqual({ ok: false, error: { code: 'bad-fingerprint' } })
  })

  it('[TR3] says a word for each of the first 16 bytes', () => {
    fc.assert(
      fc.property(digests, (digest) => {
        const words = fingerprintWords(encodeFingerprint(digest))

        expect(words).toEqual(Array.from(digest.slice(0, 16), (byte) => FINGERPRINT_WORDS[byte]))
      }),
    )
  })

  it('[TR3] has 256 different words', () => {
    expect([FINGERPRINT_WORDS.length, new Set(FINGERPRINT_WORDS).size]).toEqual([256, 256])
  })
})
