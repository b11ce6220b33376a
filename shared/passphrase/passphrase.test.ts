import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  generatePassphrase,
  MAX_PASSWORD_LENGTH,
  MIN_PASSWORD_LENGTH,
  normalizePassword,
  PASSPHRASE_RANDOM_BYTES,
  weakness,
} from './passphrase.ts'
import { PASSPHRASE_WORDS } from './words.ts'

const random = fc.uint8Array({
  minLength: PASSPHRASE_RANDOM_BYTES,
  maxLength: PASSPHRASE_RANDOM_BYTES,
})

function normalize(text: string): string {
  const password = normalizePassword(text)
  return password.ok ? password.value : password.error.code
}

describe('generatePassphrase', () => {
  it('[PW1] has 7,776 different words of letters', () => {
    expect([PASSPHRASE_WORDS.length, new Set(PASSPHRASE_WORDS).size]).toEqual([7776, 7776])
    expect(PASSPHRASE_WORDS.filter((word) => !/^[a-z]{3,9}$/.test(word))).toEqual([])
  })

  it('[PW1] chooses each word by its own four bytes', () => {
    const bytes = new Uint8Array(PASSPHRASE_RANDOM_BYTES)
    bytes[3] = 1
    bytes.set([0, 0, 0x1e, 0x5f], 4)
    bytes.set([0, 0, 0x1e, 0x60], 8)
    bytes.set([255, 255, 255, 255], 20)

    expect(generatePassphrase(bytes)).toBe('abdomen-zoom-abacus-abacus-abacus-fifteen')
  })

  it('[PW1] takes no other number of bytes', () => {
    expect(() => generatePassphrase(new Uint8Array(PASSPHRASE_RANDOM_BYTES - 1))).toThrow(
      '23 bytes',
    )
  })

  it('[PW1] gives what is taken as it is, and is no weak password', () => {
    fc.assert(
      fc.property(random, (bytes) => {
        const passphrase = generatePassphrase(bytes)

        expect(normalizePassword(passphrase)).toEqual({ ok: true, value: passphrase })
        fc.pre(new Set(passphrase.split('-')).size > 2)
        expect(weakness(passphrase)).toBe(null)
      }),
    )
  })
})

describe('normalizePassword', () => {
  const passphrase = 'abdomen-zoom-abacus-unwell-flint-otter'

  it.each([
    passphrase.toUpperCase(),
    `  ${passphrase}\r\n`,
    passphrase.replaceAll('-', ' '),
    passphrase.replaceAll('-', ' - '),
    passphrase.replaceAll('-', '–'),
    passphrase.replaceAll('-', '\u2011'),
    passphrase.replaceAll('-', '\u00A0'),
    passphrase.replaceAll('-', '\n'),
    'Abdomen zoom-abacus\tUnwell flint – Otter',
  ])('[PW2] reads %j as the passphrase', (text) => {
    expect(normalize(text)).toBe(passphrase)
  })

  it.each([
    ['Correct Horse', 'Correct Horse'],
    [' Abdomen Zoom ', 'Abdomen Zoom'],
    [`${passphrase} Ann`, `${passphrase} Ann`],
    ['Ｃafé\u0301-１２３', 'Cafe\u0301\u0301-123'.normalize('NFKC')],
    ['U\u0308BERMUTIG', 'ÜBERMUTIG'.normalize('NFC')],
    ['😀'.repeat(MIN_PASSWORD_LENGTH), '😀'.repeat(MIN_PASSWORD_LENGTH)],
    ['x'.repeat(MAX_PASSWORD_LENGTH), 'x'.repeat(MAX_PASSWORD_LENGTH)],
  ])('[PW2] leaves %j as %j', (text, password) => {
    expect(normalize(text)).toBe(password)
  })

  it.each([
    ['', 'password-too-short'],
    [' '.repeat(20), 'password-too-short'],
    ['😀'.repeat(MIN_PASSWORD_LENGTH - 1), 'password-too-short'],
    ['x'.repeat(MAX_PASSWORD_LENGTH + 1), 'password-too-long'],
    ['\uFDFA'.repeat(8), 'password-too-long'],
    ['\uFDFA'.repeat(1_000_000), 'password-too-long'],
  ])('[PW3] refuses a password of the wrong length', (text, code) => {
    expect(normalize(text)).toBe(code)
  })

  it('[PW2] gives a form that it gives again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 8, maxLength: 24 }), (text) => {
        const once = normalizePassword(text)
        fc.pre(once.ok)

        expect(normalizePassword(once.value)).toEqual(once)
      }),
    )
  })
})

describe('weakness', () => {
  it.each([
    'password',
    'Password1!',
    'P@ssw0rd2026',
    '12345678',
    'qwertyuiop',
    'iloveyou!!!!!!',
    'dragon2024',
    '1qaz2wsx!!',
  ])('[PW3] knows %s', (password) => {
    expect(weakness(password)).toBe('password-common')
  })

  it.each(['horsestaple', 'aaaaaaaaaaaaaaaaaaaa', '12121212121212', 'Xy7#Qw2p'])(
    '[PW3] finds %s weak',
    (password) => {
      expect(weakness(password)).toBe('password-weak')
    },
  )

  it.each(['correct horse battery', 'my dog is called password', 'Xy7#Qw2p!mN4'])(
    '[PW3] has nothing against %s',
    (password) => {
      expect(weakness(password)).toBe(null)
    },
  )
})
