// Which parts of a text are the words that were searched for. Case and accents make no difference.

/** A part of a text. */
export interface Piece {
  readonly text: string
  readonly isMatch: boolean
}

/** UTF-16 units of a long text that are shown before its first match. */
const BEFORE_MATCH = 40

/** UTF-16 units of a text that are shown in a list. */
const MAX_EXCERPT = 200

interface Match {
  readonly from: number
  readonly to: number
}

/**
 * The text in pieces, in order and complete. A word counts where a word of the text begins with it; when it
 * begins none, wherever it stands: many scripts do not part words.
 */
export function markWords(text: string, query: string): readonly Piece[] {
  return piecesOf(text, matchesIn(text, query))
}

/** As markWords, but of a long text only what is around its first match. */
export function markExcerpt(text: string, query: string): readonly Piece[] {
  if (text.length <= MAX_EXCERPT) return markWords(text, query)
  const matches = matchesIn(text, query)
  const start = startOfExcerpt(text, matches[0]?.from ?? 0)
  const end = wholeCharacter(text, start + MAX_EXCERPT)
  const within = matches
    .map((match) => ({ from: match.from - start, to: match.to - start }))
    .filter((match) => match.from >= 0 && match.to <= end - start)
  const more = { text: '…', isMatch: false }
  return [
    ...(start > 0 ? [more] : []),
    ...piecesOf(text.slice(start, end), within),
    ...(end < text.length ? [more] : []),
  ]
}

/** A little before the match, at the beginning of a word if one is near. */
function startOfExcerpt(text: string, match: number): number {
  const near = Math.max(0, match - BEFORE_MATCH)
  const word = text.slice(Math.max(0, near - BEFORE_MATCH), near).search(/(?<=\s)\S*$/u)
  return word < 0 ? wholeCharacter(text, near) : Math.max(0, near - BEFORE_MATCH) + word
}

/** The index, or the one behind it when it is in the middle of a character. */
function wholeCharacter(text: string, index: number): number {
  return /^[\uDC00-\uDFFF]/.test(text.slice(index, index + 1)) ? index + 1 : index
}

/** Where the words are, in order and apart from each other. */
function matchesIn(text: string, query: string): readonly Match[] {
  const folded = fold(text)
  const words = fold(query)
    .text.split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  const found = words.flatMap((word) => placesOf(folded, word))
  return apart(found.toSorted((a, b) => a.from - b.from || b.to - a.to))
}

/** `word` is of letters and digits: it means itself in a pattern. */
function placesOf({ text, places }: Folded, word: string): readonly Match[] {
  const anywhere = RegExp(word, 'gu')
  const atBeginning = RegExp(`(?<![\\p{L}\\p{N}])${word}`, 'gu')
  const at = (pattern: RegExp) =>
    [...text.matchAll(pattern)].map(({ index }) => ({
      from: places[index] ?? 0,
      to: places[index + word.length] ?? 0,
    }))
  const beginnings = at(atBeginning)
  return beginnings.length > 0 ? beginnings : at(anywhere)
}

function apart(matches: readonly Match[]): readonly Match[] {
  const result: Match[] = []
  for (const match of matches) {
    if (match.from >= (result.at(-1)?.to ?? 0)) result.push(match)
  }
  return result
}

interface Folded {
  readonly text: string
  /** For each UTF-16 unit of `text`, and for its end, where it comes from. */
  readonly places: readonly number[]
}

/** The text without case and accents. */
function fold(original: string): Folded {
  let text = ''
  const places: number[] = []
  let at = 0
  for (const character of original) {
    const plain = character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    for (let unit = 0; unit < plain.length; unit++) places.push(at)
    text += plain
    at += character.length
  }
  places.push(at)
  return { text, places }
}

function piecesOf(text: string, matches: readonly Match[]): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { from, to } of matches) {
    pieces.push({ text: text.slice(at, from), isMatch: false })
    pieces.push({ text: text.slice(from, to), isMatch: true })
    at = to
  }
  pieces.push({ text: text.slice(at), isMatch: false })
  return pieces.filter((piece) => piece.text !== '')
}
