// The process that disturbs a server while others talk: does what disturber.mjs tells it.
import { randomBytes } from 'node:crypto'
import { setPriority } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { field, textField } from '../runtime/json.mjs'
import { Disturbance } from './disturbance.mjs'

/** The lowest: on few cores it is the server that is to be disturbed, not the scheduling of the clients. */
const PRIORITY = 19

const NOISE = randomBytes(1 << 20)
const REQUEST = 'GET / HTTP/1.1\r\nHost: parley\r\n\r\n'

/** Not that of those who talk: each address has its own share of the door. */
const STRANGER = '127.0.0.2'

/** So many that each may have its share pending at once. */
const DRIPPERS = Array.from({ length: 16 }, (_, number) => `127.0.1.${number + 1}`)
const DRIPS = 256
const DRIP_MS = 250

const READERS = 50

/** @typedef {'silence' | 'resets' | 'noise' | 'http' | 'crowd' | 'drips' | 'readers' | 'classics'} Kind */
/**
 * @typedef {{ type: 'begin', kind: Kind, port: number, leadMs: number, durationMs: number } | { type: 'end' }} Command
 */

/** @type {Readonly<Record<Kind, (disturbance: Disturbance, durationMs: number) => Promise<unknown>>>} */
const RUN = {
  silence: (disturbance, durationMs) =>
    disturbance.spread(200, durationMs, () => disturbance.hold()),
  resets: (disturbance, durationMs) =>
    disturbance.spread(200, durationMs, (number) =>
      number % 2 === 0 ? disturbance.resetBare() : disturbance.resetSecured(),
    ),
  noise: (disturbance, durationMs) =>
    disturbance.spread(5, durationMs, () => disturbance.say(NOISE)),
  http: (disturbance, durationMs) =>
    disturbance.spread(200, durationMs, () => disturbance.say(REQUEST)),
  crowd: (disturbance, durationMs) =>
    disturbance.spread(10_000, durationMs, () => disturbance.knock(STRANGER)),
  drips: (disturbance, durationMs) =>
    disturbance.spread(DRIPS, durationMs / 4, (number) =>
      disturbance.drip(DRIPPERS[number % DRIPPERS.length] ?? STRANGER, DRIP_MS),
    ),
  // They have joined before the round.
  readers: () => Promise.resolve(),
  classics: () => Promise.resolve(),
}

/** Of each kind of classic program. */
const CLASSICS = 50

/** Milliseconds for all to be told of all others, one line after the other. */
const CLASSICS_SETTLE_MS = 5_000

let disturbance = new Disturbance(0)
/** @type {Promise<unknown>} */
let running = Promise.resolve()

/** @param {Command} command */
async function perform(command) {
  if (command.type === 'begin') {
    disturbance = new Disturbance(command.port)
    if (command.kind === 'readers') await disturbance.joinReaders(READERS)
    if (command.kind === 'classics') {
      await disturbance.joinClassics(CLASSICS)
      await delay(CLASSICS_SETTLE_MS)
    }
    const run = RUN[command.kind]
    running = delay(command.leadMs).then(() => run(disturbance, command.durationMs))
    // Told at the end.
    running.catch(() => {})
  } else {
    await running
    disturbance.release()
  }
}

/**
 * @param {unknown} message
 * @returns {message is Command}
 */
function isCommand(message) {
  // Only disturber.mjs, which is of the same version, can send any: the type tells it from other things.
  return textField(message, 'type') !== undefined && field(message, 'problem') === undefined
}

/** @param {Command} command */
async function answer(command) {
  /** @type {string | null} */
  let problem = null
  try {
    await perform(command)
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
  }
  process.send?.({ problem })
}

setPriority(PRIORITY)
process.on('message', (message) => {
  if (isCommand(message)) void answer(message)
})
// The end of bench.mjs, however it came, is the end of this process.
process.on('disconnect', () => process.exit())
// Ctrl-C reaches all processes of the terminal: bench.mjs decides.
process.on('SIGINT', () => {})
