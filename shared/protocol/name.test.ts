import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_NAME_LENGTH } from './limits.ts'
import { foldName, normalizeName, normalizeRoomName, toShownName } from './name.ts'

function normalize(name: string): string {
  const normalized = normalizeName(name)
  return normalized.ok ? normalized.value : normalized.error.code
}

describe('normalizeName', () => {
  it.each([
    ['Ann', 'Ann'],
    ['  Ann  ', 'Ann'],
    ['Ann\r\n', 'Ann'],
    ['Ann \u00A0\u3000 Lee', 'Ann Lee'],
    ['Ａｎｎ', 'Ann'],
    ['e\u0301', 'é'],
    ['ﬁ', 'fi'],
    ['😀', '😀'],
    ['李明', '李明'],
    ['<b>"\\', '<b>"\\'],
    ['x'.repeat(MAX_NAME_LENGTH), 'x'.repeat(MAX_NAME_LENGTH)],
    ['😀'.repeat(MAX_NAME_LENGTH), '😀'.repeat(MAX_NAME_LENGTH)],
  ])('[NM1] takes %j as %j', (name, expected) => {
    expect(normalize(name)).toBe(expected)
  })

  it.each([
    ['nothing', ''],
    ['blanks', ' \t\u00A0\u2003'],
    ['too many characters', 'x'.repeat(MAX_NAME_LENGTH + 1)],
    ['one character that grows to 18', '\uFDFA\uFDFA'],
    ['a zero-width space', 'An\u200Bn'],
    ['a zero-width joiner', 'An\u200Dn'],
    ['a right-to-left override', 'An\u202En'],
    ['a bidirectional isolate', 'An\u2066n'],
    ['a soft hyphen', 'An\u00ADn'],
    ['a NUL', 'An\u0000n'],
    ['a line end inside', 'An\nn'],
    ['an escape', 'An\u001B[31mn'],
    ['a C1 control', 'An\u009Bn'],
    ['a line separator inside', 'An\u2028n'],
    ['a Hangul filler', '\u3164'],
    ['a blank Braille pattern', '\u2800'],
    ['a private character', 'An\uE000n'],
    ['an unassigned character', 'An\u0378n'],
    ['a lone surrogate', 'An\ud800n'],
    ['a variation selector', 'An\uFE0Fn'],
    ['a tag character', 'An\u{E0041}n'],
    ['a combining mark at the start', '\u0301Ann'],
    ['an accent that becomes one', '\u00B4Ann'],
  ])('[NM1] rejects %s', (_, name) => {
    expect(normalizeName(name)).toEqual({
      ok: false,
      error: { code: 'bad-name', detail: { max: MAX_NAME_LENGTH } },
    })
  })

  it('[NM1] gives a name that it gives again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        const once = normalizeName(text)
        fc.pre(once.ok)

        expect(normalizeName(once.value)).toEqual(once)
      }),
    )
  })

  it('[NM1] does little work on a long text', () => {
    expect(normalize('\uFDFA'.repeat(1_000_000))).toBe('bad-name')
  })
})

describe('normalizeName', () => {
  it.each([
    'Ann Lee-2',
    'Ångström',
    '李明',
    'Ann 李明',
    'ひらがなカタカナ漢字 Ann',
    'スーパー',
    '박민수 Kim',
    '漢字ㄅㄆ',
    'Иван 2',
    'Γιώργος 😀',
    'محمد',
    'राम',
    'A・カ',
    'Ж\u0353',
    '\u{1E900}\u{1E922}',
  ])('[NM6] takes %s', (name) => {
    expect(normalizeName(name).ok).toBe(true)
  })

  it.each([
    ['Cyrillic in Latin', 'p\u0430ypal'],
    ['Greek in Latin', 'Ann\u03BF'],
    ['Latin in Cyrillic', 'Ивaн'],
    ['Cherokee in Latin', 'Ann\u13A0'],
    ['Kana in Korean', '박カ'],
    ['Cyrillic in Han', '李м'],
    ['a sign of other scripts', 'Иванー'],
    ['digits of another script', 'Ann \u0661'],
    ['a mark of another script', 'Ann\u094D'],
    ['what becomes another script', '\u00B5Torrent'],
  ])('[NM6] refuses %s', (_, name) => {
    expect(normalizeName(name)).toEqual({ ok: false, error: { code: 'mixed-scripts' } })
  })
})

describe('normalizeRoomName', () => {
  it('[NM6] takes what mixes scripts, in the same form', () => {
    expect(normalizeRoomName('  Клуб\u00A0 Chess ')).toEqual({ ok: true, value: 'Клуб Chess' })
  })

  it('[NM1] refuses what cannot be seen', () => {
    expect(normalizeRoomName('\u202E')).toEqual({
      ok: false,
      error: { code: 'bad-room-name', detail: { max: MAX_NAME_LENGTH } },
    })
  })
})

describe('foldName', () => {
  it('[NM1] is the same for names that differ in case only, and never changes', () => {
    expect(['Straße', 'STRASSE', 'Paypal 10'].map((name) => foldName(name))).toEqual([
      'strasse',
      'strasse',
      'paypal 10',
    ])
  })
})

describe('toShownName', () => {
  it('[NM4] changes no name that a host of ours sends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        const name = normalizeName(text)
        fc.pre(name.ok)

        expect(toShownName(name.value)).toBe(name.value)
      }),
    )
  })
})
