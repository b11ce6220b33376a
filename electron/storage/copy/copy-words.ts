// What of a text can be found, and what people type to find it. Both go through the same cut into words, so
// what is typed can never be anything but words to the database.

/** UTF-16 units of what is typed that count: the longest text people send. */
const MAX_TYPED = 8_192

/**
 * UTF-16 units of a message that can be found: twice the longest text. Only a text of ligatures, which normalising
 * makes up to 18 times longer, has more.
 */
const MAX_INDEXED = 32_768

/** Words of what is typed that count. More only makes the same message more certain. */
const MAX_WORDS = 64

/** Drawn by nothing: joiners, soft hyphens, variation selectors. They are not in what people type. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu

/** A picture of its own; its skin tone does not matter. */
const PICTURE = String.raw`\p{Extended_Pictographic}|\p{Regional_Indicator}{2}`

/** A letter of a script that is written without blanks, or in which words are joined to longer ones. */
const UNSPACED = `(?=[\\p{L}\\p{N}])[${[
  'Han',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Hangul',
  'Yi',
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
]
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('')}]`

const WORD = new RegExp(
  `${PICTURE}|${UNSPACED}\\p{M}*|(?:(?!${UNSPACED})[\\p{L}\\p{M}\\p{N}\\p{Co}])+`,
  'gu',
)

/**
 * The words of a text with blanks between, as they go into the index. Each letter of a script without blanks
 * is a word: letters that follow each other are then found wherever they are. Wide and narrow forms are one.
 */
export function toIndexedText(text: string): string {
  return wordsOf(text).join(' ')
}

/**
 * What people type as a query for the index: all the words, each of them begun. What is not parted by blanks
 * (`user@example`, Chinese) must be together in the message. Null when there is no word in it. Of very much
 * the first 64 words count.
 */
export function toWordQuery(typed: string): string | null {
  const phrases: string[] = []
  let left = MAX_WORDS
  for (const part of typed.slice(0, MAX_TYPED).split(/\s+/u)) {
    const words = firstWordsOf(part, left)
    left -= words.length
    // Words are letters, marks, numbers and pictures: there is no quote among them to end the phrase.
    if (words.length > 0) phrases.push(`"${words.join(' ')}"*`)
  }
  return phrases.length > 0 ? phrases.join(' ') : null
}

function wordsOf(text: string): readonly string[] {
  return plain(text).slice(0, MAX_INDEXED).match(WORD) ?? []
}

/** So many of them: of very much the rest is not looked at. */
function firstWordsOf(text: string, count: number): readonly string[] {
  const words: string[] = []
  if (count === 0) return words
  for (const [word] of plain(text).matchAll(WORD)) {
    if (words.push(word) === count) break
  }
  return words
}

function plain(text: string): string {
  return text.replace(IGNORABLE, '').normalize('NFKC')
}
