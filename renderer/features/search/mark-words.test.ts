import { expect, test } from 'vitest'
import { markExcerpt, markWords, type Piece } from './mark-words.ts'

/** The one thing of Node that a test of time needs. */
declare const process: {
  cpuUsage: (before?: object) => { readonly user: number; readonly system: number }
}

/** The pieces as one text, with the matches in brackets. */
const shown = (pieces: readonly Piece[]) =>
  pieces.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join('')

test.each([
  ['The printer is back', 'printer', 'The [printer] is back'],
  ['PRINTER, printer', 'Printer', '[PRINTER], [printer]'],
  ['Café in Zürich', 'cafe zurich', '[Café] in [Zürich]'],
  ['Cafe\u0301 ole\u0301!', 'café', '[Cafe\u0301] ole\u0301!'],
  ['cafe', 'CAFÉ', '[cafe]'],
  ['printing all day', 'print', '[print]ing all day'],
  ['this is a thing', 'is', 'this [is] a thing'],
  ['this thing', 'is', 'th[is] thing'],
  ['今日は良い天気', '天気', '今日は良い[天気]'],
  ['a.b (c) [d]', '[d] (c', 'a.b ([c]) [[d]]'],
  ['👋🏽 hello 👋🏽', 'hello', '👋🏽 [hello] 👋🏽'],
  ['ﬁnd the file', 'fi', '[ﬁ]nd the [fi]le'],
  ['one two', 'two one', '[one] [two]'],
  ['printers', 'print printers', '[printers]'],
  ['nothing here', 'absent', 'nothing here'],
  ['nothing here', ' .* ', 'nothing here'],
  ['', 'x', ''],
])('in %j the words of %j are marked', (text, query, expected) => {
  expect(shown(markWords(text, query))).toBe(expected)
})

test('the pieces together are the text, whatever is searched for', () => {
  const text = 'İstanbul ﬃ ß Straße cafe\u0301 👩🏽‍🔬 \uD800 end'
  for (const query of ['istanbul', 'f', 'strasse', 'ss', 'cafe', 'e', '👩', '\uD800', 'end']) {
    const pieces = markWords(text, query)
    expect([query, pieces.map((piece) => piece.text).join('')]).toEqual([query, text])
  }
})

test('of a long text what is around the first match is shown', () => {
  const text = `${'before '.repeat(100)}needle${' after'.repeat(100)}`

  const excerpt = shown(markExcerpt(text, 'needle'))

  expect(excerpt).toMatch(/^…before before .*before \[needle\] after .*…$/)
  expect(excerpt.length).toBeLessThan(220)
})

test('of a long text without a match the beginning is shown', () => {
  const excerpt = shown(markExcerpt('word '.repeat(100), 'absent'))

  expect(excerpt.startsWith('word word')).toBe(true)
  expect(excerpt.endsWith('…')).toBe(true)
})

test('a match that is shown in part only is not marked', () => {
  const text = `needle ${'x'.repeat(190)} needle`

  expect(shown(markExcerpt(text, 'needle'))).toMatch(/^\[needle\] x+ ne…$/)
})

test('a long text without blanks is shown around its match, in whole characters', () => {
  for (const filler of ['天', '👋', 'a👋']) {
    const excerpt = shown(markExcerpt(`${filler.repeat(400)}needle${filler.repeat(400)}`, 'needle'))
    expect(excerpt).toContain('needle')
    expect(excerpt.isWellFormed()).toBe(true)
  }
})

/** Milliseconds of CPU time of a call, the least of three. */
function cpuTimeOf(act: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage()
    act()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000
  })
  return Math.min(...times)
}

test('[B20] a whole page pasted into the search marks what it says, and breaks nothing', () => {
  const page = 'x'.repeat(65_536)

  expect(shown(markWords('some text', `text ${page}`))).toBe('some [text]')
  expect(shown(markWords('some text', page))).toBe('some text')
})

test.each([
  'a',
  'a ',
  'a1',
  '\u0301',
  'a\u0301',
  '漢',
  '漢 ',
  'ﷺ',
  '.',
  '\\(',
  '\u{1f600}',
  '\ud800',
])('[B20] the longest message of %j is marked in no time, whatever is searched for', (unit) => {
  const bytes = new TextEncoder().encode(unit).length
  const text = unit.repeat(Math.floor(16_384 / bytes))
  const queries = [unit, text, `b${text}`, `${text}b`, 'a b c d e f g h '.repeat(4_096)]

  const times = queries.map((query) => cpuTimeOf(() => markExcerpt(text, query)))

  expect(times.filter((ms) => ms > 10)).toEqual([])
})
