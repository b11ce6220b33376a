import { expect, test } from 'vitest'
import type { CopyStore } from '../../../shared/session/copy.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { toIndexedText, toWordQuery } from './copy-words.ts'
import {
  found,
  KEY,
  message,
  messages,
  openedCopy,
  randomId,
  rowsIn,
  valueOf,
} from './copy.fixture.ts'

async function copyOf(...texts: readonly string[]): Promise<CopyStore> {
  const store = await openedCopy(temporaryFolder())
  const facts = texts.map((text, index) => message(index + 1, text))
  valueOf(await store.keep(KEY, facts, [{ from: 1, to: texts.length }]))
  return store
}

test('finds messages with all the words, as far as they are typed, newest first', async () => {
  const store = await copyOf('Hello world', 'world, hello!', 'hello', 'helium works')

  expect(await found(store, 'hel wor')).toEqual(['helium works', 'world, hello!', 'Hello world'])
  expect(await found(store, 'HELLO world')).toEqual(['world, hello!', 'Hello world'])
  expect(await found(store, 'ello')).toEqual([])
  expect(await found(store, 'hel', 2)).toEqual(['helium works', 'hello'])
  expect(await found(store, 'hel', 0)).toEqual([])
})

test('gives what is shown of a message', async () => {
  const store = await openedCopy(temporaryFolder())
  const copied = message(7, 'found')
  await store.keep(KEY, [copied], [{ from: 7, to: 7 }])
  if (copied.fact.type !== 'message') throw new Error('not a message')
  const { id, author, at } = copied.fact

  expect(valueOf(await store.search(KEY, 'found', 1))).toEqual([
    { sequence: 7, id, author, at, text: 'found' },
  ])
})

test('newest is by number, not by when it was kept', async () => {
  const store = await openedCopy(temporaryFolder())
  await store.keep(KEY, messages(501, 503), [{ from: 501, to: 503 }])
  await store.keep(KEY, messages(1, 2), [])

  expect(await found(store, 'text')).toEqual([
    'text 503',
    'text 502',
    'text 501',
    'text 2',
    'text 1',
  ])
})

test.each([
  ['accents', 'crème brûlée', 'creme BRULEE'],
  ['an accent of its own', 'cafe\u0301', 'café'],
  ['an address', 'write to ada@example.org', 'ada@example'],
  ['full width', '\uFF21\uFF22\uFF23 \uFF11\uFF12', 'abc 12'],
  ['a soft hyphen', 'soft\u00ADhyphen', 'softhyphen'],
  ['Chinese within a sentence', '我们明天去北京开会', '北京'],
  ['one Chinese letter', '我们明天去北京开会', '京'],
  ['Chinese next to Latin', '用Parley聊天', 'parley聊'],
  ['letters beyond 16 bits', '\u{20BB7}野家で', '\u{20BB7}野'],
  ['Japanese in three scripts', '明日はカレーを食べます', 'カレーを食'],
  ['narrow katakana', '\uFF76\uFF9A\uFF70', 'カレー'],
  ['Korean within a word', '메시지검색기능', '검색'],
  ['Thai within a sentence', 'วันนี้อากาศดีมาก', 'อากาศ'],
  ['Hindi', 'हिन्दी भाषा', 'हिन्दी'],
  ['Russian', 'Привет, мир', 'прив'],
  ['emoji', 'done \u{1F389}\u{1F389}', '\u{1F389}'],
  ['emoji with a variation', 'love \u2764\uFE0F', '\u2764'],
  ['emoji of a family', '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}', '\u{1F467}'],
  ['text behind a mark that cannot be read', 'before\uFFFDbehind', 'behind'],
])('finds %s', async (_, text, words) => {
  const store = await copyOf('something else', text)

  expect(await found(store, words)).toEqual([text])
})

test('letters without blanks must be together', async () => {
  const store = await copyOf('北京', '北方的京城')

  expect(await found(store, '北京')).toEqual(['北京'])
  expect(await found(store, '京 北')).toEqual(['北方的京城', '北京'])
})

const HOSTILE = [
  '"',
  '""',
  "'",
  '*',
  '^',
  '-',
  '+',
  '(',
  ')',
  '((((',
  ':',
  'text:',
  '{text}:',
  'text :',
  '\\',
  '%',
  '_',
  ';',
  '"; DROP TABLE fact; --',
  'AND',
  'OR',
  'NOT',
  'NEAR',
  'NEAR(',
  'NEAR("a" "b", 2)',
  'a AND',
  'OR b',
  'NOT NOT',
  'hello*',
  '*hello',
  '^hello',
  '"hello',
  'hello"',
  '"hello"*',
  'hello -world',
  '\u0000',
  'hello\u0000world',
  '\uD800',
  'hello\uDC00',
  '\uFEFF',
  '\u200D\u200D',
  '\uFE0F',
  '\u0301',
  '\u{E0001}',
  '?1',
  '$1',
  ':a',
  '\u{10FFFF}',
  '\u202E',
  'a'.repeat(1_000_000),
  'a '.repeat(500_000),
  '"'.repeat(100_000),
  '漢'.repeat(100_000),
  '\uFDFA'.repeat(100_000),
] as const

test.each(HOSTILE.map((words) => [JSON.stringify(words).slice(0, 30), words]))(
  'is safe from %s',
  async (_, words) => {
    const store = await copyOf('hello world', 'AND OR NOT NEAR text')

    expect(await store.search(KEY, words, 50)).toMatchObject({ ok: true })
    expect(await found(store, 'hello')).toEqual(['hello world'])
  },
)

test.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 30), text]))(
  'keeps a message of %s',
  async (_, text) => {
    const store = await copyOf('hello world', text.slice(0, 8_192).toWellFormed())

    expect(await found(store, 'hello world')).toContain('hello world')
  },
)

test('operators are words', async () => {
  const store = await copyOf('this AND that', 'this that', 'not near')

  expect(await found(store, 'this AND that')).toEqual(['this AND that'])
  expect(await found(store, 'NOT')).toEqual(['not near'])
})

test('where there is no word, nothing is found', async () => {
  const store = await copyOf('hello', '?!')

  for (const words of ['', '   ', '\n\t', '?!', '...', '"""', '\u0000', '\u200B\uFE0F']) {
    expect(await found(store, words)).toEqual([])
  }
})

test('of a very long query the beginning counts', () => {
  expect(toWordQuery('word '.repeat(10_000))?.split('"* "').length).toBe(64)
  expect(toWordQuery('漢'.repeat(10_000))?.length).toBeLessThan(200)
  expect(toWordQuery(`${'!'.repeat(8_192)} word`)).toBeNull()
})

test('no text and no query leads out of its quotes', () => {
  const everything = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).join(
    '',
  )

  expect(toIndexedText(everything)).not.toMatch(/["'*^:(){}]/)
  for (let at = 0; at < everything.length; at += 64) {
    // No words, no query: nothing can lead out of it.
    expect(toWordQuery(everything.slice(at, at + 64)) ?? '"a"*').toMatch(/^"[^"]+"\*( "[^"]+"\*)*$/)
  }
})

test('what was put aside is found behind what the host has now', async () => {
  const store = await copyOf('old one', 'old two')
  await store.putAside(KEY)
  await store.keep(KEY, [message(1, 'new one')], [{ from: 1, to: 1 }])
  await store.putAside(KEY)
  await store.keep(KEY, [message(1, 'newest one')], [{ from: 1, to: 1 }])

  expect(await found(store, 'old')).toEqual(['old two', 'old one'])
  expect(await found(store, 'one')).toEqual(['newest one', 'new one', 'old one'])
  expect(await found(store, 'one', 2)).toEqual(['newest one', 'new one'])
  expect(await found(store, 'ne')).toEqual(['newest one', 'new one'])
})

test('the limit counts over all histories', async () => {
  const store = await copyOf('word 1', 'word 2', 'word 3')
  await store.putAside(KEY)
  await store.keep(KEY, [message(1, 'word 4')], [{ from: 1, to: 1 }])

  expect(await found(store, 'word', 3)).toEqual(['word 4', 'word 3', 'word 2'])
})

test('what the host still has after a divergence is kept and found once', async () => {
  const folder = temporaryFolder()
  const store = await openedCopy(folder)
  const [same, lost] = [message(1, 'same'), message(2, 'same but lost')]
  await store.keep(KEY, [same, lost], [{ from: 1, to: 2 }])
  await store.putAside(KEY)

  await store.keep(KEY, [same, message(2, 'same but new')], [{ from: 1, to: 2 }])

  expect(await found(store, 'same')).toEqual(['same but new', 'same', 'same but lost'])
  await store.close()
  expect(rowsIn(folder, 'fact')).toBe(3)
  expect(rowsIn(folder, 'word_docsize')).toBe(3)
})

test('[UV1] that its author is not verified is found and read with a message', async () => {
  const store = await openedCopy(temporaryFolder())
  const author = { id: randomId(), name: 'guest', unverified: true } as const
  const told = message(1, 'from a terminal', { author })
  await store.keep(KEY, [told, message(2, 'from a window')], [{ from: 1, to: 2 }])

  expect(valueOf(await store.search(KEY, 'terminal', 5))).toMatchObject([{ author }])
  expect(valueOf(await store.page(KEY, { before: 3, from: 1, facts: 5 }))[0]).toEqual(told)
  const [other] = valueOf(await store.search(KEY, 'window', 5))
  expect(Object.keys(other?.author ?? {})).toEqual(['id', 'name'])
})
