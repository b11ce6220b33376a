// What people look for in a long history, and what they must find of it.
import { characterOf, rareWordAmong, textOf, wordOf } from './message-text.mjs'

/** Words that some message has, however few there are. */
const MOST_FREQUENT = 20

/** Words of which two together are in some messages. */
const FREQUENT = 300

/** Letters of a word that is begun. */
const BEGUN = 3

/** Characters of which two may follow each other. */
const FREQUENT_CHARACTERS = 30

/**
 * @typedef {object} Search
 * @property {string} title
 * @property {(messages: number) => Query} toQuery
 */
/**
 * @typedef {object} Query
 * @property {string} words
 * @property {(numbers: readonly number[]) => boolean} isRight Whether what was found is.
 */

/** @type {readonly Search[]} */
export const SEARCHES = [
  { title: 'search, common word', toQuery: () => wordQuery([wordOf(below(MOST_FREQUENT))], true) },
  {
    title: 'search, rare word',
    toQuery: (messages) => {
      const { number, word } = rareWordAmong(messages, Math.random())
      return { words: word, isRight: (numbers) => numbers.length === 1 && numbers[0] === number }
    },
  },
  { title: 'search, one letter', toQuery: () => wordQuery([begun(MOST_FREQUENT, 1)], true) },
  {
    title: 'search, two words begun',
    toQuery: () => wordQuery([begun(FREQUENT, BEGUN), begun(FREQUENT, BEGUN)], false),
  },
  {
    title: 'search, Chinese',
    toQuery: () => {
      const words =
        characterOf(below(FREQUENT_CHARACTERS)) + characterOf(below(FREQUENT_CHARACTERS))
      const isRight = (/** @type {number} */ number) => textOf(number).includes(words)
      return { words, isRight: (numbers) => numbers.every(isRight) }
    },
  },
]

/**
 * @param {readonly string[]} words As they begin.
 * @param {boolean} mustFind
 * @returns {Query}
 */
function wordQuery(words, mustFind) {
  const isRight = (/** @type {number} */ number) => {
    const said = textOf(number).split(' ')
    return words.every((word) => said.some((one) => one.startsWith(word)))
  }
  return {
    words: words.join(' '),
    isRight: (numbers) => numbers.every(isRight) && (numbers.length > 0 || !mustFind),
  }
}

/**
 * @param {number} ranks
 * @param {number} letters
 */
function begun(ranks, letters) {
  return wordOf(below(ranks)).slice(0, letters)
}

/** @param {number} bound */
function below(bound) {
  return Math.floor(Math.random() * bound)
}
