import { describe, expect, it } from 'vitest'
import { bundleSimulation } from './bundle.mjs'
import { missingFaults, runSeeds } from './run-seeds.mjs'

/** Seeds of each run of the tests. */
const SEEDS = 2_000

/** Milliseconds. Far more than it takes: a failure must say what failed, not that it was slow. */
const TIMEOUT_MS = 900_000

describe('the simulation', () => {
  it(
    `finds nothing in ${SEEDS} seeds, in which every fault strikes`,
    { timeout: TIMEOUT_MS },
    async () => {
      const bundle = await bundleSimulation('simulation-test')

      const run = await runSeeds({ bundle, from: 1, count: SEEDS, maxFailures: 5 })

      const found = run.failures.map(({ seed, violation }) => ({ seed, ...violation }))
      expect(found).toEqual([])
      expect(missingFaults(run)).toEqual([])
      expect([run.seeds, run.fewestClients >= 3, run.fewestSteps >= 200]).toEqual([
        SEEDS,
        true,
        true,
      ])
    },
  )
})
