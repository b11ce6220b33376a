// Plays many seeds on all cores and adds up what they came to.

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/** Seeds that a worker is given at a time: few enough that all end together. */
const SEEDS_AT_A_TIME = 10

/**
 * What one seed came to; see shared/simulation/simulation.fixture.ts.
 *
 * @typedef {object} Outcome
 * @property {number} seed
 * @property {string} traceHash
 * @property {number} steps
 * @property {number} events
 * @property {number} clients
 * @property {Readonly<Record<string, number>>} faults
 * @property {{ invariant: string, what: string, step: number, at: number } | null} violation
 * @property {readonly string[]} lines
 */

/**
 * What a run came to.
 *
 * @typedef {object} Run
 * @property {number} seeds Played to their end.
 * @property {number} ms
 * @property {number} fewestSteps Of a seed that was not cut short.
 * @property {number} fewestClients
 * @property {Record<string, number>} faults
 * @property {Outcome[]} failures By seed.
 */

/** What a worker is told: to play seeds, and whether to keep what happens in them. */
/** @typedef {{ from: number, count: number, keepsTrace: boolean }} Order */

/**
 * Plays the seeds `from`, `from` + 1, …
 *
 * @param {object} options
 * @param {string} options.bundle The path that bundleSimulation returned.
 * @param {number} options.from
 * @param {number} options.count
 * @param {number} [options.workers] As many as there are cores unless given.
 * @param {boolean} [options.keepsTrace] Whether failures have their lines.
 * @param {number} [options.maxFailures] After so many no more seeds are begun.
 * @returns {Promise<Run>}
 */
export async function runSeeds(options) {
  const { bundle, from, count, keepsTrace = false, maxFailures = Infinity } = options
  const beganAt = performance.now()
  /** @type {Run} */
  const run = {
    seeds: 0,
    ms: 0,
    fewestSteps: Infinity,
    fewestClients: Infinity,
    faults: {},
    failures: [],
  }
  const end = from + count
  let next = from
  /** @returns {Order | null} */
  const takeOrder = () => {
    if (next >= end || run.failures.length >= maxFailures) return null
    const order = { from: next, count: Math.min(SEEDS_AT_A_TIME, end - next), keepsTrace }
    next += order.count
    return order
  }
  const workers = Math.min(options.workers ?? availableParallelism(), count)
  const playing = Array.from({ length: workers }, () =>
    playOrders(bundle, takeOrder, (outcome) => addOutcome(run, outcome)),
  )
  await Promise.all(playing)
  run.failures.sort((one, other) => one.seed - other.seed)
  run.ms = performance.now() - beganAt
  return run
}

/**
 * One worker, until there are no more orders.
 *
 * @param {string} bundle
 * @param {() => Order | null} takeOrder
 * @param {(outcome: Outcome) => void} onOutcome
 * @returns {Promise<void>}
 */
function playOrders(bundle, takeOrder, onOutcome) {
  return new Promise((settle, reject) => {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      workerData: { bundle },
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    })
    const finish = () => {
      worker.removeAllListeners('exit')
      void worker.terminate().then(() => settle())
    }
    const goOn = () => {
      const order = takeOrder()
      if (order) worker.postMessage(order)
      else finish()
    }
    worker.on('error', reject)
    worker.on('exit', (code) => reject(new Error(`a worker of the simulation ended: ${code}`)))
    worker.on('message', (/** @type {Outcome[]} */ outcomes) => {
      for (const outcome of outcomes) onOutcome(outcome)
      goOn()
    })
    goOn()
  })
}

/**
 * @param {Run} run
 * @param {Outcome} outcome
 */
function addOutcome(run, outcome) {
  run.seeds++
  for (const [fault, strikes] of Object.entries(outcome.faults)) {
    run.faults[fault] = (run.faults[fault] ?? 0) + strikes
  }
  run.fewestClients = Math.min(run.fewestClients, outcome.clients)
  if (outcome.violation) run.failures.push(outcome)
  else run.fewestSteps = Math.min(run.fewestSteps, outcome.steps)
}

/**
 * The faults that never struck.
 *
 * @param {Run} run
 * @returns {string[]}
 */
export function missingFaults({ faults }) {
  return Object.keys(faults).filter((fault) => faults[fault] === 0)
}
