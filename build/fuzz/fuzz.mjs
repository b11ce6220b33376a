// `npm run fuzz -- [--seed N] [--seconds S] [--target NAME]`: feeds what is nearly right to everything that reads.

import { parseArgs } from 'node:util'
import { runFuzz } from './run-fuzz.mjs'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    target: { type: 'string' },
  },
})

/**
 * @param {string} text
 * @param {string} name Of the option.
 * @returns {number}
 */
function numberOf(text, name) {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  console.error(`--${name} is a whole number.`)
  return process.exit(2)
}

const run = await runFuzz({
  seed: numberOf(values.seed, 'seed'),
  rounds: Infinity,
  seconds: numberOf(values.seconds, 'seconds'),
  ...(values.target !== undefined && { target: values.target }),
})
for (const { target, seed, what, inputs } of run.failures) {
  console.log(`✗ ${target}, seed ${seed}: ${what}`)
  for (const input of inputs) console.log(`  ${input}`)
  console.log(`  npm run fuzz -- --seed ${seed} --target ${target}`)
}
console.log(`${run.rounds} rounds of ${run.targets} targets, ${run.failures.length} failed`)
process.exitCode = run.failures.length > 0 ? 1 : 0
