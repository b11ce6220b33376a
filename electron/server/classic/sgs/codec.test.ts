import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat, fromHex } from '../peer.fixture.ts'
import { encodePacket, readPacket } from './codec.ts'

/** A packet as the original writes it: its lengths count UTF-16 units. */
function encodeUnits(command: number, name: string, message: string): Uint8Array {
  const packet = encodePacket(command, name, message)
  const head = new DataView(packet.buffer)
  head.setInt32(4, name.length, true)
  head.setInt32(8, message.length, true)
  return packet
}

function texts(stream: Uint8Array): readonly string[] {
  const found: string[] = []
  for (let rest = stream; rest.length > 0;) {
    const read = readPacket(rest)
    if (read.kind !== 'packet') return [...found, read.kind]
    found.push(`${read.packet.command} ${read.packet.name}|${read.packet.message}`)
    rest = rest.subarray(read.size)
  }
  return found
}

const text = fc.string({ unit: 'grapheme', maxLength: 20 })

describe('readPacket', () => {
  it('[S-F14] reads back what encodePacket writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), text, text, (command, name, message) => {
        const bytes = encodePacket(command, name, message)

        expect(readPacket(bytes)).toEqual({
          kind: 'packet',
          packet: { command, name, message },
          size: bytes.length,
        })
      }),
    )
  })

  it('[S-D3] reads Cyrillic, whether bytes or UTF-16 units were counted', () => {
    const [units, bytes] = [encodeUnits, encodePacket].map((encode) =>
      concat(encode(0, 'Анна', ''), encode(3, 'Анна', ''), encode(2, 'Анна', 'привет 😀')),
    )
    const expected = ['0 Анна|', '3 Анна|', '2 Анна|привет 😀']

    expect([texts(units ?? fromHex('')), texts(bytes ?? fromHex(''))]).toEqual([expected, expected])
  })

  it('[S-D3] reads any text that counts units, packet by packet', () => {
    fc.assert(
      fc.property(text, text, (name, message) => {
        fc.pre(!message.includes('\0') && !name.includes('\0'))

        expect(texts(encodeUnits(2, name, message))).toEqual([`2 ${name}|${message}`])
      }),
    )
  })

  it('waits until a packet is whole', () => {
    const bytes = encodePacket(2, 'Анна', 'да')
    const units = encodeUnits(2, 'Анн', 'да')
    const partial = [
      ...Array.from({ length: bytes.length }, (_, size) => readPacket(bytes.slice(0, size))),
      // As many bytes as it has units are there, and end inside a character.
      readPacket(units.slice(0, 17)),
    ]

    expect(new Set(partial.map(({ kind }) => kind))).toEqual(new Set(['partial']))
  })

  it('takes the bytes that are there when nothing more comes', () => {
    const cut = concat(encodePacket(2, 'é', 'x'), fromHex('63'))

    expect(readPacket(cut, true)).toEqual({
      kind: 'packet',
      packet: { command: 2, name: 'é', message: 'x' },
      size: 15,
    })
  })

  it('[S-D11] takes a packet of 1,024 bytes, and none that claims more', () => {
    const largest = encodePacket(2, 'alice', 'x'.repeat(1_007))

    expect([
      largest.length,
      readPacket(largest).kind,
      readPacket(encodePacket(2, 'alice', 'x'.repeat(1_008))).kind,
    ]).toEqual([1_024, 'packet', 'malformed'])
  })

  it('reads any bytes without failing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, isLate) => {
        const read = readPacket(bytes, isLate)

        expect(read.kind === 'packet' ? read.size <= bytes.length : true).toBe(true)
      }),
    )
  })
})
