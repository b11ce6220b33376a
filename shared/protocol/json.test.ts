import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from './json.ts'
import { MAX_JSON_DEPTH, MAX_REQUEST_VALUES } from './limits.ts'

const encoder = new TextEncoder()

function parse(text: string, maxValues = MAX_REQUEST_VALUES) {
  const parsed = parseJson(encoder.encode(text), maxValues)
  return parsed.ok ? parsed.value : parsed.error.code
}

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth)
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map((inner) => depthOf(inner)))
}

function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, inner) => sum + countOf(inner), 1)
}

describe('[FR4] UTF-8', () => {
  it.each([
    ['overlong NUL', [0xc0, 0x80]],
    ['overlong slash', [0xc0, 0xaf]],
    ['three bytes for two', [0xe0, 0x80, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ['above U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a lone continuation', [0x80]],
    ['a truncated character', [0xe2, 0x82]],
    ['0xFF', [0xff]],
  ])('[FR4] [B10] rejects %s', (_, bytes) => {
    const body = Uint8Array.of(0x22, ...bytes, 0x22)

    expect(parseJson(body, 8)).toEqual({ ok: false, error: { code: 'bad-utf8' } })
  })

  it('[FR4] rejects a byte order mark', () => {
    expect(parse('\uFEFF{}')).toBe('bad-json')
  })
})

describe('[FR5] bounds', () => {
  it('[FR5] [B16] takes the deepest nesting allowed and nothing deeper', () => {
    expect([depthOf(parse(nested(MAX_JSON_DEPTH))), parse(nested(MAX_JSON_DEPTH + 1))]).toEqual([
      MAX_JSON_DEPTH,
      'bad-json',
    ])
  })

  it('[FR5] is not led astray by brackets and quotes inside strings', () => {
    const value = { a: '[[[[[[[[[[{{{{{{{{', b: '\\"[[[[[[[[[[[', c: '",",",",' }

    expect(parse(JSON.stringify(value), 6)).toEqual(value)
  })

  it('[FR5] is not led astray by closing brackets before opening ones', () => {
    expect(parse(']'.repeat(50) + '['.repeat(50))).toBe('bad-json')
  })

  it('[FR5] [B16] rejects deep nesting of a whole frame without recursion', () => {
    expect(parse('['.repeat(65_536), 1_000_000)).toBe('bad-json')
  })

  it('[FR5] [B17] rejects more values than allowed', () => {
    const list = (length: number) => JSON.stringify(Array.from({ length }, () => 0))

    expect([Array.isArray(parse(list(62), 64)), parse(list(64), 64)]).toEqual([true, 'bad-json'])
  })

  it('[FR5] counts at least every value, so that a bound is a bound', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const count = countOf(value)

        expect(parse(JSON.stringify(value), count - 1)).toBe('bad-json')
      }),
    )
  })

  it('[FR5] reads what is within the bounds as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: MAX_JSON_DEPTH - 1 }), (value) => {
        const text = JSON.stringify(value)

        expect(parse(text, 2 * countOf(value) + 1)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('[FR5] never throws on noise', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.string().map((text) => encoder.encode(text)),
        ),
        (body) => {
          const parsed = parseJson(body, 64)

          expect(typeof parsed.ok).toBe('boolean')
        },
      ),
    )
  })
})
