// What the text of a message may be. [TX1] [TX2] [TX3] [TX4]

import { failed, succeeded, type Result } from '../result.ts'
import { MAX_TEXT_BYTES } from './limits.ts'

const encoder = new TextEncoder()

/** Controls other than line feed and tab: they draw nothing and can steer a terminal. */
const FORBIDDEN = /[^\P{Cc}\n\t]/u
const EVERY_FORBIDDEN = /[^\P{Cc}\n\t]/gu

/** Nothing but blanks and what is not drawn. */
const BLANK = /^[\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** What a person typed, as it is sent: line ends become line feeds. Nothing else is changed. */
export function normalizeText(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

/** Whether there is anything to send. */
export function isBlank(text: string): boolean {
  return BLANK.test(text)
}

/** A text as a host tells it, made harmless: a host of ours sends nothing that this changes. [TX4] */
export function toShownText(text: string): string {
  return text.toWellFormed().replace(EVERY_FORBIDDEN, '\uFFFD')
}

/**
 * Accepts a text as it is. Fails with `bad-text` for blank texts, lone surrogates and control characters,
 * `text-too-long` above `maxBytes` bytes of UTF-8, and above MAX_TEXT_BYTES always.
 */
export function checkText(text: string, maxBytes: number): Result<string> {
  const max = Math.min(maxBytes, MAX_TEXT_BYTES)
  if (text.length > max || encoder.encode(text).length > max) {
    return failed('text-too-long', { max })
  }
  return isBlank(text) || !text.isWellFormed() || FORBIDDEN.test(text)
    ? failed('bad-text')
    : succeeded(text)
}
