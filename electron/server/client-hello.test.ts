import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ClientHello, type Gathered } from './client-hello.ts'

/** A record that contains so many bytes, each different from its neighbours. */
function record(content: number): Buffer {
  const header = Buffer.from([0x16, 3, 1, content >> 8, content & 0xff])
  return Buffer.concat([header, Buffer.from(Array.from({ length: content }, (_, at) => at & 0xff))])
}

/** What comes of bytes that arrive in parts, and how many had arrived by then. */
function gather(bytes: Buffer, size: number): { readonly gathered: Gathered; readonly at: number } {
  const hello = new ClientHello()
  let gathered: Gathered = { kind: 'incomplete' }
  let at = 0
  while (gathered.kind === 'incomplete' && at < bytes.length) {
    gathered = hello.add(bytes.subarray(at, at + size))
    at = Math.min(at + size, bytes.length)
  }
  return { gathered, at }
}

test('[CN4] [B2] is whole with its last byte, however it is split, and keeps what came with it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000 }),
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 2_500 }),
      (content, after, size) => {
        const bytes = Buffer.concat([record(content), after])
        const { gathered, at } = gather(bytes, size)

        expect(at).toBe(Math.min(Math.ceil((content + 5) / size) * size, bytes.length))
        expect(gathered).toEqual({ kind: 'whole', bytes: bytes.subarray(0, at) })
      },
    ),
  )
})

describe('the length of a record', () => {
  test.each([
    [0, 'broken'],
    [1, 'incomplete'],
    [16_384, 'incomplete'],
    [16_385, 'broken'],
    [65_535, 'broken'],
  ])('of %d bytes makes it %s', (length, kind) => {
    const header = record(0)
    header.writeUInt16BE(length, 3)

    expect(new ClientHello().add(header).kind).toBe(kind)
  })

  test('bounds what is kept', () => {
    const { gathered } = gather(record(16_384), 1)

    expect(gathered.kind === 'whole' && gathered.bytes.buffer.byteLength).toBeLessThan(2 ** 16)
  })
})
