// What is measured, and what it should be: the goals are those of the server with storage.
import { measureAcknowledgements } from './acknowledgements.mjs'
import { measureFixedLoads, measureSaturation } from './fan-out.mjs'
import { CPU_UNIT, latencyRows, toFigures } from './figures.mjs'
import { measureLongHistory } from './long-history.mjs'
import { measureRestart } from './restart.mjs'
import { measureStartUp } from './start-up.mjs'
import { measureClassics, measureDisturbances } from './undisturbed.mjs'
import { Trial } from './trial.mjs'

/** @typedef {import('./figures.mjs').Figure} Figure */
/** @typedef {import('./figures.mjs').Row} Row */
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

const EXACTLY_ONCE = 'every message reached every member, in order, exactly once'

/** @type {Readonly<Record<string, Scenario>>} */
export const SCENARIOS = {
  A: {
    title: '1,000 members, 20 messages/s, all of them to everybody',
    claim: EXACTLY_ONCE,
    measure: measureBigRoom,
  },
  B: {
    title: 'fan-out saturated, 4 senders, beside a bare server',
    claim: EXACTLY_ONCE,
    measure: measureSaturation,
  },
  C: {
    title: 'fixed load, room of 500, beside a bare server',
    claim: EXACTLY_ONCE,
    measure: measureFixedLoads,
  },
  D: {
    title: 'members join one room and are idle',
    claim: 'every member joined and knows of all',
    measure: measureCrowds,
  },
  E: {
    title: 'two members talk, with and without disturbances: five pairs of rounds each',
    claim: EXACTLY_ONCE,
    measure: measureDisturbances,
  },
  F: {
    title: 'acknowledged messages, one at a time of each sender',
    claim: EXACTLY_ONCE,
    measure: measureAcknowledgements,
  },
  G: {
    title: 'a server with 1,000 members is killed and starts again',
    claim: 'every member came back to its own history, missed no message and was told none twice',
    measure: measureRestart,
  },
  H: {
    title: 'a long history, at the host and in the copy of a client',
    claim: 'every start knew all messages, every page and every search gave what was said',
    measure: measureLongHistory,
  },
  I: {
    title: 'a room of 50, without and with 50 classic programs of each kind: five pairs of rounds',
    claim: EXACTLY_ONCE,
    measure: measureClassics,
  },
  S: {
    title: 'the window: how soon it is there, and what it costs while nobody does anything',
    claim: 'every start showed its window, and every room was joined',
    measure: measureStartUp,
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
      ...latencyRows('latency', load.latency),
      ['server', load.cpuPerMillion, CPU_UNIT],
      ['memory per connection', trial.kibPerConnection(), 'KiB'],
      ['load generator', load.generatorBusy, 'cores'],
      ['other programs', load.othersBusy, 'cores'],
    ])
  })
}

const CROWDS = [
  { members: 1_000, joinedGoal: 2, knownGoal: 2, idleGoal: 0.5 },
  { members: 5_000, joinedGoal: 6 },
]

/** @param {Setting} setting */
async function measureCrowds({ program, isQuick }) {
  /** @type {Figure[]} */
  const figures = []
  for (const { members, joinedGoal, knownGoal, idleGoal } of CROWDS) {
    // One after the other: they would share the cores.
    // oxlint-disable-next-line no-await-in-loop
    const rows = await Trial.run(program, members, async (trial) => {
      const { joinedMs, knownMs, cpuMs } = await trial.join()
      const idle = await trial.idle(isQuick ? 3_000 : 10_000)
      return /** @type {Row[]} */ ([
        ['all joined after', joinedMs / 1e3, 's', joinedGoal],
        ['each told of all after', knownMs / 1e3, 's', knownGoal],
        ['server per join', cpuMs, 'CPU ms'],
        ['idle server', idle, '% of a core', idleGoal],
        ['memory per idle connection', trial.kibPerConnection(), 'KiB', 40],
      ])
    })
    figures.push(...toFigures('D', `${members.toLocaleString('en')} members`, rows))
  }
  return figures
}
