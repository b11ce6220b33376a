// The texts of a long history: what number n says follows from n alone, so whoever reads it can check it.
// Words are as frequent as in a language: the second half as often as the first, the hundredth 100 times less.

/** Different words, and different Chinese characters. */
const WORDS = 20_000
const CHARACTERS = 2_000

/** Words, or characters, in one message. */
const WORDS_PER_MESSAGE = 12
const CHARACTERS_PER_MESSAGE = 20

/** One message in so many is Chinese. */
const CHINESE_EVERY = 10

/** One message in so many has a word that no other has. A prime: it meets both kinds. */
const RARE_EVERY = 997

const FIRST_CHARACTER = 0x4e_00

const SYLLABLES = 'bdfghklmnprstv'
  .split('')
  .flatMap((consonant) => ['a', 'e', 'i', 'o', 'u'].map((vowel) => consonant + vowel))

const VOCABULARY = Array.from({ length: WORDS }, (_, rank) => toSyllables(rank, 2))

/** @param {number} number From 1 on. */
export function textOf(number) {
  const chance = chances(number)
  const said =
    number % CHINESE_EVERY === 0
      ? Array.from({ length: CHARACTERS_PER_MESSAGE }, () =>
          characterOf(toRank(chance(), CHARACTERS)),
        ).join('')
      : Array.from({ length: WORDS_PER_MESSAGE }, () => wordOf(toRank(chance(), WORDS))).join(' ')
  return number % RARE_EVERY === 0 ? `${said} ${rareWordOf(number)}` : said
}

/** @param {number} rank 0 for the most frequent. */
export function wordOf(rank) {
  return VOCABULARY[rank] ?? ''
}

/** @param {number} rank 0 for the most frequent. */
export function characterOf(rank) {
  return String.fromCodePoint(FIRST_CHARACTER + rank)
}

/**
 * @param {number} messages How many there are.
 * @param {number} share Between 0 and 1: which of them.
 * @returns {{ number: number, word: string }} A message and the word that no other has.
 */
export function rareWordAmong(messages, share) {
  const number = RARE_EVERY * (1 + Math.floor(share * Math.floor(messages / RARE_EVERY)))
  return { number, word: rareWordOf(number) }
}

/** No other word begins like this. @param {number} number */
function rareWordOf(number) {
  return `xq${toSyllables(number / RARE_EVERY, 4)}`
}

/**
 * @param {number} number
 * @param {number} least How many syllables there are at least.
 */
function toSyllables(number, least) {
  let word = ''
  let left = number
  for (let count = 0; count < least || left > 0; count++) {
    word += SYLLABLES[left % SYLLABLES.length]
    left = Math.floor(left / SYLLABLES.length)
  }
  return word
}

/**
 * @param {number} chance Between 0 and 1.
 * @param {number} ranks
 */
function toRank(chance, ranks) {
  return Math.floor((ranks + 1) ** chance) - 1
}

/**
 * @param {number} seed
 * @returns {() => number} Numbers between 0 and 1, the same ones for the same seed (mulberry32).
 */
function chances(seed) {
  let state = Math.imul(seed, 0x9e_37_79_b1)
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
