// The packets of SGS: three little-endian 32-bit integers (command, length of the name, length of the message), then the
// name and the message in UTF-8. [S.2]

import { decodeText, decodeUtf8 } from '../decode.ts'
import { encodeText } from '../text.ts'

export const COMMANDS = { login: 0, logout: 1, message: 2, list: 3, none: 4 } as const

const LARGEST_COMMAND = 4

/** Bytes before the name. */
export const HEAD_BYTES = 12

/** Bytes of a packet in all: the buffer that the original programs receive into. [S.2] */
export const PACKET_BYTES = 1_024

/** Name and message together may count this many, whether bytes or UTF-16 units are counted. */
const MOST_COUNTED = PACKET_BYTES - HEAD_BYTES

/** Bytes of UTF-8 that a UTF-16 unit can take. */
const MOST_BYTES_PER_UNIT = 3

/** Bytes that can wait for the rest of a packet: what counts UTF-16 units can be longer than the original's buffer. */
export const UNREAD_BYTES = HEAD_BYTES + MOST_COUNTED * MOST_BYTES_PER_UNIT

export interface SgsPacket {
  /** One of COMMANDS, or what nobody knows. */
  readonly command: number
  readonly name: string
  readonly message: string
}

export type PacketRead =
  | { readonly kind: 'packet'; readonly packet: SgsPacket; readonly size: number }
  /** More bytes are needed to know. */
  | { readonly kind: 'partial' }
  /** A length that no packet has: the borders of packets are lost. */
  | { readonly kind: 'malformed' }

/** A packet whose lengths count bytes. Name and message are not cut. */
export function encodePacket(command: number, name: string, message: string): Uint8Array {
  const nameBytes = encodeText(name)
  const messageBytes = encodeText(message)
  const packet = new Uint8Array(HEAD_BYTES + nameBytes.length + messageBytes.length)
  const head = new DataView(packet.buffer)
  head.setInt32(0, command, true)
  head.setInt32(4, nameBytes.length, true)
  head.setInt32(8, messageBytes.length, true)
  packet.set(nameBytes, HEAD_BYTES)
  packet.set(messageBytes, HEAD_BYTES + nameBytes.length)
  return packet
}

/**
 * Reads the first packet of a stream. The original counts UTF-16 units, its descendants count bytes: bytes are right when
 * the packet ends there, or when the head of another follows; else units are, when they fit. [S.7] `isLate`: nothing more
 * came within a moment, so that bytes are right if there are enough of them.
 */
export function readPacket(bytes: Uint8Array, isLate = false): PacketRead {
  if (bytes.length < HEAD_BYTES) return { kind: 'partial' }
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES)
  const command = head.getInt32(0, true)
  const nameCount = head.getInt32(4, true)
  const messageCount = head.getInt32(8, true)
  if (!areSane(nameCount, messageCount)) return { kind: 'malformed' }
  const size = HEAD_BYTES + nameCount + messageCount
  const nameEnd = HEAD_BYTES + nameCount
  if (bytes.length < size) return { kind: 'partial' }
  const name = bytes.subarray(HEAD_BYTES, nameEnd)
  const message = bytes.subarray(nameEnd, size)
  const isWhole = decodeUtf8(name) !== null && decodeUtf8(message) !== null
  if (isLate || (isWhole && mayBeHead(bytes.subarray(size, size + 4)))) {
    const packet = { command, name: decodeText(name), message: decodeText(message) }
    return { kind: 'packet', packet, size }
  }
  return readUnits(bytes, command, nameCount, messageCount)
}

/** Whether these are lengths that a packet can have. */
export function areSane(nameCount: number, messageCount: number): boolean {
  return nameCount >= 0 && messageCount >= 0 && nameCount + messageCount <= MOST_COUNTED
}

/** Whether up to four bytes can be the command of the next packet, or the beginning of it. */
export function mayBeHead(bytes: Uint8Array): boolean {
  return bytes.every((byte, at) => (at === 0 ? byte <= LARGEST_COMMAND : byte === 0))
}

function readUnits(
  bytes: Uint8Array,
  command: number,
  nameCount: number,
  messageCount: number,
): PacketRead {
  const nameEnd = endOfUnits(bytes, HEAD_BYTES, nameCount)
  const size = nameEnd === null ? null : endOfUnits(bytes, nameEnd, messageCount)
  if (nameEnd === null || size === null) return { kind: 'partial' }
  const name = decodeText(bytes.subarray(HEAD_BYTES, nameEnd))
  const message = decodeText(bytes.subarray(nameEnd, size))
  return { kind: 'packet', packet: { command, name, message }, size }
}

/** Where a text of so many UTF-16 units ends; null when it is not there yet. */
function endOfUnits(bytes: Uint8Array, start: number, count: number): number | null {
  let at = start
  let units = 0
  while (units < count) {
    const lead = bytes[at] ?? 0
    const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
    units += size === 4 ? 2 : 1
    at += size
    if (at > bytes.length) return null
  }
  return at
}
