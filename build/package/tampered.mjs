// Whether a packaged application refuses to start when one byte of its app.asar is another (docs/window-safety.md, E10).
// `node build/package/tampered.mjs EXECUTABLE`: exit code 0 when it does. macOS and Windows: Electron checks the
// archive nowhere else, and there the changed application starts.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sandboxOptions } from '../launch/prepare-window.mjs'
import { hasDisplay, log, runScript } from '../launch/repository.mjs'
import { withVirtualDisplay } from '../runtime/virtual-display.mjs'

/** In a comment: a program that nobody checks runs as before. */
const COMMENT = '// electron/main.ts'
/** For a start on a slow machine. */
const START_MS = 60_000
const POLL_MS = 100

/**
 * @param {string} executable
 * @returns {string} The folder that is the whole application.
 */
function applicationFolder(executable) {
  return process.platform === 'darwin' ? resolve(executable, '../../..') : dirname(executable)
}

/** @param {string} folder Of the application. */
function changeOneByte(folder) {
  const resources = process.platform === 'darwin' ? 'Contents/Resources' : 'resources'
  const path = join(folder, resources, 'app.asar')
  const archive = readFileSync(path)
  const at = archive.indexOf(COMMENT)
  if (at < 0) throw new Error(`${path} has no comment that could be changed`)
  archive.writeUInt8('E'.charCodeAt(0), at + COMMENT.indexOf('e'))
  writeFileSync(path, archive)
}

/**
 * @param {string} executable
 * @param {string} profile
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<'started' | 'refused'>} Started: its window has its page.
 */
async function start(executable, profile, env) {
  const options = await sandboxOptions(dirname(executable))
  const args = [...options, '--remote-debugging-port=0', `--profile=${profile}`]
  const child = spawn(executable, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (/** @type {Buffer} */ bytes) => (said += bytes.toString()))
  const ended = new Promise((settle) => child.once('exit', settle))
  try {
    for (const giveUpAt = Date.now() + START_MS; Date.now() < giveUpAt;) {
      if (child.exitCode !== null || child.signalCode !== null) return 'refused'
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1]
      // oxlint-disable-next-line no-await-in-loop -- until one or the other is so
      if (port !== undefined && (await hasPage(port))) return 'started'
      // oxlint-disable-next-line no-await-in-loop
      await delay(POLL_MS)
    }
    throw new Error(`${executable} neither started nor ended within ${START_MS / 1_000} s`)
  } finally {
    child.kill()
    await ended
  }
}

/** @param {string} port */
async function hasPage(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
    return (await answer.text()).includes('app://window/')
  } catch {
    // It has ended meanwhile: the next look at the process tells.
    return false
  }
}

/**
 * @param {string} executable
 * @param {NodeJS.ProcessEnv} env
 */
async function compare(executable, env) {
  const folder = applicationFolder(executable)
  const work = mkdtempSync(join(tmpdir(), 'parley-tampered-'))
  try {
    const copy = join(work, basename(folder))
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true })
    const program = join(copy, relative(folder, executable))
    const untouched = await start(program, join(work, 'first'), env)
    if (untouched !== 'started') throw new Error('the application does not start as it is')
    changeOneByte(copy)
    return await start(program, join(work, 'second'), env)
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

await runScript(async () => {
  const [path] = process.argv.slice(2)
  if (path === undefined) throw new Error('usage: node build/package/tampered.mjs EXECUTABLE')
  const executable = resolve(path)
  const result = hasDisplay()
    ? await compare(executable, process.env)
    : await withVirtualDisplay((env) => compare(executable, env))
  log(`With one byte of app.asar changed, ${basename(executable)} ${result}.`)
  return result === 'refused' ? 0 : 1
})
