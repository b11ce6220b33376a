// An application with a window, as a process that is measured from outside.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { repositoryRoot } from '../launch/repository.mjs'
import { readTree } from './process-tree.mjs'
import { sharedNow } from './process-usage.mjs'

const PROBE = fileURLToPath(new URL('window-probe.cjs', import.meta.url))
const EMPTY = fileURLToPath(new URL('empty-window', import.meta.url))

/** Milliseconds for a window to be visible, and for a room to be joined. */
const PATIENCE_MS = 60_000

/**
 * @typedef {object} Runtime
 * @property {string} executable
 * @property {readonly string[]} options For Electron itself.
 * @property {NodeJS.ProcessEnv} env With the display.
 */

/** One application with a profile of its own, started as often as one likes. */
export class WindowProgram {
  #runtime
  #application
  #profile = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  #args

  /**
   * @param {Runtime} runtime
   * @param {'parley' | 'empty'} kind
   */
  constructor(runtime, kind) {
    this.#runtime = runtime
    this.#application = kind === 'parley' ? repositoryRoot : EMPTY
    this.#args = [
      kind === 'parley' ? `--profile=${this.#profile}` : `--user-data-dir=${this.#profile}`,
    ]
  }

  /**
   * Resolves when its window is visible, and the room of that port is joined.
   * @param {number} [port]
   * @returns {Promise<RunningWindow>}
   */
  async start(port = 0) {
    const { executable, options, env } = this.#runtime
    const args = [...options, '-r', PROBE, this.#application, ...this.#args]
    const startedAt = sharedNow()
    const child = spawn(executable, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...env, PARLEY_BENCH_PORT: String(port) },
    })
    const running = new RunningWindow(child)
    try {
      const visibleAt = await running.hears('visible')
      running.visibleMs = visibleAt - startedAt
      if (port > 0) await running.hears('joined')
    } catch (error) {
      await running.end()
      throw error
    }
    return running
  }

  /** Removes its profile. */
  remove() {
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

/** An application whose window is there. */
export class RunningWindow {
  /** Milliseconds from the start of the process to the visible window. */
  visibleMs = NaN
  #child
  #output = ''
  /** @type {() => void} */
  #onOutput = () => {}

  /** @param {import('node:child_process').ChildProcess} child */
  constructor(child) {
    this.#child = child
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      this.#output += text
      this.#onOutput()
    })
    process.on('exit', this.#kill)
  }

  /** @returns {import('./process-tree.mjs').TreeUsage} */
  usage() {
    return readTree(this.#child.pid ?? 0)
  }

  /**
   * @param {'visible' | 'joined'} event
   * @returns {Promise<number>} When the probe told it.
   */
  hears(event) {
    return new Promise((resolve, reject) => {
      const fail = (/** @type {string} */ why) =>
        reject(new Error(`${why}: ${this.#output.trim()}`))
      const timer = setTimeout(() => fail(`not ${event} within ${PATIENCE_MS} ms`), PATIENCE_MS)
      this.#child.once('exit', () => fail('the application ended'))
      this.#onOutput = () => {
        const at = new RegExp(`^bench-window ${event} (\\S+)$`, 'm').exec(this.#output)?.[1]
        if (this.#output.includes('bench-window failed')) fail('the room was not joined')
        if (at === undefined) return
        clearTimeout(timer)
        resolve(Number(at))
      }
      this.#onOutput()
    })
  }

  /** Ends it as closing its window would; resolves when it has. */
  async end() {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve))
      this.#child.kill('SIGTERM')
      await ended
    }
    process.off('exit', this.#kill)
  }

  #kill = () => void this.#child.kill('SIGKILL')
}
