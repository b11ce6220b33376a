// A record of the head file: up to where a room's chain is on the disk. Synced after each commit, apart from
// the database, so that a database that loses its end is found out.

import { HASH_BYTES, type Head } from './chain.ts'

export interface HeadRecord extends Head {
  /** Counts the commits of a host over all its rooms and starts. */
  readonly commit: number
  readonly room: string
}

/** Bytes of the longest room id. */
const ROOM_BYTES = 32

const COMMIT_AT = 4
const SEQUENCE_AT = COMMIT_AT + 8
const LENGTH_AT = SEQUENCE_AT + 8
const ROOM_AT = LENGTH_AT + 4
const HASH_AT = ROOM_AT + ROOM_BYTES
const CRC_AT = HASH_AT + HASH_BYTES

/** Bytes of a record; all have the same, so that a torn one ends nothing but itself. */
export const HEAD_RECORD_BYTES = CRC_AT + 4

/** "PHR1": space that was never written is no record. */
const MARK = 0x50_48_52_31

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Writes a record. The room's id has at most 32 bytes. */
export function encodeHeadRecord(record: HeadRecord): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD_RECORD_BYTES)
  const view = new DataView(bytes.buffer)
  const room = encoder.encode(record.room)
  view.setUint32(0, MARK)
  view.setBigUint64(COMMIT_AT, BigInt(record.commit))
  view.setBigUint64(SEQUENCE_AT, BigInt(record.sequence))
  view.setUint32(LENGTH_AT, room.length)
  bytes.set(room, ROOM_AT)
  bytes.set(record.hash, HASH_AT)
  view.setUint32(CRC_AT, crc32(bytes.subarray(0, CRC_AT)))
  return bytes
}

/**
 * The last valid record of each room, and the number of the last commit. What is torn, flipped or was never
 * written is passed over: the record before it holds.
 */
export function decodeHeadFile(file: Uint8Array): {
  readonly heads: ReadonlyMap<string, HeadRecord>
  readonly commit: number
} {
  const heads = new Map<string, HeadRecord>()
  let commit = 0
  for (let offset = 0; offset + HEAD_RECORD_BYTES <= file.length; offset += HEAD_RECORD_BYTES) {
    const record = decodeRecord(file.subarray(offset, offset + HEAD_RECORD_BYTES))
    if (!record) continue
    commit = Math.max(commit, record.commit)
    if (record.commit >= (heads.get(record.room)?.commit ?? 0)) heads.set(record.room, record)
  }
  return { heads, commit }
}

function decodeRecord(bytes: Uint8Array): HeadRecord | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0) !== MARK) return null
  if (view.getUint32(CRC_AT) !== crc32(bytes.subarray(0, CRC_AT))) return null
  const length = view.getUint32(LENGTH_AT)
  return {
    commit: Number(view.getBigUint64(COMMIT_AT)),
    sequence: Number(view.getBigUint64(SEQUENCE_AT)),
    room: decoder.decode(bytes.subarray(ROOM_AT, ROOM_AT + Math.min(length, ROOM_BYTES))),
    hash: bytes.slice(HASH_AT, HASH_AT + HASH_BYTES),
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xed_b8_83_20 : crc >>> 1
  return crc
})

/** CRC-32 as in zlib and Ethernet. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xff_ff_ff_ff
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xff_ff_ff_ff) >>> 0
}
