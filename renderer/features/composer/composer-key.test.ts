import { expect, test } from 'vitest'
import { doesSend, type KeyPress } from './composer-key.ts'

const enter: KeyPress = {
  key: 'Enter',
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  altKey: false,
}

test('Enter sends', () => {
  expect(doesSend(enter)).toBe(true)
})

test.each([
  ['Shift+Enter makes a line', { shiftKey: true }],
  ['Alt+Enter does nothing', { altKey: true }],
  ['Enter chooses a candidate while an input method composes', { isComposing: true }],
  ['the Enter that ends a composition may have only its code', { keyCode: 229 }],
  ['another key writes', { key: 'a', keyCode: 65 }],
])('%s', (_, change) => {
  expect(doesSend({ ...enter, ...change })).toBe(false)
})
