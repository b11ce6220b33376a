import { expect, test } from 'vitest'
import { doesFind } from './use-find-shortcut.ts'

const press = { key: 'f', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }

test.each([
  ['Ctrl+F', { ctrlKey: true }, true],
  ['Cmd+F', { metaKey: true }, true],
  ['Ctrl+F with Caps Lock', { ctrlKey: true, key: 'F' }, true],
  ['f', {}, false],
  ['Ctrl+Shift+F', { ctrlKey: true, shiftKey: true }, false],
  ['AltGr+F', { ctrlKey: true, altKey: true }, false],
  ['Ctrl+G', { ctrlKey: true, key: 'g' }, false],
])('%s', (_, change, expected) => {
  expect(doesFind({ ...press, ...change })).toBe(expected)
})
