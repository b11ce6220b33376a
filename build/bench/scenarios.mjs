// What is measured, and what it should be: the goals are those of the server with storage.
import { measureDisturbances } from './undisturbed.mjs'
import { Trial } from './trial.mjs'

/**
 * @typedef {object} Figure
 * @property {string} scenario
 * @property {string} label
 * @property {number} value
 * @property {string} unit
 * @property {number} [goal] The value should not be above it.
 */
/**
 * @typedef {object} Setting
 * @property {import('./server-process.mjs').ServerProgram} program
 * @property {boolean} isQuick Shorter, for a first impression.
 */
/**
 * @typedef {object} Scenario
 * @property {string} title
 * @property {string} claim What is certain when the measuring succeeds.
 * @property {(setting: Setting) => Promise<Figure[]>} measure Fails when a message was lost, doubled or late.
 */

/** Milliseconds before what is measured, so that code is compiled and buffers have their size. */
const WARM_UP_MS = 1_500

const EXACTLY_ONCE = 'every message reached every member, in order, exactly once'

const CPU_UNIT = 'CPU s/million'

/** @type {Readonly<Record<string, Scenario>>} */
export const SCENARIOS = {
  A: {
    title: '1,000 members, 20 messages/s, all of them to everybody',
    claim: EXACTLY_ONCE,
    measure: measureBigRoom,
  },
  B: { title: 'fan-out saturated, 4 senders', claim: EXACTLY_ONCE, measure: measureSaturation },
  C: { title: 'fixed load, room of 500', claim: EXACTLY_ONCE, measure: measureFixedLoad },
  D: {
    title: '1,000 members join one room and are idle',
    claim: 'every member joined and knows of all',
    measure: measureCrowd,
  },
  E: {
    title: 'two members talk, with and without disturbances: five pairs of rounds each',
    claim: EXACTLY_ONCE,
    measure: measureDisturbances,
  },
}

/** @param {Setting} setting */
function measureBigRoom({ program, isQuick }) {
  const members = 1_000
  return Trial.run(program, members, async (trial) => {
    const { joinedMs } = await trial.join()
    const load = await trial.load({ senders: 8, rate: 20, durationMs: isQuick ? 5_000 : 20_000 })
    return toFigures('A', '1,000 members', [
      ['all joined after', joinedMs / 1e3, 's'],
      ['messages sent', load.messages, ''],
      ['deliveries, each in order and once', load.deliveries, ''],
      ...latencyRows(load),
      ['server', load.cpuPerMillion, CPU_UNIT],
      ['memory per connection', trial.kibPerConnection(), 'KiB'],
      ['load generator', load.generatorBusy, 'cores'],
      ['other programs', load.othersBusy, 'cores'],
    ])
  })
}

const SATURATIONS = [
  { members: 10, outstanding: 128, goal: 1.2 },
  { members: 100, outstanding: 128, goal: 0.35 },
  { members: 1_000, outstanding: 128, goal: 0.35 },
  { members: 100, outstanding: 8, goal: 1.3 },
  { members: 1_000, outstanding: 8, goal: 1.9 },
]

/** @param {Setting} setting */
async function measureSaturation({ program, isQuick }) {
  /** @type {Figure[]} */
  const figures = []
  for (const { members, outstanding, goal } of SATURATIONS) {
    // One after the other: they would share the cores.
    // oxlint-disable-next-line no-await-in-loop
    const load = await Trial.run(program, members, async (trial) => {
      await trial.join()
      await trial.load({ senders: 4, outstanding, durationMs: WARM_UP_MS })
      return trial.load({ senders: 4, outstanding, durationMs: isQuick ? 2_000 : 6_000 })
    })
    figures.push(
      ...toFigures('B', `room of ${members.toLocaleString('en')}, ${outstanding} outstanding`, [
        ['server', load.cpuPerMillion, CPU_UNIT, goal],
        ['deliveries', load.deliveriesPerSecond, '/s'],
        ['server', load.serverBusy, 'cores'],
        ['load generator', load.generatorBusy, 'cores'],
        ['other programs', load.othersBusy, 'cores'],
      ]),
    )
  }
  return figures
}

/** @param {Setting} setting */
function measureFixedLoad({ program, isQuick }) {
  return Trial.run(program, 500, async (trial) => {
    await trial.join()
    await trial.load({ senders: 4, rate: 100, durationMs: WARM_UP_MS })
    const load = await trial.load({ senders: 4, rate: 100, durationMs: isQuick ? 3_000 : 15_000 })
    return toFigures('C', '100 messages/s into 500', [
      ['server', load.cpuPerMillion, CPU_UNIT, 13],
      ...latencyRows(load, { p99: 12, p999: 20 }),
      ['server', load.serverBusy, 'cores'],
      ['load generator', load.generatorBusy, 'cores'],
      ['other programs', load.othersBusy, 'cores'],
    ])
  })
}

/** @param {Setting} setting */
function measureCrowd({ program, isQuick }) {
  return Trial.run(program, 1_000, async (trial) => {
    const { joinedMs, knownMs, cpuMs } = await trial.join()
    const idle = await trial.idle(isQuick ? 3_000 : 10_000)
    return toFigures('D', '1,000 members', [
      ['all joined after', joinedMs / 1e3, 's', 2],
      ['each told of all after', knownMs / 1e3, 's', 2],
      ['server per join', cpuMs, 'CPU ms'],
      ['idle server', idle, '% of a core', 0.5],
      ['memory per idle connection', trial.kibPerConnection(), 'KiB', 40],
    ])
  })
}

/** @typedef {[label: string, value: number, unit: string, goal?: number | undefined]} Row */

/**
 * @param {import('./trial.mjs').LoadFigures} load
 * @param {{ p99?: number, p999?: number }} [goals]
 * @returns {Row[]}
 */
function latencyRows({ latency }, goals = {}) {
  return [
    ['latency p50', latency.percentile(0.5), 'ms'],
    ['latency p99', latency.percentile(0.99), 'ms', goals.p99],
    ['latency p99.9', latency.percentile(0.999), 'ms', goals.p999],
    ['latency max', latency.max, 'ms'],
  ]
}

/**
 * @param {string} scenario
 * @param {string} situation
 * @param {Row[]} rows
 * @returns {Figure[]}
 */
function toFigures(scenario, situation, rows) {
  return rows.map(([label, value, unit, goal]) => ({
    scenario,
    label: `${situation}: ${label}`,
    value,
    unit,
    ...(goal !== undefined && { goal }),
  }))
}
