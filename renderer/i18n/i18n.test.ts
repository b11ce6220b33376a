import { expect, test } from 'vitest'
import { describeError, ERROR_SENTENCES, isErrorCode } from '../../shared/error.ts'
import { createI18n } from './i18n.ts'
import { errorSentence } from './use-error-sentence.ts'

const { t } = createI18n()

test('the window says of an error what the terminal says', () => {
  for (const code of Object.keys(ERROR_SENTENCES).filter(isErrorCode)) {
    const detail = { address: 'harbor', port: 7465, name: 'Ann', max: 3 }
    expect(errorSentence(t, { code, detail })).toBe(describeError({ code, detail }))
  }
})

test.each([
  'context',
  'count',
  'defaultValue',
  'interpolation',
  'joinArrays',
  'keySeparator',
  'lng',
  'lngs',
  'ns',
  'postProcess',
  'replace',
  'returnDetails',
  'returnObjects',
])('a value by the name of %s steers nothing', (name) => {
  for (const value of ['none', 1, 0, '']) {
    const detail = { max: 5, [name]: value }
    expect(errorSentence(t, { code: 'host-full', detail })).toBe(
      describeError({ code: 'host-full', detail: { max: 5 } }),
    )
  }
})

test('plurals follow the number', () => {
  expect(t('timeline.away', { count: 1 })).toBe('1 message while you were away')
  expect(t('timeline.away', { count: 14 })).toBe('14 messages while you were away')
})

test('nothing in a value is interpreted', () => {
  const room = '<b>$t(app.name)</b> {{name}} &'
  expect(t('composer.placeholder', { room })).toBe(`Write to ${room}`)
})

test('the title names the room and oneself', () => {
  expect(t('app.title', { room: 'Workshop', name: 'Ann' })).toBe('Workshop — Ann · Parley')
})
