// What it costs to tell a room, beside what the same costs a bare server in the same run: a slower machine makes
// both slower, so that the ratio says what the server adds.
import { fileURLToPath } from 'node:url'
import { CPU_UNIT, latencyRows, toFigures } from './figures.mjs'
import { Trial } from './trial.mjs'

/** @typedef {import('./figures.mjs').Figure} Figure */
/** @typedef {import('./trial.mjs').LoadFigures} LoadFigures */

/** @type {import('./server-process.mjs').ServerProgram} */
const BARE = { file: fileURLToPath(new URL('bare-server.mjs', import.meta.url)), nodeArgs: [] }

/** Milliseconds before what is measured, so that code is compiled and buffers have their size. */
const WARM_UP_MS = 1_500

/**
 * `goal` in CPU seconds per million deliveries, on the machine for which the goals were set; `times` is that goal
 * divided by what a bare server cost there, where that is known.
 *
 * @type {readonly { members: number, outstanding: number, goal: number, times?: number }[]}
 */
const SATURATIONS = [
  { members: 10, outstanding: 128, goal: 1.2, times: 1.2 / 0.77 },
  { members: 100, outstanding: 128, goal: 0.35, times: 0.35 / 0.18 },
  { members: 1_000, outstanding: 128, goal: 0.35, times: 0.35 / 0.17 },
  { members: 100, outstanding: 8, goal: 1.3 },
  { members: 1_000, outstanding: 8, goal: 1.9, times: 1.9 / 1.5 },
]

/**
 * @param {import('./scenarios.mjs').Setting} setting
 * @returns {Promise<Figure[]>}
 */
export async function measureSaturation({ program, isQuick }) {
  /** @type {Figure[]} */
  const figures = []
  for (const { members, outstanding, goal, times } of SATURATIONS) {
    const load = { senders: 4, outstanding, durationMs: isQuick ? 2_000 : 6_000 }
    // One after the other: they would share the cores.
    // oxlint-disable-next-line no-await-in-loop
    const { measured, bare } = await besideBare(program, members, load)
    figures.push(
      ...toFigures('B', `room of ${members.toLocaleString('en')}, ${outstanding} outstanding`, [
        ['server', measured.cpuPerMillion, CPU_UNIT, goal],
        ...bareRows(measured, bare, times),
        ['deliveries', measured.deliveriesPerSecond, '/s'],
        ...busyRows(measured),
      ]),
    )
  }
  return figures
}

/**
 * @typedef {object} FixedLoad
 * @property {number} rate Messages per second.
 * @property {number} [cpu] Goal, CPU seconds per million deliveries.
 * @property {number} [times] The goal divided by what a bare server cost where it was set.
 * @property {number} p99 Goal, milliseconds.
 * @property {number} [p999] Goal, milliseconds.
 */

/** @type {readonly FixedLoad[]} */
const FIXED_LOADS = [
  { rate: 100, cpu: 13, times: 13 / 11.7, p99: 12, p999: 20 },
  { rate: 3_000, p99: 25 },
]

/** Percent of a rate that may be missing when it counts as held. */
const SHORT_GOAL = 1

/**
 * @param {import('./scenarios.mjs').Setting} setting
 * @returns {Promise<Figure[]>}
 */
export async function measureFixedLoads({ program, isQuick }) {
  const members = 500
  const durationMs = isQuick ? 3_000 : 15_000
  /** @type {Figure[]} */
  const figures = []
  for (const { rate, cpu, times, ...goals } of FIXED_LOADS) {
    // One after the other: they would share the cores.
    // oxlint-disable-next-line no-await-in-loop
    const both = await besideBare(program, members, { senders: 4, rate, durationMs })
    const { measured, bare } = both
    figures.push(
      ...toFigures('C', `${rate.toLocaleString('en')} messages/s into ${members}`, [
        ['told to all', measured.messagesPerSecond, 'messages/s'],
        ['short of the rate', 100 - (measured.messagesPerSecond * 100) / rate, '%', SHORT_GOAL],
        ['server', measured.cpuPerMillion, CPU_UNIT, cpu],
        ...bareRows(measured, bare, times),
        ...latencyRows('latency', measured.latency, goals),
        ['bare latency p99', bare.latency.percentile(0.99), 'ms'],
        ...busyRows(measured),
      ]),
    )
  }
  return figures
}

/**
 * The same load on a bare server and on the measured one.
 * @param {import('./server-process.mjs').ServerProgram} program
 * @param {number} members
 * @param {import('./trial.mjs').Load} load
 */
async function besideBare(program, members, load) {
  const bare = await measure(BARE, members, load)
  return { bare, measured: await measure(program, members, load) }
}

/**
 * @param {import('./server-process.mjs').ServerProgram} program
 * @param {number} members
 * @param {import('./trial.mjs').Load} load
 * @returns {Promise<LoadFigures>}
 */
function measure(program, members, load) {
  return Trial.run(program, members, async (trial) => {
    await trial.join()
    await trial.load({ ...load, durationMs: WARM_UP_MS })
    return trial.load(load)
  })
}

/**
 * @param {LoadFigures} measured
 * @param {LoadFigures} bare
 * @param {number} [times] Goal.
 * @returns {import('./figures.mjs').Row[]}
 */
function bareRows(measured, bare, times) {
  return [
    ['bare server', bare.cpuPerMillion, CPU_UNIT],
    ['times the bare server', measured.cpuPerMillion / bare.cpuPerMillion, '', times],
  ]
}

/**
 * @param {LoadFigures} load
 * @returns {import('./figures.mjs').Row[]}
 */
function busyRows({ serverBusy, generatorBusy, othersBusy }) {
  return [
    ['server', serverBusy, 'cores'],
    ['load generator', generatorBusy, 'cores'],
    ['other programs', othersBusy, 'cores'],
  ]
}
