import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkText, isBlank, normalizeText, toShownText } from './text.ts'

const MAX = 16

function check(text: string): string {
  const checked = checkText(text, MAX)
  return checked.ok ? checked.value : checked.error.code
}

describe('checkText', () => {
  it.each(['hello', ' hello ', 'a\nb\tc', '👩‍👧', 'x'.repeat(MAX), '語語語語語', '\u202Eabc'])(
    '[TX1] takes %j as it is',
    (text) => {
      expect(check(text)).toBe(text)
    },
  )

  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t\u3000'],
    ['what is not drawn', '\u200B\u2060\uFEFF\u2800\u3164'],
    ['a NUL', 'a\u0000'],
    ['a carriage return', 'a\rb'],
    ['an escape', '\u001B[2J'],
    ['DEL', 'a\u007F'],
    ['a C1 control', 'a\u009B'],
    ['a lone surrogate', 'a\ud800'],
  ])('[TX1] [B11] [B12] rejects %s', (_, text) => {
    expect(check(text)).toBe('bad-text')
  })

  it.each(['x'.repeat(MAX + 1), '語'.repeat(6), '😀'.repeat(5)])(
    '[TX2] counts bytes of UTF-8: %j is too long',
    (text) => {
      expect(checkText(text, MAX)).toEqual({
        ok: false,
        error: { code: 'text-too-long', detail: { max: MAX } },
      })
    },
  )
})

describe('normalizeText', () => {
  it('[TX3] makes every line end a line feed and changes nothing else', () => {
    expect(normalizeText(' a\r\nb\rc\n\r\nd ')).toBe(' a\nb\nc\n\nd ')
  })

  it('[TX3] leaves no carriage return', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\r', '\n', 'a') }), (text) => {
        expect(normalizeText(text)).not.toContain('\r')
      }),
    )
  })
})

describe('isBlank', () => {
  it('[TX1] sees text in what is drawn', () => {
    expect([' . ', '\u200B😀', '語'].map((text) => isBlank(text))).toEqual([false, false, false])
  })
})

describe('toShownText', () => {
  it('[TX4] changes no text that a host of ours sends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(checkText(text, 1_000).ok)

        expect(toShownText(text)).toBe(text)
      }),
    )
  })

  it('[TX4] leaves nothing that checkText would call bad, but for blanks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(checkText(`.${toShownText(text)}`, 1_000).ok).toBe(true)
      }),
    )
  })
})
