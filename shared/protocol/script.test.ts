import { expect, test } from 'vitest'
import { isOfOneScript } from './script.ts'

/** Garay, of Unicode 16.0. */
const newer = '\u{10D50}\u{10D51}'

test('[NM6] a script that is newer than the list is a script', () => {
  expect([isOfOneScript(newer), isOfOneScript(`${newer} 2`)]).toEqual([true, true])
})

test('[NM6] a script that is newer than the list is not mixed with others', () => {
  expect([isOfOneScript(`A${newer}`), isOfOneScript(`${newer}Ж`)]).toEqual([false, false])
})
