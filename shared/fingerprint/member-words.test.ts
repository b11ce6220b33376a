import { expect, test } from 'vitest'
import { memberWords } from './member-words.ts'
import { FINGERPRINT_WORDS } from './words.ts'

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The id of these bytes, by way of their bits. */
function idOf(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,6}/g) ?? []
  return groups.map((group) => BASE64URL[Number.parseInt(group.padEnd(6, '0'), 2)]).join('')
}

test('the words of a member are the first seven bytes of the id', () => {
  const bytes = [0, 1, 127, 128, 254, 255, 42, 7, 7, 7, 7, 7, 7, 7, 7, 7]

  expect(memberWords(idOf(bytes))).toEqual(bytes.slice(0, 7).map((byte) => FINGERPRINT_WORDS[byte]))
})

test('ids that differ in any of these bits have other words', () => {
  const bytes = Array.from({ length: 16 }, () => 0x55)
  const words = memberWords(idOf(bytes)).join(' ')
  for (let bit = 0; bit < 56; bit++) {
    const flipped = bytes.map((byte, at) => (at === bit >>> 3 ? byte ^ (1 << (bit & 7)) : byte))
    expect(memberWords(idOf(flipped)).join(' ')).not.toBe(words)
  }
})
