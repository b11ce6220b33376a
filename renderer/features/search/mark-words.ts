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

/** UTF-16 units of what is searched for that are marked; what follows is found all the same. */
const MAX_QUERY = 1_024

/** Marks of one word in a text: more than anybody reads. */
const MAX_MARKS = 1_000

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
  const words = fold(query.slice(0, MAX_QUERY))
    .text.split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  const found = [...new Set(words)].flatMap((word) => placesOf(folded, word))
  return apart(found.toSorted((a, b) => a.from - b.from || b.to - a.to))
}

/** No pattern is made of what is typed: one of a long word is too large to be one. */
function placesOf(folded: Folded, word: string): readonly Match[] {
  const beginnings: Match[] = []
  const anywhere: Match[] = []
  const { text, places } = folded
  // Within a match, and right behind it, no word begins.
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const match = { from: places[at] ?? 0, to: places[at + word.length] ?? 0 }
    if (!isBeginning(text, at)) anywhere.push(match)
    else if (beginnings.push(match) === MAX_MARKS) break
  }
  return beginnings.length > 0 ? beginnings : anywhere
}

/** Whether no letter or digit stands before the index. */
function isBeginning(text: string, index: number): boolean {
  return !/[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, index - 2), index))
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
  // Most texts are made of few characters, and folding one is most of what this costs.
  const known = new Map<string, string>()
  let at = 0
  for (const character of original) {
    const plain = known.get(character) ?? foldCharacter(character)
    known.set(character, plain)
    for (let unit = 0; unit < plain.length; unit++) places.push(at)
    text += plain
    at += character.length
  }
  places.push(at)
  return { text, places }
}

function foldCharacter(character: string): string {
  return character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
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
