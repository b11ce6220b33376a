// What a name may be, and when two names are the same. [NM1] [NM2]

import { failed, succeeded, type Result } from '../result.ts'
import { MAX_NAME_LENGTH } from './limits.ts'

/**
 * Controls, formats (zero-width, bidirectional overrides), surrogates, private and unassigned code points,
 * line separators and what is ignored when shown: none of them can be seen, each can deceive.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/**
 * The form in which a name is shown and stored: NFKC, runs of blanks made one, no blanks at the ends.
 * Fails with `bad-name` unless 1 to MAX_NAME_LENGTH visible code points remain.
 */
export function normalizeName(name: string): Result<string> {
  // Normalising first: what is checked must be what is stored. It can grow a string 18-fold, so it is cut off early.
  if (name.length > MAX_NAME_LENGTH * 4) return failed('bad-name', { max: MAX_NAME_LENGTH })
  const normalized = name.normalize('NFKC').replace(/\p{Zs}+/gu, ' ').trim()
  const length = [...normalized].length
  return length >= 1 && length <= MAX_NAME_LENGTH && !INVISIBLE.test(normalized)
    ? succeeded(normalized)
    : failed('bad-name', { max: MAX_NAME_LENGTH })
}

/** Two names with the same key are the same name. Takes a normalised name. */
export function nameKey(normalizedName: string): string {
  return normalizedName.toLowerCase().normalize('NFKC')
}
