// When two names are the same: when people would take one for the other. [NM2] [NM3]

import { LOOK_ALIKES } from './look-alikes.ts'
import { foldName } from './name.ts'

const REPLACEMENTS: ReadonlyMap<string, string> = new Map(
  LOOK_ALIKES.trim()
    .split(/\s/)
    .flatMap((group) => {
      const [target = '', sources = ''] = group.split('=')
      const text = target.split('+').map(characterOf).join('')
      return sources.split(',').map((source) => [characterOf(source), text] as const)
    }),
)

/**
 * Two names with the same key are the same name: they differ in case only, or look alike (a skeleton by UTS 39, of the
 * name in lower case). Takes a normalised name, and gives a text that is no name to show: at most 18 times as long. It
 * may change with a version of Parley or of Unicode, so it is not stored. [NM2]
 */
export function nameKey(normalizedName: string): string {
  // Lower case first: the capital ẞ is its own upper case, and would not become ss.
  const lower = normalizedName.normalize('NFKC').toLowerCase()
  const folded = foldName(lower).normalize('NFD')
  return Array.from(folded, (character) => REPLACEMENTS.get(character) ?? character)
    .join('')
    .normalize('NFD')
}

function characterOf(code: string): string {
  return String.fromCodePoint(Number.parseInt(code, 16))
}
