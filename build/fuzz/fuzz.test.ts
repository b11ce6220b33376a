import { expect, test } from 'vitest'
import { runFuzz } from './run-fuzz.mjs'

/** Of each target. More are for `npm run fuzz`. */
const ROUNDS = 6

test(`what is nearly right breaks nothing in ${ROUNDS} rounds`, { timeout: 120_000 }, async () => {
  const run = await runFuzz({ seed: 1, rounds: ROUNDS })

  expect(run.failures).toEqual([])
  expect([run.rounds, run.targets]).toEqual([ROUNDS, 10])
})
