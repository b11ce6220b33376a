// `npm run planted`: puts each recorded bug into the code and plays the seed that finds it. Fails when a bug is
// no longer found, and when its seed fails without it. A change of the code may move a bug to other seeds:
// `--find` looks for them, `--find --record` writes them down.

import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { bundleSimulation } from './bundle.mjs'
import { plantedPlugin, readPlanted, recordSeed } from './planted-bugs.mjs'
import { runSeeds } from './run-seeds.mjs'

/** Seeds among which each bug has to be found. */
const MAX_SEEDS = 10_000

const { values } = parseArgs({
  options: {
    /** Look for seeds instead of playing the recorded ones. */
    find: { type: 'boolean', default: false },
    /** Write down the seeds that were found. */
    record: { type: 'boolean', default: false },
    /** Only the bugs whose names hold this. */
    only: { type: 'string', default: '' },
    /** Seeds to look through. */
    count: { type: 'string', default: String(MAX_SEEDS) },
  },
})

/**
 * The first failing seed from `from` on among so many.
 *
 * @param {import('./planted-bugs.mjs').PlantedBug} bug
 * @param {number} from
 * @param {number} count
 */
async function playPlanted(bug, from, count) {
  const bundle = await bundleSimulation(`planted-${bug.name}`, [plantedPlugin(bug)])
  try {
    const { failures, seeds } = await runSeeds({ bundle, from, count, maxFailures: 1 })
    return { failure: failures[0], seeds }
  } finally {
    rmSync(bundle, { force: true })
  }
}

/** @param {readonly import('./planted-bugs.mjs').PlantedBug[]} bugs */
async function findSeeds(bugs) {
  let missed = 0
  for (const bug of bugs) {
    // One after the other: each takes all cores.
    // oxlint-disable-next-line no-await-in-loop
    const { failure, seeds } = await playPlanted(bug, 1, Number(values.count))
    if (!failure?.violation) missed++
    else if (values.record) recordSeed(bug, failure.seed)
    console.log(
      failure?.violation
        ? `✓ ${bug.name}: seed ${failure.seed} (${failure.violation.invariant}: ${failure.violation.what.split('\n')[0]})`
        : `✗ ${bug.name}: not found in ${seeds} seeds`,
    )
  }
  return missed
}

/** @param {readonly import('./planted-bugs.mjs').PlantedBug[]} bugs */
async function replay(bugs) {
  const bundle = await bundleSimulation('planted-none')
  let failed = 0
  for (const bug of bugs) {
    // oxlint-disable-next-line no-await-in-loop
    const [sound, { failure }] = await Promise.all([
      runSeeds({ bundle, from: bug.seed, count: 1 }),
      playPlanted(bug, bug.seed, 1),
    ])
    const isSound = sound.failures.length === 0
    if (!failure || !isSound) failed++
    if (!failure) console.log(`✗ ${bug.name}: seed ${bug.seed} does not find it any more`)
    else if (!isSound) console.log(`✗ ${bug.name}: seed ${bug.seed} fails without it as well`)
    else console.log(`✓ ${bug.name}: ${failure.violation?.invariant}`)
  }
  rmSync(bundle, { force: true })
  return failed
}

const bugs = readPlanted().filter(({ name }) => name.includes(values.only))
const failed = await (values.find ? findSeeds(bugs) : replay(bugs))
console.log(`${bugs.length - failed} of ${bugs.length} planted bugs found`)
process.exitCode = failed > 0 ? 1 : 0
