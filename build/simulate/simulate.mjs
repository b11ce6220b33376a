// `npm run simulate -- --seed N --count M`: plays seeds of the simulation and says what went wrong in them.

import { parseArgs } from 'node:util'
import { bundleSimulation } from './bundle.mjs'
import { findPlanted, plantedPlugin } from './planted-bugs.mjs'
import { missingFaults, runSeeds } from './run-seeds.mjs'

/** Seeds from which on each fault must have struck. */
const ENOUGH_SEEDS = 2_000

/** Failures that are told one by one. */
const TOLD_FAILURES = 20

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1' },
    workers: { type: 'string' },
    planted: { type: 'string' },
    trace: { type: 'boolean', default: false },
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

/** @param {import('./run-seeds.mjs').Outcome} failure */
function tell({ seed, violation, traceHash, lines }) {
  for (const line of lines) console.log(line)
  if (!violation) return
  const { invariant, what, step, at } = violation
  const planted = values.planted === undefined ? '' : ` --planted ${values.planted}`
  console.log(`✗ seed ${seed}: ${invariant}: ${what}`)
  console.log(`  at step ${step}, ${Math.round(at)} virtual ms, trace ${traceHash}`)
  console.log(`  npm run simulate -- --seed ${seed} --trace${planted}`)
}

const count = numberOf(values.count, 'count')
const planted = values.planted === undefined ? null : findPlanted(values.planted)
const bundle = await bundleSimulation(
  planted?.name ?? 'simulation',
  planted ? [plantedPlugin(planted)] : [],
)
const run = await runSeeds({
  bundle,
  from: numberOf(values.seed, 'seed'),
  count,
  ...(values.workers !== undefined && { workers: numberOf(values.workers, 'workers') }),
  keepsTrace: values.trace,
})

for (const [fault, strikes] of Object.entries(run.faults)) {
  console.log(`${String(strikes).padStart(9)} ${fault}`)
}
for (const failure of run.failures.slice(0, TOLD_FAILURES)) tell(failure)
const rate = (run.seeds / run.ms) * 1_000
console.log(
  `${run.seeds} seeds in ${(run.ms / 1_000).toFixed(1)} s (${rate.toFixed(0)}/s), ${run.failures.length} failed; at least ${run.fewestClients} clients and ${run.fewestSteps} steps`,
)
const missing = count >= ENOUGH_SEEDS ? missingFaults(run) : []
if (missing.length > 0) console.error(`These faults never struck: ${missing.join(', ')}.`)
process.exitCode = run.failures.length > 0 || missing.length > 0 ? 1 : 0
