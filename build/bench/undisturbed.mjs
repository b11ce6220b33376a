// Whether members who talk notice what others do to their server: pairs of rounds without and with a
// disturbance, in alternating order, so that a machine that becomes slower makes both slower.
import { setTimeout as delay } from 'node:timers/promises'
import { Bystander } from './bystander.mjs'
import { Disturber } from './disturber.mjs'
import { median } from './figures.mjs'
import { TALKERS_LIMITS } from './server-process.mjs'
import { Trial } from './trial.mjs'

/** An even number would favour one order. */
const PAIRS = 5

/** The p99 of a disturbed round may be this many times that of an undisturbed one. */
const GOAL = 1.2

const TALK = { senders: 2, rate: 120 }

/** A busy room of 50, two of whom talk. */
const CROWD = 50
const CROWD_TALK = { senders: 2, rate: 40 }

/** 420 messages, which reach both members: the p99 is the ninth largest of 840. */
const ROUND_MS = 3_500
const QUICK_ROUND_MS = 1_000

/** 10,000 connections are then 667 a second, 33 times what one address may make. */
const LONG_ROUND_MS = 15_000

/** 600 messages, each of which reaches all members at nearly one time: the p99 is that of the sixth slowest. */
const CROWD_ROUND_MS = 15_000

/** @type {import('./disturbance-worker.mjs').Kind} */
const CLASSICS = 'classics'

/** Milliseconds before the first round, so that code is compiled and buffers have their size. */
const WARM_UP_MS = 1_500

/** Milliseconds for the server to get rid of what a round has left. */
const SETTLE_MS = 100

/**
 * @typedef {object} Disturbance
 * @property {import('./disturbance-worker.mjs').Kind} kind
 * @property {string} title
 * @property {number} [length] Characters of a message, when it matters.
 * @property {'as it is'} [door] Whether strangers meet the limits that a host has.
 * @property {number} [roundMs]
 * @property {boolean} [hasBystander] Whether a process beside the server is disturbed too, for comparison.
 */

/** @type {readonly Disturbance[]} */
const DISTURBANCES = [
  { kind: 'silence', title: '200 silent connections' },
  { kind: 'resets', title: '200 resets' },
  { kind: 'noise', title: '1 MiB of random bytes, 5 times' },
  { kind: 'http', title: '200 HTTP requests' },
  {
    kind: 'crowd',
    title: '10,000 connections of one address',
    door: 'as it is',
    roundMs: LONG_ROUND_MS,
    hasBystander: true,
  },
  { kind: 'drips', title: '256 connections that drip', door: 'as it is' },
  { kind: 'readers', title: '50 members that do not read', length: 1_000 },
]

/**
 * @param {import('./scenarios.mjs').Setting} setting
 * @returns {Promise<import('./figures.mjs').Figure[]>}
 */
export async function measureDisturbances({ program, isQuick }) {
  /** @type {import('./figures.mjs').Figure[]} */
  const figures = []
  for (const disturbance of DISTURBANCES) {
    const durationMs = isQuick ? QUICK_ROUND_MS : (disturbance.roundMs ?? ROUND_MS)
    const server = disturbance.door ? { ...program, limits: TALKERS_LIMITS } : program
    // One after the other: they would share the cores.
    // oxlint-disable-next-line no-await-in-loop
    const pairs = await Trial.run(server, TALK.senders, async (trial) => {
      const disturber = new Disturber()
      try {
        await trial.join()
        await trial.load({ ...TALK, durationMs: WARM_UP_MS })
        return await measurePairs(trial, disturber, disturbance, { ...TALK, durationMs })
      } finally {
        disturber.stop()
      }
    })
    figures.push(...toFigures('E', disturbance, pairs))
  }
  return figures
}

/**
 * The same in a room of 50, without and with 50 classic programs of each kind that read along.
 * @param {import('./scenarios.mjs').Setting} setting
 * @returns {Promise<import('./figures.mjs').Figure[]>}
 */
export async function measureClassics({ program, isQuick }) {
  const durationMs = isQuick ? QUICK_ROUND_MS : CROWD_ROUND_MS
  const open = { ...program, serveArgs: ['--classic'] }
  const disturbance = { kind: CLASSICS, title: '200 classic programs in a room of 50' }
  const pairs = await Trial.run(open, CROWD, async (trial) => {
    const disturber = new Disturber()
    try {
      await trial.join()
      await trial.load({ ...CROWD_TALK, durationMs: WARM_UP_MS })
      return await measurePairs(trial, disturber, disturbance, { ...CROWD_TALK, durationMs })
    } finally {
      disturber.stop()
    }
  })
  return toFigures('I', disturbance, pairs)
}

/**
 * @typedef {object} Pair The p99 of its rounds, in milliseconds.
 * @property {number} calm
 * @property {number} disturbed
 * @property {number | null} beside While a bystander was disturbed.
 * @property {number} others Cores that other programs used in the calm round.
 */

/**
 * @param {Trial} trial
 * @param {Disturber} disturber
 * @param {Disturbance} disturbance
 * @param {import('./trial.mjs').Load} talk
 * @returns {Promise<Pair[]>}
 */
async function measurePairs(trial, disturber, { kind, length, hasBystander }, talk) {
  const bystander = hasBystander ? await Bystander.start() : null
  const load = { ...talk, ...(length !== undefined && { length }) }
  const beCalm = async () => {
    await delay(SETTLE_MS)
    return trial.load(load)
  }
  const beDisturbed = async (port = trial.port) => {
    await delay(SETTLE_MS)
    await disturber.begin(kind, port, load.durationMs)
    const figures = await trial.load(load)
    await disturber.end()
    return figures
  }
  /** @type {Pair[]} */
  const pairs = []
  /* oxlint-disable no-await-in-loop -- one round after the other is the point */
  for (let number = 0; number < PAIRS; number++) {
    const early = number % 2 === 1 ? await beDisturbed() : null
    const calm = await beCalm()
    const disturbed = early ?? (await beDisturbed())
    const beside = bystander && (await beDisturbed(bystander.port))
    pairs.push({
      calm: calm.latency.percentile(0.99),
      disturbed: disturbed.latency.percentile(0.99),
      beside: beside && beside.latency.percentile(0.99),
      others: calm.othersBusy,
    })
  }
  /* oxlint-enable no-await-in-loop */
  bystander?.stop()
  return pairs
}

/**
 * @param {string} scenario
 * @param {Disturbance} disturbance
 * @param {readonly Pair[]} pairs
 * @returns {import('./figures.mjs').Figure[]}
 */
function toFigures(scenario, { title }, pairs) {
  const value = (/** @type {(pair: Pair) => number} */ of) => median(pairs.map(of))
  const ratio = value(({ calm, disturbed }) => disturbed / calm)
  const ofMachine = value(({ calm, beside }) => (beside ?? 0) / calm)
  return [
    { scenario, label: `${title}: p99, times`, value: ratio, unit: '', goal: GOAL },
    ...(ofMachine === 0
      ? []
      : [{ scenario, label: `${title}, at a bystander: times`, value: ofMachine, unit: '' }]),
    { scenario, label: `${title}: p99 without`, value: value(({ calm }) => calm), unit: 'ms' },
    { scenario, label: `${title}: p99 with`, value: value((pair) => pair.disturbed), unit: 'ms' },
    {
      scenario,
      label: `${title}: other programs`,
      value: value((pair) => pair.others),
      unit: 'cores',
    },
  ]
}
