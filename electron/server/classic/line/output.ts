// Lines as they are written to a terminal and to McTainsh's client, which are told apart by what they send. [M.8]

import { toAscii } from '../ascii.ts'
import { onceForAll } from '../once-for-all.ts'
import type { ClassicAct, ClassicEvent } from '../protocol.ts'
import {
  ASCII_CUT_MARK,
  CUT_MARK,
  cutText,
  encodeText,
  linesOf,
  messageLines,
  toLineName,
} from '../text.ts'

/**
 * `terminal`: has sent a line end or a telnet command. `list`: McTainsh's client, or what sends text without line ends.
 * `unknown`: has said nothing yet; it is written what both can show.
 */
export type Style = 'unknown' | 'terminal' | 'list'

/** Bytes of one item of the list in McTainsh's client: what it receives at a time. [M.5] */
const ITEM_BYTES = 256

/** Whose text it is, and the text. */
type Said = Pick<ClassicEvent & { type: 'message' }, 'author' | 'text'>

const LINE_END = '\r\n'

/** A terminal wraps long lines itself. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER

/** What somebody said, with his name in front of each line. */
export const writeMessage: Readonly<Record<Style, (said: Said) => readonly ClassicAct[]>> = {
  terminal: onceForAll((said) => toMessage('terminal', said)),
  list: onceForAll((said) => toMessage('list', said)),
  unknown: onceForAll((said) => toMessage('unknown', said)),
}

function toMessage(style: Style, { author, text }: Said): readonly ClassicAct[] {
  const name = toLineName(author)
  if (style === 'terminal') return toWrites(style, messageLines(name, text, UNBOUNDED))
  if (style === 'unknown') {
    return toWrites(style, messageLines(name, text, ITEM_BYTES - LINE_END.length))
  }
  const plain = linesOf(text)
    .map((line) => toAscii(line))
    .join('\n')
  return toWrites(style, messageLines(toAscii(name), plain, ITEM_BYTES, ASCII_CUT_MARK))
}

/** Lines that nobody said. */
export function writeLines(style: Style, lines: readonly string[]): readonly ClassicAct[] {
  const harmless = lines.map((line) => linesOf(line).join(' '))
  if (style === 'terminal') return toWrites(style, harmless)
  return toWrites(
    style,
    harmless.flatMap((line) =>
      style === 'list'
        ? cutText(toAscii(line), ITEM_BYTES, ASCII_CUT_MARK)
        : cutText(line, ITEM_BYTES - LINE_END.length, CUT_MARK),
    ),
  )
}

/**
 * A terminal takes all lines at once. The client shows each write as one item and of it the first line only: one line a
 * write, without an end. The end does it no harm, and a terminal needs it: who is unknown is given it.
 */
function toWrites(style: Style, lines: readonly string[]): readonly ClassicAct[] {
  const ended = style === 'list' ? lines : lines.map((line) => line + LINE_END)
  const texts = style === 'terminal' && ended.length > 0 ? [ended.join('')] : ended
  const isStream = style === 'terminal'
  return texts.map((text) => ({ type: 'write', bytes: encodeText(text), isStream }))
}
