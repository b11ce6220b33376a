import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, FrameDecoder } from './frame.ts'

const LIMIT = 1_000

/** Feeds chunks to a new decoder: the bodies, copied, and the first error. */
function decode(chunks: readonly Uint8Array[], limit = LIMIT) {
  const decoder = new FrameDecoder(limit)
  const bodies: number[][] = []
  let error: string | null = null
  for (const chunk of chunks) {
    const pushed = decoder.push(chunk, (body) => bodies.push(Array.from(body)))
    if (!pushed.ok) error = pushed.error.code
  }
  return { bodies, error }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)))
}

function header(length: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, length)
  return bytes
}

/** Cuts bytes at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const borders = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length]
  borders.sort((left, right) => left - right)
  return borders.slice(1).map((end, index) => bytes.slice(borders[index], end))
}

const values = fc.array(fc.record({ text: fc.string({ unit: 'binary', maxLength: 20 }) }), {
  maxLength: 8,
})

describe('encodeFrame', () => {
  it('[FR1] writes a big-endian length and UTF-8 JSON', () => {
    const frame = encodeFrame({ a: 'ü' })

    expect(Array.from(frame)).toEqual([0, 0, 0, 10, ...new TextEncoder().encode('{"a":"ü"}')])
  })

  it('[FR1] counts bytes and not characters', () => {
    const frame = encodeFrame({ text: '😀'.repeat(100) })

    expect(new DataView(frame.buffer).getUint32(0)).toBe(frame.length - 4)
  })
})

describe('FrameDecoder', () => {
  it('[FR2] [B9] gives the same bodies however the stream is split', () => {
    fc.assert(
      fc.property(values, fc.array(fc.nat(), { maxLength: 30 }), (contents, places) => {
        const frames = contents.map((value) => encodeFrame(value))
        const stream = join(frames)
        const expected = {
          bodies: frames.map((frame) => Array.from(frame.slice(4))),
          error: null,
        }

        const whole = decode([stream])
        const byteByByte = decode(Array.from(stream, (byte) => Uint8Array.of(byte)))
        const chunked = decode(cut(stream, places))

        expect([whole, byteByByte, chunked]).toEqual([expected, expected, expected])
      }),
    )
  })

  it('[FR2] says whether a frame has begun and not ended', () => {
    const decoder = new FrameDecoder(LIMIT)
    const frame = encodeFrame({})
    const inside = Array.from(frame, (byte) => {
      decoder.push(Uint8Array.of(byte), () => {})
      return decoder.isInsideFrame
    })

    expect(inside).toEqual([true, true, true, true, true, false])
  })

  it('[FR2] gives a body that still holds its bytes when the chunks are reused', () => {
    const decoder = new FrameDecoder(LIMIT)
    const frame = encodeFrame({ a: 1 })
    const bodies: string[] = []
    const chunk = new Uint8Array(3)
    for (let offset = 0; offset < frame.length; offset += 3) {
      const part = frame.subarray(offset, offset + 3)
      chunk.set(part)
      decoder.push(chunk.subarray(0, part.length), (body) =>
        bodies.push(new TextDecoder().decode(body)),
      )
    }

    expect(bodies).toEqual(['{"a":1}'])
  })

  it('[FR3] [B7] rejects a frame above the limit on its header alone', () => {
    expect(decode([header(LIMIT + 1)])).toEqual({ bodies: [], error: 'frame-too-large' })
  })

  it('[FR3] [B7] takes the length as unsigned', () => {
    expect(decode([header(0xffff_ffff)])).toEqual({ bodies: [], error: 'frame-too-large' })
  })

  it('[FR3] takes a frame of exactly the limit', () => {
    const body = new Uint8Array(LIMIT).fill(0x20)

    const decoded = decode([header(LIMIT), body])

    expect(decoded).toEqual({ bodies: [Array.from(body)], error: null })
  })

  it('[FR3] lets the taker of a body raise the limit for the next frame of the same chunk', () => {
    const decoder = new FrameDecoder(10)
    const lengths: number[] = []
    const stream = join([header(2), new Uint8Array(2), header(20), new Uint8Array(20)])

    const pushed = decoder.push(stream, (body) => {
      lengths.push(body.length)
      decoder.setMaxBodyBytes(20)
    })

    expect({ lengths, pushed }).toEqual({
      lengths: [2, 20],
      pushed: { ok: true, value: undefined },
    })
  })

  it('[FR3] [B6] rejects an empty frame', () => {
    expect(decode([header(0)])).toEqual({ bodies: [], error: 'bad-frame' })
  })

  it('[FR3] stays in error: what follows has lost its borders', () => {
    const after = encodeFrame({ a: 1 })

    expect(decode([header(0), after, after])).toEqual({ bodies: [], error: 'bad-frame' })
  })

  it('[FR3] hands out the frames before the bad one', () => {
    const good = encodeFrame({ a: 1 })

    const decoded = decode([join([good, header(LIMIT + 1), good])])

    expect(decoded).toEqual({ bodies: [Array.from(good.slice(4))], error: 'frame-too-large' })
  })

  it('[FR2] never throws on noise', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        const { bodies } = decode(chunks, 64)

        expect(bodies.every((body) => body.length > 0 && body.length <= 64)).toBe(true)
      }),
    )
  })
})
