// A host with a long history, and a client with a copy of it: what people wait for then.
import { setTimeout as delay } from 'node:timers/promises'
import { briefRows, median, toFigures } from './figures.mjs'
import { measureLongCopy } from './long-copy.mjs'
import { PageReader } from './page-reader.mjs'
import { OthersWatch } from './process-usage.mjs'
import { ReturningCrowd } from './returning-crowd.mjs'
import { ServerProcess } from './server-process.mjs'

const MESSAGES = 1_000_000
const QUICK_MESSAGES = 50_000

/** Messages on their way while the history is filled: several commits. */
const FILL_WINDOW = 512

/** Milliseconds for all of them, on a slow disk. */
const FILL_MS = 1_200_000

/** Starts of each kind, of which the median counts. An odd number. */
const STARTS = 3

const PAGES = 2_000
const QUICK_PAGES = 300

/** A host that has checked its history and copied it rests: cores it uses at most, looked at for so long. */
const RESTING_CORES = 0.02
const LOOK_MS = 1_000

/** Milliseconds for that. */
const SETTLE_MS = 300_000

/** Seconds. */
const START_GOAL = 2

/** Milliseconds. */
const PAGE_GOAL = 20

/** @typedef {import('./figures.mjs').Row} Row */

/**
 * @param {import('./scenarios.mjs').Setting} setting
 * @returns {Promise<import('./figures.mjs').Figure[]>}
 */
export async function measureLongHistory({ program, isQuick }) {
  const messages = isQuick ? QUICK_MESSAGES : MESSAGES
  const shown = messages.toLocaleString('en')
  const server = await ServerProcess.start(program)
  /** @type {Row[]} */
  const rows = []
  try {
    rows.push(...(await fill(server, messages)))
    rows.push(...(await measureStarts(server, messages)))
    rows.push(...(await measurePages(server, messages, isQuick ? QUICK_PAGES : PAGES)))
  } finally {
    await server.stop()
  }
  const copy = await measureLongCopy(program, messages, isQuick)
  return [...toFigures('H', `host of ${shown}`, rows), ...toFigures('H', `copy of ${shown}`, copy)]
}

/**
 * @param {ServerProcess} server
 * @param {number} messages
 * @returns {Promise<Row[]>}
 */
async function fill(server, messages) {
  const emptyKib = server.usage().residentKib
  const crowd = new ReturningCrowd(server.port)
  await crowd.join(1, FILL_MS)
  const start = performance.now()
  await crowd.say(messages, FILL_WINDOW, FILL_MS)
  const seconds = (performance.now() - start) / 1e3
  crowd.leave()
  return [
    ['memory of the empty server', emptyKib / 1024, 'MiB'],
    ['filled by one sender', messages / seconds, 'messages/s'],
    ['on the disk', server.storedBytes() / messages, 'bytes/message'],
  ]
}

/**
 * @param {ServerProcess} server
 * @param {number} messages
 * @returns {Promise<Row[]>}
 */
async function measureStarts(server, messages) {
  const killed = await measureStart(server, 'SIGKILL', messages)
  const stopped = await measureStart(server, 'SIGTERM', messages)
  return [
    ['listens after it was killed', killed.listening, 's'],
    ['first join answered after it was killed', killed.joined, 's', START_GOAL],
    ['listens after it was stopped', stopped.listening, 's'],
    ['first join answered after it was stopped', stopped.joined, 's', START_GOAL],
  ]
}

/**
 * @param {ServerProcess} server
 * @param {'SIGTERM' | 'SIGKILL'} signal
 * @param {number} messages
 * @returns {Promise<{ listening: number, joined: number }>} Medians of seconds since the start of the process.
 */
async function measureStart(server, signal, messages) {
  /** @type {number[]} */
  const listening = []
  /** @type {number[]} */
  const joined = []
  /* oxlint-disable no-await-in-loop -- one start after the other is the point */
  for (let number = 0; number < STARTS; number++) {
    await server.end(signal)
    const start = performance.now()
    listening.push((await server.begin()) / 1e3)
    const reader = new PageReader(server.port)
    const sequence = await reader.join()
    joined.push((performance.now() - start) / 1e3)
    reader.leave()
    if (sequence !== messages) throw new Error(`${sequence} of ${messages} facts after a start`)
  }
  /* oxlint-enable no-await-in-loop */
  return { listening: median(listening), joined: median(joined) }
}

/**
 * Right after a start, while the host reads its history through and copies it, and when it rests.
 * @param {ServerProcess} server
 * @param {number} messages
 * @param {number} count Pages.
 * @returns {Promise<Row[]>}
 */
async function measurePages(server, messages, count) {
  await server.end('SIGTERM')
  await server.begin()
  const reader = new PageReader(server.port)
  await reader.join()
  const early = await reader.readPages(count, messages)
  await untilResting(server)
  const others = new OthersWatch()
  const cpuBefore = server.usage().cpuSeconds
  const late = await reader.readPages(count, messages)
  const { cpuSeconds, residentKib } = server.usage()
  reader.leave()
  return [
    ...briefRows('page right after the start', early, PAGE_GOAL),
    ...briefRows('page', late, PAGE_GOAL),
    ['server per page', ((cpuSeconds - cpuBefore) * 1e3) / count, 'CPU ms'],
    ['memory of the server', residentKib / 1024, 'MiB'],
    ['other programs', others.cores(cpuSeconds - cpuBefore), 'cores'],
  ]
}

/** @param {ServerProcess} server */
async function untilResting(server) {
  const deadline = performance.now() + SETTLE_MS
  let isResting = false
  while (!isResting) {
    if (performance.now() > deadline) throw new Error('the server does not come to rest')
    const before = server.usage().cpuSeconds
    // oxlint-disable-next-line no-await-in-loop
    await delay(LOOK_MS)
    isResting = (server.usage().cpuSeconds - before) * 1e3 <= RESTING_CORES * LOOK_MS
  }
}
