import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_NAME_LENGTH } from './limits.ts'
import { LOOK_ALIKES } from './look-alikes.ts'
import { nameKey } from './name-key.ts'
import { foldName, normalizeName } from './name.ts'

const CONFUSING = Array.from(
  new Set(
    LOOK_ALIKES.trim()
      .split(/[\s=,+]/)
      .map((code) => String.fromCodePoint(Number.parseInt(code, 16))),
  ),
)

/** Names of what looks like something else, of anything, and of plain letters. */
const names = fc
  .array(
    fc.oneof(
      fc.constantFrom(...CONFUSING),
      fc.constantFrom(...CONFUSING).map((character) => character.toUpperCase()),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom(...Array.from('AIlmOo01|ßςσΣİıſ\u0301\u0345 ')),
    ),
    { minLength: 1, maxLength: MAX_NAME_LENGTH },
  )
  .map((characters) => characters.join(''))

describe('nameKey', () => {
  it.each([
    ['ANN', 'ann'],
    ['Straße', 'STRASSE'],
    ['Straße', 'STRAẞE'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['ΟΔΟΣ', 'οδος'],
    ['É', 'é'],
    ['K', '\u212A'.normalize('NFKC')],
  ])('[NM2] takes %s and %s as the same name', (left, right) => {
    expect(nameKey(left)).toBe(nameKey(right))
  })

  it.each([
    ['paypal', '\u0440\u0430\u0443\u0440\u0430\u04CF'],
    ['paypal', 'PaypaI'],
    ['paypal', 'paypa1'],
    ['paypal', 'PAYPA|'],
    ['modern', 'rnodem'],
    ['Bob', '\u0412\u043E\u042C'],
    ['Bob', 'B0b'],
    ['HOME', '\u041D\u041E\u041C\u0415'],
    ['Ian', 'lan'],
    ['Lía', 'L1\u0301a'],
    ['Ann', '\u{1D400}nn'.normalize('NFKC')],
    ['ао', '\u0251\u03BF'],
    ['力', 'カ'],
  ])('[NM2] takes %s and %s as the same name, because they look alike', (left, right) => {
    expect(nameKey(left)).toBe(nameKey(right))
  })

  it.each([
    ['Ann', 'Anne'],
    ['Jose', 'José'],
    ['Nan', 'Van'],
    ['Ann 2', 'Ann 3'],
    ['Anna', 'Anno'],
  ])('[NM2] takes %s and %s as two names', (left, right) => {
    expect(nameKey(left)).not.toBe(nameKey(right))
  })

  it('[NM2] keeps plain letters and digits apart, but for four that look like others', () => {
    const plain = Array.from('abcdefghijklmnopqrstuvwxyz0123456789')
    const changed = plain.filter((character) => nameKey(character) !== character)

    expect(changed).toEqual(['i', 'm', '0', '1'])
  })

  it('[NM2] gives a key that is its own key', () => {
    fc.assert(
      fc.property(names, (name) => {
        const key = nameKey(name)

        expect(nameKey(key)).toBe(key)
      }),
      { numRuns: 2000 },
    )
  })

  it('[NM2] gives the key of the normalised name, and of the name in another case', () => {
    fc.assert(
      fc.property(names, (name) => {
        const normalized = normalizeName(name)
        fc.pre(normalized.ok)

        expect(nameKey(normalized.value)).toBe(nameKey(name.replace(/\p{Zs}+/gu, ' ').trim()))
        expect(nameKey(foldName(normalized.value))).toBe(nameKey(normalized.value))
      }),
      { numRuns: 2000 },
    )
  })

  it('[NM2] is its own key for every single character', () => {
    const changing: string[] = []
    for (let code = 1; code <= 0x10_ff_ff; code += 1) {
      if (code >= 0xd8_00 && code <= 0xdf_ff) continue
      const key = nameKey(String.fromCodePoint(code))
      if (nameKey(key) !== key) changing.push(code.toString(16))
    }

    expect(changing).toEqual([])
  })

  it('[NM2] is not much longer than the name', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(nameKey(name).length).toBeLessThanOrEqual(name.length * 18)
      }),
    )
  })
})
