// What a room says, as lines that classic programs can show: no line is longer than they take, none can be taken for
// somebody else's, and nothing is lost without a mark.

import { toShownName } from '../../../shared/protocol/name.ts'
import { isBlank, toShownText } from '../../../shared/protocol/text.ts'

/** Stands where a text was cut: at the end of a piece, and at the beginning of the next. */
export const CUT_MARK = '…'

/** The same for those who read ASCII only. */
export const ASCII_CUT_MARK = '...'

/**
 * Lines of one message that are shown as lines. A message of more is run together: each line costs its author's name and
 * a write of 25 ms, and thousands of empty ones would hold up all that follows.
 */
export const MOST_LINES = 100

/** Between the lines of a message that has too many. */
const RUN_TOGETHER = ' / '

/** Bytes of UTF-8 that a name may take: 32 characters of the longest kind. */
const MOST_NAME_BYTES = 128

/** Bytes in which there is room for two marks and a character. */
const LEAST_PIECE_BYTES = 16

/** Code points by which a cut moves back so that it does not part a letter from its marks or an emoji from its parts. */
const MOST_BACK = 16

/** What belongs to the character before it. */
const EXTENDS = /^(?:\p{M}|\p{Emoji_Modifier}|\u200D)/u
const JOINER = '\u200D'

const LINE_END = /\r\n|[\n\r\u2028\u2029]/u

const encoder = new TextEncoder()

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text)
}

export function byteLength(text: string): number {
  return encoder.encode(text).length
}

/** A name as it can stand in a line of a classic program. */
export function toLineName(name: string): string {
  return cutText(toShownName(name), MOST_NAME_BYTES, CUT_MARK)[0] ?? ''
}

/**
 * A message as lines, each with its author in front and of at most `maxBytes` bytes of UTF-8. Every line bears the name,
 * so that nobody can put words into the mouth of another by a line end. There is at least one; blank ones are left out.
 */
export function messageLines(
  author: string,
  text: string,
  maxBytes: number,
  mark: string = CUT_MARK,
): readonly string[] {
  const prefix = `${author}: `
  const room = maxBytes - byteLength(prefix)
  const lines = linesOf(text).flatMap((line) => cutText(line, room, mark))
  return lines.map((line) => prefix + line)
}

/** The lines of a text, made harmless to what shows them. At least one. */
export function linesOf(text: string): readonly string[] {
  const lines = text
    .split(LINE_END)
    .filter((line) => !isBlank(line))
    .map((line) => toShownText(line))
  if (lines.length === 0) return ['']
  return lines.length > MOST_LINES ? [lines.join(RUN_TOGETHER)] : lines
}

/**
 * A text in pieces of at most `maxBytes` bytes of UTF-8, marks included. Characters stay whole, and what people see as
 * one character too, unless it is absurdly long. Less than LEAST_PIECE_BYTES are taken for so many.
 */
export function cutText(text: string, maxBytes: number, mark: string): readonly string[] {
  const most = Math.max(LEAST_PIECE_BYTES, maxBytes)
  const markBytes = byteLength(mark)
  const pieces: string[] = []
  let start = 0
  for (;;) {
    const lead = start === 0 ? '' : mark
    const leadBytes = start === 0 ? 0 : markBytes
    const rest = text.slice(start)
    // A text has at least as many bytes as UTF-16 units: long ones need no counting.
    if (rest.length <= most && byteLength(rest) + leadBytes <= most) {
      return [...pieces, lead + rest]
    }
    const end = endOfPiece(text, start, most - leadBytes - markBytes)
    pieces.push(lead + text.slice(start, end) + mark)
    start = end
  }
}

/** Lines joined by a separator into texts of at most `maxBytes` bytes, as long as no single line is longer. */
export function packLines(
  lines: readonly string[],
  separator: string,
  maxBytes: number,
): readonly string[] {
  const packed: string[] = []
  let current: string | null = null
  for (const line of lines) {
    const joined: string = current === null ? line : current + separator + line
    if (current !== null && byteLength(joined) > maxBytes) {
      packed.push(current)
      current = line
    } else {
      current = joined
    }
  }
  return current === null ? packed : [...packed, current]
}

function endOfPiece(text: string, start: number, maxBytes: number): number {
  let end = start
  let bytes = 0
  for (;;) {
    const character = characterAt(text, end)
    bytes += characterBytes(character)
    if (character === '' || bytes > maxBytes) break
    end += character.length
  }
  const whole = wholeCharacterEnd(text, start, end)
  return Math.max(whole, start + characterAt(text, start).length)
}

/** Moves a cut back until it parts nothing that is seen as one; stays when that is too far. */
function wholeCharacterEnd(text: string, start: number, end: number): number {
  let at = end
  for (let steps = 0; steps < MOST_BACK && at > start; steps += 1) {
    const isInside = EXTENDS.test(characterAt(text, at)) || text[at - 1] === JOINER
    if (!isInside) return at
    at -= isLowSurrogate(text, at - 1) ? 2 : 1
  }
  return end
}

function characterAt(text: string, index: number): string {
  const code = text.codePointAt(index)
  return code === undefined ? '' : String.fromCodePoint(code)
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  return unit >= 0xdc_00 && unit <= 0xdf_ff
}

/** Bytes of one character in UTF-8, counted and not encoded: a long text asks for each of its characters. */
function characterBytes(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return 1
  if (code < 0x8_00) return 2
  return code < 0x1_00_00 ? 3 : 4
}
