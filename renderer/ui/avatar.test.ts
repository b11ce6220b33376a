import { expect, test } from 'vitest'
import { hueOf, initialsOf } from './avatar.tsx'

test.each([
  ['Ann', 'A'],
  ['maria santos', 'MS'],
  ['Jean-Luc de la Tour', 'JT'],
  ['Émile (ship)', 'ÉS'],
  ['田中さくら', '田'],
  ['👩🏽‍🔬', '👩🏽‍🔬'],
])('the initials of %s are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

test('a colour belongs to an id', () => {
  expect(hueOf('abc')).toBe(hueOf('abc'))
  expect(hueOf('abc')).not.toBe(hueOf('abd'))
})
