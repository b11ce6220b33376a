// Bytes of a frame -> a JSON value, within bounds that hold before anything recursive runs. [FR4] [FR5]

import { failed, succeeded, type Result } from '../result.ts'
import { MAX_JSON_DEPTH } from './limits.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])
const COMMA = 0x2c

/**
 * Reads one JSON value. Fails with `bad-utf8` for bytes that are not UTF-8 and `bad-json` for what is not
 * JSON, nests deeper than MAX_JSON_DEPTH or holds more than `maxValues` values.
 */
export function parseJson(body: Uint8Array, maxValues: number): Result<unknown> {
  if (!isWithinBounds(body, maxValues)) return failed('bad-json')
  let text: string
  try {
    text = decoder.decode(body)
  } catch {
    return failed('bad-utf8') // The decoder is fatal: this is its only error.
  }
  try {
    return succeeded<unknown>(JSON.parse(text))
  } catch {
    return failed('bad-json')
  }
}

/** Counts on bytes: in UTF-8 no byte of a longer character equals an ASCII one. */
function isWithinBounds(body: Uint8Array, maxValues: number): boolean {
  let depth = 0
  let values = 1
  let insideString = false
  for (let index = 0; index < body.length; index++) {
    const byte = body[index] ?? 0
    if (insideString) {
      if (byte === BACKSLASH) index++
      else if (byte === QUOTE) insideString = false
    } else if (byte === QUOTE) {
      insideString = true
    } else if (OPENING.has(byte)) {
      values++
      if (++depth > MAX_JSON_DEPTH) return false
    } else if (CLOSING.has(byte)) {
      depth--
    } else if (byte === COMMA) {
      values++
    }
    if (values > maxValues) return false
  }
  return true
}
