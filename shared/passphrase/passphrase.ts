// Passwords of a room: made for people, read as people type them, and told when they are weak. [PW1] [PW2] [PW3]

import type { ErrorCode } from '../error.ts'
import { failed, succeeded, type Result } from '../result.ts'
import { COMMON_PASSWORDS } from './common.ts'
import { PASSPHRASE_WORDS } from './words.ts'

/** Words of a passphrase: 77 bits, of which nobody tries out all even when each try costs only a hash. [PW1] */
const WORD_COUNT = 6

/** Bytes that choose one word. 2^32 is so much more than 7,776 that no word is likelier by more than 2 in a million. */
const BYTES_PER_WORD = 4

/** Random bytes that generatePassphrase takes. */
export const PASSPHRASE_RANDOM_BYTES = WORD_COUNT * BYTES_PER_WORD

/** Code points. Less is no password (NIST SP 800-63B). [PW3] */
export const MIN_PASSWORD_LENGTH = 8

/** Code points. More than the longest passphrase twice; bounds the work of reading and of hashing. [PW3] */
export const MAX_PASSWORD_LENGTH = 128

/** Code points. Shorter ones that a person made up are told as guessable. */
const STRONG_LENGTH = 12

/** Different characters. Fewer, and even a long password is soon tried out. */
const MIN_DIFFERENT = 5

const KNOWN_WORDS: ReadonlySet<string> = new Set(PASSPHRASE_WORDS)

/** What people write in place of letters. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}

/** A passphrase of six words with hyphens between. Takes exactly PASSPHRASE_RANDOM_BYTES random bytes. [PW1] */
export function generatePassphrase(random: Uint8Array): string {
  if (random.length !== PASSPHRASE_RANDOM_BYTES) throw new Error(`${random.length} bytes`)
  return Array.from({ length: WORD_COUNT }, (_, index) => {
    const bytes = random.subarray(index * BYTES_PER_WORD, (index + 1) * BYTES_PER_WORD)
    const number = bytes.reduce((value, byte) => value * 256 + byte, 0)
    return PASSPHRASE_WORDS[number % PASSPHRASE_WORDS.length] ?? ''
  }).join('-')
}

/**
 * A password as it is hashed and compared. Six or more of our words are read in any case, with any blanks or dashes
 * between, as generatePassphrase writes them; all else stays as it was typed, but for NFKC and blanks at the ends, so
 * that it does not depend on the keyboard. Fails with `password-too-short` or `password-too-long`. [PW2] [PW3]
 */
export function normalizePassword(text: string): Result<string> {
  // NFKC can make a text 18 times as long, so it is cut off early.
  if (text.length > MAX_PASSWORD_LENGTH * 4) return tooLong()
  const typed = text.normalize('NFKC').trim()
  const password = canonicalPassphrase(typed) ?? typed
  const length = Array.from(password).length
  if (length > MAX_PASSWORD_LENGTH) return tooLong()
  if (length < MIN_PASSWORD_LENGTH)
    return failed('password-too-short', { min: MIN_PASSWORD_LENGTH })
  return succeeded(password)
}

/**
 * The code of what to warn about before a password is set, or null. `password-common`: it is among those that everybody
 * tries first, also with digits behind or in place of letters. `password-weak`: it is short, or of few different
 * characters. Takes what normalizePassword gave. It is a hint, not a measure: only a generated passphrase is known to be
 * strong. [PW3]
 */
export function weakness(
  password: string,
): Extract<ErrorCode, 'password-common' | 'password-weak'> | null {
  const lower = password.toLowerCase()
  const word = withoutTail(lower)
  if ([lower, word, spelled(word)].some((text) => COMMON_PASSWORDS.has(text)))
    return 'password-common'
  const characters = Array.from(lower)
  const isPoor = new Set(characters).size < MIN_DIFFERENT
  return isPoor || characters.length < STRONG_LENGTH ? 'password-weak' : null
}

/** Without the digits and signs that people hang on to a word. */
function withoutTail(text: string): string {
  const characters = Array.from(text)
  const last = characters.findLastIndex((character) => /\p{L}/u.test(character))
  return characters.slice(0, last + 1).join('')
}

function spelled(text: string): string {
  return Array.from(text, (character) => LOOKS_LIKE[character] ?? character).join('')
}

function tooLong() {
  return failed('password-too-long', { max: MAX_PASSWORD_LENGTH })
}

function canonicalPassphrase(text: string): string | null {
  const words = text.toLowerCase().split(/[\s\p{Pd}]+/u)
  return words.length >= WORD_COUNT && words.every((word) => KNOWN_WORDS.has(word))
    ? words.join('-')
    : null
}
