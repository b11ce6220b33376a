// `npm run dev`: builds, starts the application, and builds and starts it again on every change.
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './ensure-built.mjs'
import { prepareWindow, sandboxOptions } from './prepare-window.mjs'
import { hasDisplay, log, repositoryRoot, runScript } from './repository.mjs'

/** Editors and git write several files at once: wait until they are done. */
const SETTLE_MS = 150

/**
 * @param {string} executable
 * @param {readonly string[]} args
 */
function startApplication(executable, args) {
  const child = spawn(executable, args, { stdio: 'inherit' })
  /** @type {Promise<'ended'>} */
  const ended = new Promise((resolve) => child.once('close', () => resolve('ended')))
  child.once('error', (error) => log(error.message))
  return {
    ended,
    end: async () => {
      child.kill()
      await ended
    },
  }
}

/**
 * @param {string} executable
 * @param {readonly string[]} args
 * @returns {Promise<ReturnType<typeof startApplication> | undefined>} Nothing when the build fails.
 */
async function buildAndStart(executable, args) {
  try {
    await ensureBuilt()
  } catch (error) {
    log(error instanceof Error ? error.message : String(error))
    return undefined
  }
  return startApplication(executable, args)
}

/** @param {readonly string[]} folders Below the repository. */
function createChangeWatcher(folders) {
  /** @type {(() => void) | undefined} */
  let onChange
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  for (const folder of folders) {
    watch(join(repositoryRoot, folder), { recursive: true }, () => {
      clearTimeout(timer)
      timer = setTimeout(() => onChange?.(), SETTLE_MS)
    })
  }
  return {
    /** @returns {Promise<'changed'>} */
    nextChange: () => new Promise((resolve) => (onChange = () => resolve('changed'))),
  }
}

await runScript(async () => {
  if (!hasDisplay()) throw new Error('npm run dev needs a display: xvfb-run -a npm run dev')
  const runtime = await prepareWindow('window')
  const options = await sandboxOptions(runtime.distPath)
  const args = [...options, repositoryRoot, ...process.argv.slice(2)]
  const watcher = createChangeWatcher(['shared', 'electron', 'renderer'])
  /** @type {ReturnType<typeof startApplication> | undefined} */
  let running
  process.once('SIGINT', () => process.exit(130))
  process.once('SIGTERM', () => process.exit(143))
  process.once('exit', () => void running?.end())
  for (;;) {
    const change = watcher.nextChange()
    // oxlint-disable-next-line no-await-in-loop -- one round after the other is the point
    running = await buildAndStart(runtime.executable, args)
    // oxlint-disable-next-line no-await-in-loop
    const reason = await Promise.race(running ? [change, running.ended] : [change])
    if (reason === 'ended') return 0
    log('Changed: building and starting again …')
    // It ends before its files are replaced.
    // oxlint-disable-next-line no-await-in-loop
    await running?.end()
  }
})
