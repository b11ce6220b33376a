import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createChecks } from './checks.ts'
import { makeProfileKey } from './profile-key.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const { isSigned } = createChecks(null)

/** The y of the points whose order divides 8, smallest byte first. */
const SMALL_ORDER = [
  ['0, of order 4', `00${'00'.repeat(31)}`],
  ['1, of order 1', `01${'00'.repeat(31)}`],
  ['of order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
  ['of order 8, too', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
  ['-1, of order 2', `ec${'ff'.repeat(30)}7f`],
  ['0, as p', `ed${'ff'.repeat(30)}7f`],
  ['1, as p + 1', `ee${'ff'.repeat(30)}7f`],
] as const

/** Both signs of x. */
function signed(y: string): readonly Buffer[] {
  const [plus, minus] = [Buffer.from(y, 'hex'), Buffer.from(y, 'hex')]
  minus[31] = (minus[31] ?? 0) | 0x80
  return [plus, minus]
}

/** A text and its signature by nobody, as base64url: a point of small order and nothing times the base point. */
function forge(key: Buffer): { readonly text: string; readonly signature: string } | null {
  const publicKey = keyObject(key)
  if (!publicKey) return null
  for (let turn = 0; turn < 64; turn++) {
    const text = `text ${turn}`
    for (const point of SMALL_ORDER.flatMap(([, y]) => signed(y))) {
      const signature = Buffer.concat([point, Buffer.alloc(32)])
      if (verify(null, Buffer.from(text), publicKey, signature)) {
        return { text, signature: signature.toString('base64url') }
      }
    }
  }
  return null
}

function keyObject(key: Buffer) {
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    return null // OpenSSL knows some of these for no point.
  }
}

describe('a signature', () => {
  test('[AU1] is good for its key and its text', () => {
    const [key, other] = [makeProfileKey(), makeProfileKey()]
    const signature = key.sign('text')

    expect([
      isSigned(key.publicKey, 'text', signature),
      isSigned(key.publicKey, 'texts', signature),
      isSigned(other.publicKey, 'text', signature),
      isSigned(key.publicKey, 'text', 'A'.repeat(86)),
    ]).toEqual([true, false, false, false])
  })

  test('[ID2] [ID3] is good for one spelling of its key: a key is one member', () => {
    const key = makeProfileKey()
    const first = ALPHABET.indexOf(key.publicKey.at(-1) ?? '') & ~3
    const spellings = [0, 1, 2, 3].map((spare) => {
      return key.publicKey.slice(0, -1) + (ALPHABET[first + spare] ?? '')
    })
    const bytes = new Set(spellings.map((each) => Buffer.from(each, 'base64url').toString('hex')))

    expect(bytes.size).toBe(1)
    expect(spellings.map((each) => isSigned(each, 'text', key.sign('text')))).toEqual(
      spellings.map((each) => each === key.publicKey),
    )
  })

  test.each(SMALL_ORDER)('[AU1] [ID3] by a key that is nobody’s is none: y is %s', (_, y) => {
    for (const key of signed(y)) {
      const forged = forge(key)
      const isGood = forged && isSigned(key.toString('base64url'), forged.text, forged.signature)

      expect(isGood ?? false).toBe(false)
    }
  })

  test('[ID3] of keys of small order can be forged, or there would be nothing to refuse', () => {
    const forged = SMALL_ORDER.map(([, y]) => signed(y).some((key) => forge(key) !== null))

    expect(forged.filter(Boolean).length).toBeGreaterThanOrEqual(5)
  })
})
