// Builds what is about to be run, once, when it is missing or older than its sources.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { withFileLock } from '../runtime/file-lock.mjs'
import { runProgram } from '../runtime/run-program.mjs'
import { findTool, log, repositoryRoot } from './repository.mjs'

/** @typedef {'main' | 'preload' | 'terminal' | 'renderer'} Environment As in build/vite.config.ts. */

/** @type {Record<Environment, string[]>} The files that the build of each environment must leave. */
const OUTPUTS = {
  main: [
    'out/main/main.js',
    'out/main/icon.png',
    'out/main/server-worker.js',
    'out/main/history-worker.js',
    'out/main/copy-worker.js',
  ],
  preload: ['out/preload/preload.cjs'],
  terminal: [
    'out/terminal/parley.js',
    'out/terminal/history-worker.js',
    'out/terminal/copy-worker.js',
  ],
  renderer: ['out/renderer/renderer/index.html'],
}
/** Where the sources of each environment are, besides the settings that all share. */
const SOURCES = {
  main: ['shared', 'electron'],
  preload: ['shared', 'electron'],
  terminal: ['shared', 'electron'],
  renderer: ['shared', 'renderer'],
}
const SETTINGS = [
  'build/vite.config.ts',
  'build/icons/linux/256x256.png',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
]

/** @type {readonly Environment[]} Everything that the application with a window consists of. */
export const ALL_ENVIRONMENTS = ['main', 'preload', 'terminal', 'renderer']

/** Longer than the slowest build; somebody who waits longer wants to know why. */
const WAIT_FOR_OTHER_MS = 120_000

/**
 * Makes sure that the outputs of these environments are there and belong to the present sources.
 * Several processes may ask at once: one builds, the others wait for it. Prints on stderr only.
 * @param {readonly Environment[]} [environments]
 * @returns {Promise<void>}
 */
export async function ensureBuilt(environments = ALL_ENVIRONMENTS) {
  const vite = findTool('vite/bin/vite.js')
  if (vite === undefined) {
    const missing = environments.filter((environment) => !hasOutputs(environment))
    if (missing.length === 0) return
    throw new Error(`${missing.join(', ')} must be built, but vite is not installed: run npm ci`)
  }
  if (environments.every(isFresh)) return
  await withFileLock(
    join(repositoryRoot, 'out', '.build.lock'),
    WAIT_FOR_OTHER_MS,
    async () => {
      const stale = environments.filter((environment) => !isFresh(environment))
      if (stale.length > 0) await build(vite, stale)
    },
    () => log('Waiting for another process that is building …'),
  )
}

/**
 * Builds these environments into folders that were emptied before, so that nothing of an earlier build is left in what
 * is packed.
 * @param {readonly Environment[]} environments
 * @returns {Promise<void>}
 */
export async function buildAnew(environments) {
  const vite = findTool('vite/bin/vite.js')
  if (vite === undefined) throw new Error('vite is not installed: run npm ci')
  await withFileLock(
    join(repositoryRoot, 'out', '.build.lock'),
    WAIT_FOR_OTHER_MS,
    async () => {
      for (const environment of environments) {
        rmSync(stampPath(environment), { force: true })
        rmSync(join(repositoryRoot, 'out', environment), { recursive: true, force: true })
      }
      await build(vite, environments)
    },
    () => log('Waiting for another process that is building …'),
  )
}

/**
 * @param {string} vite
 * @param {readonly Environment[]} environments
 */
async function build(vite, environments) {
  log(`Building ${environments.join(', ')} …`)
  // Taken before: a source that changes during the build makes the output stale again.
  const sources = new Map(
    environments.map((environment) => [environment, describeSources(environment)]),
  )
  const args = [vite, 'build', '--app', '--config', 'build/vite.config.ts', '--logLevel', 'warn']
  const { code } = await runProgram(process.execPath, args, {
    cwd: repositoryRoot,
    env: { ...process.env, PARLEY_BUILD_ONLY: environments.join(',') },
  })
  if (code !== 0)
    throw new Error(`the build of ${environments.join(', ')} failed (exit code ${code})`)
  for (const [environment, description] of sources) {
    const missing = OUTPUTS[environment].filter((path) => !existsSync(join(repositoryRoot, path)))
    if (missing.length > 0)
      throw new Error(`the build of ${environment} left no ${missing.join(', ')}`)
    mkdirSync(join(repositoryRoot, 'out'), { recursive: true })
    writeFileSync(stampPath(environment), description)
  }
}

/** @param {Environment} environment */
function hasOutputs(environment) {
  return OUTPUTS[environment].every((path) => existsSync(join(repositoryRoot, path)))
}

/** @param {Environment} environment */
function isFresh(environment) {
  const stamp = stampPath(environment)
  if (!hasOutputs(environment) || !existsSync(stamp)) return false
  return readFileSync(stamp, 'utf8') === describeSources(environment)
}

/** @param {Environment} environment */
function stampPath(environment) {
  return join(repositoryRoot, 'out', `.built-${environment}`)
}

/**
 * Changes when a source is added, removed, renamed or written, also to an older time.
 * @param {Environment} environment
 * @returns {string} Hexadecimal.
 */
function describeSources(environment) {
  const hash = createHash('sha256')
  const files = SOURCES[environment].flatMap((folder) => filesBelow(folder))
  for (const path of [...SETTINGS, ...files.filter(isSource).sort()]) {
    const status = statSync(join(repositoryRoot, path), { throwIfNoEntry: false })
    hash.update(`${path} ${status?.size} ${status?.mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** @param {string} folder Below the repository. */
function filesBelow(folder) {
  const absolute = join(repositoryRoot, folder)
  if (!existsSync(absolute)) return []
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(repositoryRoot.length + 1))
}

/** @param {string} path */
function isSource(path) {
  return !/\.test\.tsx?$|\.md$/.test(path)
}
