// How soon the window is there, and what it costs while nobody does anything: beside an empty window of the same
// runtime, in the same run and by turns, because a figure alone says more about the machine than about Parley.
import { setTimeout as delay } from 'node:timers/promises'
import { ensureBuilt } from '../launch/ensure-built.mjs'
import { prepareWindow, sandboxOptions } from '../launch/prepare-window.mjs'
import { hasDisplay } from '../launch/repository.mjs'
import { withVirtualDisplay } from '../runtime/virtual-display.mjs'
import { toFigures } from './figures.mjs'
import { OthersWatch, sharedNow } from './process-usage.mjs'
import { ServerProcess } from './server-process.mjs'
import { WindowProgram } from './window-process.mjs'

/** Starts of each that are measured; the first ones, which fill caches, are not. */
const STARTS = 10
const QUICK_STARTS = 3

/** Rounds of an idle window of each kind. */
const ROUNDS = 5
const QUICK_ROUNDS = 1

/** Milliseconds until what a start sets off is over, and in which idle windows are watched. */
const SETTLE_MS = 5_000
const IDLE_MS = 10_000

/** Goals: milliseconds, percent of a core, and memory of Parley divided by that of the empty window. */
const VISIBLE_GOAL = 1_000
const IDLE_GOAL = 1
const MEMORY_GOAL = 1.15

/**
 * @typedef {object} Idle
 * @property {number} busy Percent of a core.
 * @property {number} mib Memory of all processes.
 * @property {number} processes
 */
/**
 * @typedef {object} Start
 * @property {number} visibleMs Milliseconds from the start of the process to the visible window.
 * @property {number} cpuSeconds What all its processes had used by then: a busy machine changes it least.
 */
/** @typedef {{ empty: Idle, start: Idle, room: Idle }} Round An idle window of each kind, one after the other. */

/**
 * @param {import('./scenarios.mjs').Setting} setting
 * @returns {Promise<import('./figures.mjs').Figure[]>}
 */
export async function measureStartUp({ program, isQuick }) {
  if (process.platform !== 'linux') throw new Error('memory is counted by /proc: Linux only')
  const runtime = await prepareWindow('window')
  await ensureBuilt()
  const options = await sandboxOptions(runtime.distPath)
  /** @param {NodeJS.ProcessEnv} env */
  const measure = async (env) => {
    const place = { executable: runtime.executable, options, env }
    const parley = new WindowProgram(place, 'parley')
    const empty = new WindowProgram(place, 'empty')
    const server = await ServerProcess.start(program)
    try {
      return [
        ...(await measureStarts(parley, empty, isQuick ? QUICK_STARTS : STARTS)),
        ...(await measureIdle(parley, empty, server.port, isQuick ? QUICK_ROUNDS : ROUNDS)),
      ]
    } finally {
      await server.stop()
      parley.remove()
      empty.remove()
    }
  }
  return hasDisplay() ? measure(process.env) : withVirtualDisplay(measure)
}

/**
 * @param {WindowProgram} parley
 * @param {WindowProgram} empty
 * @param {number} starts
 */
async function measureStarts(parley, empty, starts) {
  const others = new OthersWatch()
  /** @type {{ parley: Start, empty: Start }[]} */
  const pairs = []
  let cpuSeconds = 0
  for (let index = -1; index < starts; index++) {
    // By turns: whatever else the machine does disturbs both alike.
    // oxlint-disable-next-line no-await-in-loop
    const pair = { empty: await startOnce(empty), parley: await startOnce(parley) }
    cpuSeconds += pair.empty.cpuSeconds + pair.parley.cpuSeconds
    if (index >= 0) pairs.push(pair)
  }
  /** @param {(pair: { parley: Start, empty: Start }) => number} of */
  const median = (of) => middle(pairs.map(of))
  return toFigures('S', `${starts} warm starts`, [
    ['window visible after, median', median((pair) => pair.parley.visibleMs), 'ms', VISIBLE_GOAL],
    ['slowest', Math.max(...pairs.map((pair) => pair.parley.visibleMs)), 'ms'],
    ['empty window visible after, median', median((pair) => pair.empty.visibleMs), 'ms'],
    [
      'empty window = 1, median',
      median((pair) => pair.parley.visibleMs / pair.empty.visibleMs),
      '',
    ],
    ['CPU until visible, median', median((pair) => pair.parley.cpuSeconds), 's'],
    ['CPU of the empty window, median', median((pair) => pair.empty.cpuSeconds), 's'],
    ['other programs', others.cores(cpuSeconds), 'cores'],
  ])
}

/**
 * @param {WindowProgram} program
 * @returns {Promise<Start>}
 */
async function startOnce(program) {
  const running = await program.start()
  const { cpuSeconds } = running.usage()
  await running.end()
  return { visibleMs: running.visibleMs, cpuSeconds }
}

/**
 * @param {WindowProgram} parley
 * @param {WindowProgram} empty
 * @param {number} port Of a room.
 * @param {number} count
 */
async function measureIdle(parley, empty, port, count) {
  /** @type {Round[]} */
  const rounds = []
  for (let index = 0; index < count; index++) {
    // By turns, as the starts.
    /* oxlint-disable no-await-in-loop */
    rounds.push({
      empty: await watchIdle(empty, 0),
      start: await watchIdle(parley, 0),
      room: await watchIdle(parley, port),
    })
    /* oxlint-enable no-await-in-loop */
  }
  /** @param {(round: Round) => number} of */
  const median = (of) => middle(rounds.map(of))
  return [
    ...toFigures('S', 'idle on the first screen', [
      ['CPU', median(({ start }) => start.busy), '% of a core', IDLE_GOAL],
      ['memory', median(({ start }) => start.mib), 'MiB'],
      [
        'memory, empty window = 1',
        median(({ start, empty: none }) => start.mib / none.mib),
        '',
        MEMORY_GOAL,
      ],
    ]),
    ...toFigures('S', 'idle in a room', [
      ['CPU', median(({ room }) => room.busy), '% of a core', IDLE_GOAL],
      ['memory', median(({ room }) => room.mib), 'MiB'],
      [
        'memory, empty window = 1',
        median(({ room, empty: none }) => room.mib / none.mib),
        '',
        MEMORY_GOAL,
      ],
    ]),
    ...toFigures('S', 'empty window', [
      ['CPU', median(({ empty: none }) => none.busy), '% of a core'],
      ['memory', median(({ empty: none }) => none.mib), 'MiB'],
      ['processes', median(({ empty: none }) => none.processes), ''],
    ]),
  ]
}

/**
 * @param {WindowProgram} program
 * @param {number} port Of a room that it joins; 0 for none.
 * @returns {Promise<Idle>}
 */
async function watchIdle(program, port) {
  const running = await program.start(port)
  try {
    await delay(SETTLE_MS)
    const before = running.usage()
    const since = sharedNow()
    await delay(IDLE_MS)
    const after = running.usage()
    const seconds = (sharedNow() - since) / 1e3
    return {
      busy: ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100,
      mib: after.proportionalKib / 1024,
      processes: after.processes,
    }
  } finally {
    await running.end()
  }
}

/** @param {readonly number[]} values */
function middle(values) {
  const sorted = values.toSorted((left, right) => left - right)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2
}
