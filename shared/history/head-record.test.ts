import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  crc32,
  decodeHeadFile,
  encodeHeadRecord,
  HEAD_RECORD_BYTES,
  type HeadRecord,
} from './head-record.ts'

const records = fc
  .array(
    fc.record({
      room: fc.constantFrom('front', 'other', 'a'.repeat(32)),
      sequence: fc.nat(),
      hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    }),
    { maxLength: 12 },
  )
  .map((list) => list.map((record, index): HeadRecord => ({ ...record, commit: index + 1 })))

function fileOf(list: readonly HeadRecord[]): Uint8Array {
  return Uint8Array.from(list.flatMap((record) => Array.from(encodeHeadRecord(record))))
}

/** The last record of each room. */
function lastOf(list: readonly HeadRecord[]): ReadonlyMap<string, HeadRecord> {
  return new Map(list.map((record) => [record.room, record]))
}

describe('the head file', () => {
  it('gives the last record of each room, wherever the file is cut', () => {
    fc.assert(
      fc.property(records, fc.nat(), (list, place) => {
        const file = fileOf(list)
        const cut = place % (file.length + 1)

        const { heads, commit } = decodeHeadFile(file.slice(0, cut))

        const whole = Math.floor(cut / HEAD_RECORD_BYTES)
        expect(heads).toEqual(lastOf(list.slice(0, whole)))
        expect(commit).toBe(whole)
      }),
    )
  })

  it('passes over a record with any bit flipped', () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.nat(7), (list, place, bit) => {
        fc.pre(list.length > 0)
        const file = fileOf(list)
        const offset = place % file.length
        file[offset] = (file[offset] ?? 0) ^ (1 << bit)

        const { heads } = decodeHeadFile(file)

        const broken = Math.floor(offset / HEAD_RECORD_BYTES)
        expect(heads).toEqual(lastOf(list.filter((_, index) => index !== broken)))
      }),
    )
  })

  it('takes space that was never written as no record', () => {
    expect(decodeHeadFile(new Uint8Array(10_000))).toEqual({ heads: new Map(), commit: 0 })
  })

  it('holds the largest numbers exactly', () => {
    const record: HeadRecord = {
      room: 'front',
      commit: Number.MAX_SAFE_INTEGER,
      sequence: Number.MAX_SAFE_INTEGER,
      hash: new Uint8Array(32).fill(7),
    }

    expect(decodeHeadFile(encodeHeadRecord(record)).heads.get('front')).toEqual(record)
  })
})

it('takes CRC-32 as everybody does', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcb_f4_39_26)
})
