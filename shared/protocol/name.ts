// What a name may be, and how it is shown. [NM1] [NM4]

import { failed, succeeded, type Result } from '../result.ts'
import { MAX_NAME_LENGTH } from './limits.ts'
import { isOfOneScript } from './script.ts'

/**
 * Controls, formats (zero-width, bidirectional overrides), surrogates, private and unassigned code points,
 * line separators, what is ignored when shown, and the blank Braille pattern: none of them can be seen,
 * each can deceive. A combining mark at the start would change what stands before the name.
 */
const INVISIBLE =
  /^\p{M}|[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Of these, what steers a terminal or the direction of a line. The rest is merely not seen. */
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * The form in which the name of a member is shown and stored: NFKC, runs of blanks made one, no blanks at the ends.
 * Fails with `bad-name` unless 1 to MAX_NAME_LENGTH visible code points remain, with `mixed-scripts` unless they can be
 * of one script.
 */
export function normalizeName(name: string): Result<string> {
  const visible = normalizeVisible(name)
  if (visible === null) return failed('bad-name', { max: MAX_NAME_LENGTH })
  return isOfOneScript(visible) ? succeeded(visible) : failed('mixed-scripts')
}

/**
 * The same form of the name of a room. It may mix scripts: a host has one, and nobody is taken for another by it. Fails
 * with `bad-room-name`.
 */
export function normalizeRoomName(name: string): Result<string> {
  const visible = normalizeVisible(name)
  return visible === null ? failed('bad-room-name', { max: MAX_NAME_LENGTH }) : succeeded(visible)
}

function normalizeVisible(name: string): string | null {
  // Normalising first: what is checked must be what is stored. It can grow a string 18-fold, so it is cut off early.
  if (name.length > MAX_NAME_LENGTH * 4) return null
  const normalized = name
    .normalize('NFKC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
  const length = Array.from(normalized).length
  return length >= 1 && length <= MAX_NAME_LENGTH && !INVISIBLE.test(normalized) ? normalized : null
}

/** A name as a host tells it, made harmless: a host of ours sends nothing that this changes. [NM4] */
export function toShownName(name: string): string {
  return name.replace(STEERING, '\uFFFD')
}

/**
 * A name without its case, for finding again what belongs to it: it stays the same over versions, which `nameKey` does
 * not promise. Takes a normalised name.
 */
export function foldName(normalizedName: string): string {
  // Through upper case, so that ß and ss, ς and σ are the same: JavaScript has no case folding.
  return normalizedName.toUpperCase().toLowerCase().normalize('NFKC')
}
