import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { toAscii } from './ascii.ts'
import { decodeText, toSaid, unfinishedBytes } from './decode.ts'
import { fromHex } from './peer.fixture.ts'
import { byteLength, cutText, linesOf, messageLines, MOST_LINES, packLines } from './text.ts'

const encode = (text: string) => new TextEncoder().encode(text)

describe('decodeText', () => {
  it('[M-F10] reads UTF-8, and Windows-1252 when it is none', () => {
    expect([
      decodeText(encode('Привет 😀')),
      decodeText(fromHex('63 61 66 e9 20 80')),
      decodeText(fromHex('81 8d 93 9f')),
    ]).toEqual(['Привет 😀', 'café €', '\u0081\u008D“Ÿ'])
  })

  it('[M-F10] reads any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(decodeText(bytes).isWellFormed()).toBe(true)
      }),
    )
  })
})

test('[B-D9] the unfinished bytes are those that the rest of a character makes whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, place) => {
      const bytes = encode(text)
      const cut = bytes.length === 0 ? 0 : place % bytes.length
      const head = bytes.slice(0, cut)
      const count = unfinishedBytes(head)
      expect(text.startsWith(new TextDecoder().decode(head.slice(0, cut - count)))).toBe(true)
    }),
  )
})

describe('toSaid', () => {
  it('makes line ends line feeds and shows controls as what cannot be shown', () => {
    expect(toSaid('a\r\nb\u001B[2Jc\u0085', 100)).toEqual(['a\nb\uFFFD[2Jc\uFFFD'])
  })

  it('says nothing for blanks, and in parts what is too long', () => {
    expect([toSaid(' \r\n\t', 100), toSaid('x'.repeat(30), 20)]).toEqual([
      [],
      [`${'x'.repeat(17)}…`, `…${'x'.repeat(13)}`],
    ])
  })
})

describe('cutText', () => {
  it('keeps every character, within the limit, with marks where it was cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 120 }),
        fc.integer({ min: 16, max: 80 }),
        (text, maxBytes) => {
          const pieces = cutText(text, maxBytes, '…')
          const bare = pieces.map((piece, at) =>
            piece.slice(at === 0 ? 0 : 1, at === pieces.length - 1 ? undefined : -1),
          )

          expect(bare.join('')).toBe(text)
          expect(pieces.every((piece) => byteLength(piece) <= maxBytes)).toBe(true)
          expect(bare.every((piece) => piece.isWellFormed())).toBe(true)
        },
      ),
    )
  })

  it('parts no letter from its marks and no emoji from its parts', () => {
    const family = '👨‍👩‍👧'

    expect([
      cutText(`${'x'.repeat(15)}e\u0301yyyyyyy`, 20, '…'),
      cutText(`ab${family}${'y'.repeat(20)}`, 22, '…')[0],
    ]).toEqual([[`${'x'.repeat(15)}…`, '…e\u0301yyyyyyy'], 'ab…'])
  })

  it('gets through what never ends and limits that are too small', () => {
    expect([
      cutText(`x${'\u0301'.repeat(40)}`, 20, '…').every((piece) => byteLength(piece) <= 20),
      cutText('😀😀😀', 1, '…'),
    ]).toEqual([true, ['😀😀😀']])
  })
})

describe('messageLines', () => {
  it('puts the author before each line, so that nobody speaks for another', () => {
    expect(messageLines('bob', 'hello\r\n\nann: hi\u2028x', 100)).toEqual([
      'bob: hello',
      'bob: ann: hi',
      'bob: x',
    ])
  })

  it('cuts a long line with the author before each piece', () => {
    expect(messageLines('bob', 'x'.repeat(30), 25)).toEqual([
      `bob: ${'x'.repeat(17)}…`,
      `bob: …${'x'.repeat(13)}`,
    ])
  })

  it('runs too many lines together and loses none', () => {
    const many = Array.from({ length: MOST_LINES + 1 }, (_, index) => `l${index}`)

    expect(linesOf(many.join('\n'))).toEqual([many.join(' / ')])
    expect(linesOf(many.slice(1).join('\n'))).toEqual(many.slice(1))
  })

  it('neutralises what steers a terminal', () => {
    expect(messageLines('bob', '\u001B]0;title\u0007\u009B2J', 100)).toEqual([
      'bob: \uFFFD]0;title\uFFFD\uFFFD2J',
    ])
  })
})

test('packLines fills each text and cuts none', () => {
  expect(packLines(['aaaa', 'bbbb', 'cccc', 'd'.repeat(30)], '\r\n', 10)).toEqual([
    'aaaa\r\nbbbb',
    'cccc',
    'd'.repeat(30),
  ])
})

describe('toAscii', () => {
  it('[M-D4] gives what has a plain form in it, and one mark for each other character', () => {
    expect(toAscii('Zoë’s “naïve” café – 5 € … Straße')).toBe(
      `Zoe's "naive" cafe - 5 EUR ... Strasse`,
    )
    expect(toAscii('Я e\u0301 😀 日本\u001B')).toBe('? e ? ???')
  })

  it('gives ASCII for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toAscii(text)).toMatch(/^[\t\x20-\x7E]*$/)
      }),
    )
  })
})
