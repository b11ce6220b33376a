// Plays seeds on a thread of its own, one after the other.

import { parentPort, workerData } from 'node:worker_threads'
import { pathToFileURL } from 'node:url'
import { textField } from '../runtime/json.mjs'

const port = parentPort
if (!port) throw new Error('the worker of the simulation was started as a program')

/** @type {unknown} */
const data = workerData
const bundle = textField(data, 'bundle') ?? ''
/** @type {{ simulate: (seed: number, keepsTrace: boolean) => Promise<import('./run-seeds.mjs').Outcome> }} */
// oxlint-disable-next-line typescript/no-unsafe-assignment -- the bundle has what its source has.
const { simulate } = await import(pathToFileURL(bundle).href)

/** What nobody has caught belongs to the seed that was played last. @type {string | null} */
let uncaught = null
process.on('unhandledRejection', (reason) => {
  uncaught ??= reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
})

/** A turn of the event loop: by then every rejection has been told. */
const aTurn = () => new Promise((settle) => setImmediate(settle))

/**
 * @param {import('./run-seeds.mjs').Order} order
 * @returns {Promise<import('./run-seeds.mjs').Outcome[]>}
 */
async function play(order) {
  const outcomes = []
  for (let seed = order.from; seed < order.from + order.count; seed++) {
    // One after the other: each has the promises of this thread for itself.
    // oxlint-disable-next-line no-await-in-loop
    const outcome = await simulate(seed, order.keepsTrace)
    // oxlint-disable-next-line no-await-in-loop
    await aTurn()
    outcomes.push(withUncaught(outcome))
  }
  return outcomes
}

/**
 * @param {import('./run-seeds.mjs').Outcome} outcome
 * @returns {import('./run-seeds.mjs').Outcome}
 */
function withUncaught(outcome) {
  const what = uncaught
  uncaught = null
  const violation = what === null ? null : { invariant: 'crash', what, step: outcome.steps, at: 0 }
  return { ...outcome, violation: outcome.violation ?? violation }
}

port.on('message', (/** @type {import('./run-seeds.mjs').Order} */ order) => {
  void play(order).then((outcomes) => port.postMessage(outcomes))
})
