// Bytes of a frame -> a JSON value, within bounds that hold before anything recursive runs. [FR4] [FR5]

import { failed, succeeded, type Result } from '../result.ts'
import { MAX_JSON_DEPTH } from './limits.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Characters of a `type`. */
const MAX_TYPE_LENGTH = 64

const QUOTE = 0x22
const BACKSLASH = 0x5c
const ARRAY_OPENS = 0x5b
const ARRAY_CLOSES = 0x5d
const OBJECT_OPENS = 0x7b
const OBJECT_CLOSES = 0x7d
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

/** The `type` of a JSON value that is an object and says one of a bearable length; otherwise null. */
export function typeIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('type' in value)) return null
  const { type } = value
  return typeof type === 'string' && type.length <= MAX_TYPE_LENGTH ? type : null
}

/** Counts on bytes: in UTF-8 no byte of a longer character equals an ASCII one. */
function isWithinBounds(body: Uint8Array, maxValues: number): boolean {
  let depth = 0
  let values = 1
  for (let index = 0; index < body.length; index++) {
    const byte = body[index] ?? 0
    if (byte === QUOTE) {
      index = endOfString(body, index + 1)
    } else if (byte === COMMA) {
      values++
    } else if (byte === OBJECT_OPENS || byte === ARRAY_OPENS) {
      values++
      if (++depth > MAX_JSON_DEPTH) return false
    } else if (byte === OBJECT_CLOSES || byte === ARRAY_CLOSES) {
      depth--
    }
    if (values > maxValues) return false
  }
  return true
}

/** Where the quote is that ends a string. */
function endOfString(body: Uint8Array, start: number): number {
  let index = start
  while (index < body.length && body[index] !== QUOTE) index += body[index] === BACKSLASH ? 2 : 1
  return index
}
