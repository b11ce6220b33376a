import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, fromHex, type Input } from '../peer.fixture.ts'
import { EMPTY_BUFFER, gather, takeRest } from './line-buffer.ts'

/** The lines of some reads, and what is left. */
function type(maxBytes: number, ...reads: readonly Input[]) {
  let buffer = EMPTY_BUFFER
  const lines: string[] = []
  for (const read of reads) {
    const gathered = gather(buffer, bytesOf(read), maxBytes)
    buffer = gathered.buffer
    lines.push(...gathered.lines.map(({ text }) => text))
  }
  return { lines, rest: takeRest(buffer).lines.map(({ text }) => text), buffer }
}

describe('gather', () => {
  it('[M-D2] knows every line end, also when it is split', () => {
    expect(type(100, 'a\r\nb\nc\rd\r', '\ne\r', fromHex('00'), '\n\nf').lines).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      '',
      '',
    ])
  })

  it('[M-D12] gives the same lines however they come', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'я', '\r', '\n', '\b', '\u007F') }),
        (text) => {
          const bytes = bytesOf(text)
          const single = Array.from(bytes, (byte) => Uint8Array.of(byte))

          expect(type(40, ...single)).toEqual(type(40, bytes))
        },
      ),
    )
  })

  it('[M-F1] erases the last character with the keys that do so, whole', () => {
    expect([
      type(100, 'helk\blo\r\n').lines,
      type(100, 'да\u007Fу\n').lines,
      type(100, fromHex('61 e9 7f 62 0a')).lines,
      type(100, '\b\bx\n').lines,
      type(100, 'all\u0015new\n').lines,
    ]).toEqual([['hello'], ['ду'], ['ab'], ['x'], ['new']])
  })

  it('cuts a line that is too long at the border of a character and marks the cut', () => {
    const { lines, rest } = type(40, `${'x'.repeat(31)}я${'y'.repeat(10)}\nnext`)

    expect({ lines, rest }).toEqual({
      lines: [`${'x'.repeat(31)}…`, `…я${'y'.repeat(10)}`],
      rest: ['next'],
    })
  })

  it('keeps no more than a line, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ min: 0x20, max: 0x7e }), { maxLength: 20 }), (reads) => {
        const { lines, rest, buffer } = type(40, ...reads)
        const all = [...lines, ...rest].join('').replaceAll('…', '')

        expect(buffer.bytes.length).toBeLessThanOrEqual(40)
        expect(all).toBe(reads.map((read) => new TextDecoder().decode(read)).join(''))
      }),
    )
  })
})
