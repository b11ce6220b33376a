// Gathers what one peer types into lines, with the keys for erasing. Line ends are CR LF, CR NUL, LF and CR. [M.8]

import { decodeText, isContinuation, unfinishedBytes } from '../decode.ts'
import { CUT_MARK } from '../text.ts'
import { BACKSPACE, ERASE } from './telnet.ts'

const NUL = 0x00
const LF = 0x0a
const CR = 0x0d
const DELETE = 0x7f

/** Bytes that a cut line leaves free for the marks at both of its ends. */
const MARK_BYTES = 8

/** Bytes of a line at least, however small a limit is. */
const LEAST_LINE_BYTES = 16

export interface LineBuffer {
  readonly bytes: Uint8Array
  /** Whether the bytes go on with a line that was too long. */
  readonly isContinued: boolean
  /** Whether the last byte was a CR: a LF or NUL after it belongs to the same line end. */
  readonly isAfterCr: boolean
}

export const EMPTY_BUFFER: LineBuffer = {
  bytes: new Uint8Array(),
  isContinued: false,
  isAfterCr: false,
}

export interface TypedLine {
  /** With marks where it was cut. */
  readonly text: string
  /** Whether it is the first part of a line that was too long. */
  readonly isCut: boolean
  /** Whether it is a further part. */
  readonly isContinued: boolean
}

export interface Gathered {
  readonly buffer: LineBuffer
  readonly lines: readonly TypedLine[]
  readonly hadLineEnd: boolean
}

/** Takes some typed bytes. A line of more than `maxBytes` bytes comes in parts, and nothing of it is lost. */
export function gather(buffer: LineBuffer, data: Uint8Array, maxBytes: number): Gathered {
  const most = Math.max(LEAST_LINE_BYTES, maxBytes - MARK_BYTES)
  const lines: TypedLine[] = []
  let { isContinued, isAfterCr } = buffer
  let hadLineEnd = false
  let typed = Array.from(buffer.bytes)
  for (const byte of data) {
    const isSameEnd = isAfterCr && (byte === LF || byte === NUL)
    isAfterCr = byte === CR
    if (isSameEnd) continue
    if (byte === CR || byte === LF) {
      lines.push(toLine(typed, isContinued, false))
      typed = []
      isContinued = false
      hadLineEnd = true
    } else if (typed.length >= most && !isErasing(byte)) {
      const rest = unfinishedBytes(Uint8Array.from(typed.slice(-3)))
      lines.push(toLine(typed.slice(0, typed.length - rest), isContinued, true))
      typed = [...typed.slice(typed.length - rest), byte]
      isContinued = true
    } else {
      type(typed, byte)
    }
  }
  return { buffer: { bytes: Uint8Array.from(typed), isContinued, isAfterCr }, lines, hadLineEnd }
}

/** The line that has no end: all there is when nothing more comes. */
export function takeRest(buffer: LineBuffer): Gathered {
  const isEmpty = buffer.bytes.length === 0
  const line = toLine(Array.from(buffer.bytes), buffer.isContinued, false)
  return {
    buffer: { ...EMPTY_BUFFER, isAfterCr: buffer.isAfterCr },
    lines: isEmpty ? [] : [line],
    hadLineEnd: false,
  }
}

function toLine(typed: readonly number[], isContinued: boolean, isCut: boolean): TypedLine {
  const text = decodeText(Uint8Array.from(typed))
  const lead = isContinued ? CUT_MARK : ''
  return { text: lead + text + (isCut ? CUT_MARK : ''), isCut: isCut && !isContinued, isContinued }
}

function isErasing(byte: number): boolean {
  return byte === BACKSPACE || byte === DELETE || byte === ERASE
}

/** One key. */
function type(typed: number[], byte: number): void {
  if (byte === ERASE) typed.length = 0
  else if (isErasing(byte)) eraseLast(typed)
  else typed.push(byte)
}

/** Takes the last character off: all bytes of it in UTF-8, one byte of anything else. */
function eraseLast(typed: number[]): void {
  let count = 1
  while (count <= 3 && isContinuation(typed.at(-count) ?? 0)) count += 1
  const isCharacter = (typed.at(-count) ?? 0) >= 0xc0
  typed.length = Math.max(0, typed.length - (isCharacter ? count : 1))
}
