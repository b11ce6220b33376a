// Bundles the fuzzing of shared/fuzz and runs it with what only Node has: CPU time and the heap.

import { fileURLToPath, pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Bytes by which the heap may grow between rounds: caches of the engine, far less than a leak of inputs. */
const MAX_GROWTH_BYTES = 48 * 2 ** 20

/** Rounds after which the heap is measured for the first time: by then everything was compiled. */
const WARM_UP_ROUNDS = 2

/**
 * What broke; see shared/fuzz/fuzz.fixture.ts.
 *
 * @typedef {{ target: string, seed: number, what: string, inputs: readonly string[] }} FuzzFailure
 * @typedef {{ name: string }} Target
 */

/**
 * What the bundle exports.
 *
 * @typedef {object} Fuzzing
 * @property {readonly Target[]} TARGETS
 * @property {(target: Target, seed: number, clock: () => number) => FuzzFailure | null} fuzzEpisode
 */

/** @returns {number} Milliseconds of CPU of this process. */
function cpuClock() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** @returns {Promise<Fuzzing>} */
async function loadFuzzing() {
  const outDir = `${root}out/fuzz`
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      target: 'node20.18',
      minify: false,
      rolldownOptions: {
        input: { fuzz: `${root}shared/fuzz/targets.fixture.ts` },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  })
  // oxlint-disable-next-line typescript/no-unsafe-return -- The bundle was just made of what Fuzzing describes.
  return import(pathToFileURL(`${outDir}/fuzz.js`).href)
}

/** @returns {number} Bytes in use after everything unused was collected. */
function usedHeap() {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
  return process.memoryUsage().heapUsed
}

/**
 * Plays rounds, one episode of each target in each, with the seeds `seed`, `seed` + 1, …
 *
 * @param {object} options
 * @param {number} options.seed
 * @param {number} options.rounds At most so many.
 * @param {number} [options.seconds] After so many no further round is begun.
 * @param {string} [options.target] Only this one.
 * @returns {Promise<{ rounds: number, targets: number, failures: FuzzFailure[] }>}
 */
export async function runFuzz({ seed, rounds, seconds = Infinity, target }) {
  const { TARGETS, fuzzEpisode } = await loadFuzzing()
  const targets = TARGETS.filter(({ name }) => target === undefined || name === target)
  if (targets.length === 0) {
    throw new Error(`There are: ${TARGETS.map(({ name }) => name).join(', ')}.`)
  }
  const endsAt = performance.now() + seconds * 1_000
  /** @type {FuzzFailure[]} */
  const failures = []
  const broken = new Set()
  let heapBefore = 0
  let round = 0
  for (; round < rounds && performance.now() < endsAt; round += 1) {
    if (round === WARM_UP_ROUNDS) heapBefore = usedHeap()
    for (const one of targets) {
      const failure = broken.has(one.name) ? null : fuzzEpisode(one, seed + round, cpuClock)
      if (!failure) continue
      failures.push(failure)
      broken.add(one.name)
    }
  }
  const growth = round > WARM_UP_ROUNDS ? usedHeap() - heapBefore : 0
  if (growth > MAX_GROWTH_BYTES) {
    const what = `the heap has grown by ${Math.round(growth / 2 ** 20)} MiB`
    failures.push({ target: target ?? 'all', seed, what, inputs: [] })
  }
  return { rounds: round, targets: targets.length, failures }
}
