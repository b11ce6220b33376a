// Whether a thousand clients come back to a server that was killed, how soon, and what that costs it.
import { setTimeout as delay } from 'node:timers/promises'
import { toFigures } from './figures.mjs'
import { OthersWatch, sharedNow } from './process-usage.mjs'
import { ReturningCrowd } from './returning-crowd.mjs'
import { ServerProcess } from './server-process.mjs'

const MEMBERS = 1_000

/** Messages in the room before: more than the server has in memory. */
const HISTORY = 20_000
const QUICK_HISTORY = 3_000

/** So many facts ago is long ago: a server has the last 500 in memory at most. */
const LONG_AGO = 1_000

/** Messages on their way while the history is filled. */
const FILL_WINDOW = 128

/** Messages that are being said when the server is killed: less than it has in memory. */
const LAST_WORDS = 200
const LAST_WORDS_WINDOW = 20

/** Milliseconds from the first of them to the end of the server: some are told, some only stored, some neither. */
const UNTIL_KILLED_MS = 20

/** Milliseconds for anything to come about. */
const PATIENCE_MS = 60_000

/** Seconds. */
const GOAL = 15

/**
 * @param {import('./scenarios.mjs').Setting} setting
 * @returns {Promise<import('./figures.mjs').Figure[]>}
 */
export async function measureRestart({ program, isQuick }) {
  const server = await ServerProcess.start(program)
  const crowd = new ReturningCrowd(server.port)
  try {
    await crowd.join(1, PATIENCE_MS)
    await crowd.say(isQuick ? QUICK_HISTORY : HISTORY, FILL_WINDOW, PATIENCE_MS)
    await crowd.join(MEMBERS - 1, PATIENCE_MS)
    crowd.begin(LAST_WORDS, LAST_WORDS_WINDOW)
    await delay(UNTIL_KILLED_MS)
    const soon = await measureReturn(server, crowd, () => {})
    const late = await measureReturn(server, crowd, () => {
      crowd.beLongAway(crowd.sequence - LONG_AGO)
    })
    return [
      ...toFigures('G', '1,000 back from a moment ago', soon),
      ...toFigures('G', '1,000 back from long ago', late),
    ]
  } finally {
    crowd.leave()
    await server.stop()
  }
}

/**
 * @param {ServerProcess} server
 * @param {ReturningCrowd} crowd
 * @param {() => void} onKilled
 * @returns {Promise<import('./figures.mjs').Row[]>}
 */
async function measureReturn(server, crowd, onKilled) {
  const failuresBefore = crowd.failures
  await server.end('SIGKILL')
  const killedAt = sharedNow()
  crowd.beCutOff()
  onKilled()
  const others = new OthersWatch()
  const listeningMs = await server.begin()
  const cpuBefore = server.usage().cpuSeconds
  await crowd.untilBack(PATIENCE_MS)
  const { cpuSeconds } = server.usage()
  const othersBusy = others.cores(cpuSeconds)
  const failures = crowd.failures - failuresBefore
  // What is said now reaches everybody.
  await crowd.say(1, 1, PATIENCE_MS)
  await crowd.untilBack(PATIENCE_MS)
  return [
    ['server listens after', listeningMs / 1e3, 's'],
    ['first one back after', (crowd.firstBackAt - killedAt) / 1e3, 's'],
    ['all back after', (crowd.lastBackAt - killedAt) / 1e3, 's', GOAL],
    ['attempts that failed, per member', failures / MEMBERS, ''],
    ['server per member back', ((cpuSeconds - cpuBefore) * 1e3) / MEMBERS, 'CPU ms'],
    ['other programs', othersBusy, 'cores'],
  ]
}
