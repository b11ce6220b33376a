// The server that is measured: the real one, without a window, as a process of its own.
import { spawn } from 'node:child_process'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { numberField } from '../runtime/json.mjs'
import { readUsage } from './process-usage.mjs'

/** Milliseconds for the server to listen, and to stop: it may have a long history to copy. */
const PATIENCE_MS = 60_000

/** Milliseconds between two looks at whether it listens. */
const LOOK_MS = 5

/** Nobody is a flood, and what is too much shows as latency. */
export const TALKERS_LIMITS = {
  'flood-burst': 100_000_000,
  'flood-per-second': 100_000_000,
  'waiting-facts': 1_000_000,
}

/** The same, and one address is everybody. */
const LIMITS = {
  ...TALKERS_LIMITS,
  'connections-per-address': 100_000,
  'new-per-second-per-address': 100_000,
  'pending-per-address': 100_000,
  'pending-connections': 100_000,
  'members-per-host': 100_000,
}

/**
 * @typedef {object} ServerProgram
 * @property {string} file The built terminal program.
 * @property {readonly string[]} nodeArgs Arguments for Node itself, such as `--cpu-prof`.
 * @property {Readonly<Record<string, number>>} [limits] Default: one address is everybody, and nobody is a flood.
 * @property {readonly string[]} [serveArgs] Further arguments for `serve`.
 */

export class ServerProcess {
  #program
  #folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  /** @type {import('node:child_process').ChildProcess | null} */
  #child = null
  #port = 0

  /** @param {ServerProgram} program */
  constructor(program) {
    this.#program = program
    process.on('exit', this.#kill)
  }

  /**
   * @param {ServerProgram} program
   * @returns {Promise<ServerProcess>} Listening, with a history of its own.
   */
  static async start(program) {
    const server = new ServerProcess(program)
    try {
      await server.begin()
    } catch (error) {
      await server.stop()
      throw error
    }
    return server
  }

  /** @returns {number} The TCP port on the loopback address, the same after each start. */
  get port() {
    return this.#port
  }

  /** @returns {import('./process-usage.mjs').Usage} Since the last start. */
  usage() {
    return readUsage(this.#child?.pid ?? 0)
  }

  /** @returns {number} Bytes of the history on the disk, without backups. */
  storedBytes() {
    const names = readdirSync(this.#data).filter((name) => name.startsWith('history.'))
    return names.reduce((sum, name) => sum + statSync(join(this.#data, name)).size, 0)
  }

  /**
   * Starts it with the history and on the port it had before.
   * @returns {Promise<number>} Milliseconds until it listened.
   */
  async begin() {
    const limits = Object.entries(this.#program.limits ?? LIMITS).flatMap(([name, value]) => [
      '--limit',
      `${name}=${value}`,
    ])
    const place = ['--port', `${this.#port}`, '--bind', '127.0.0.1', '--data', this.#data]
    // To a file: a pipe that we read too late would stop the server, whose writes to it block.
    const output = openSync(this.#output, 'w')
    const { file, nodeArgs, serveArgs = [] } = this.#program
    const settings = [...place, '--quiet', '--json', ...limits, ...serveArgs]
    const args = [...nodeArgs, file, 'serve', ...settings]
    const start = performance.now()
    const child = spawn(process.execPath, args, { stdio: ['ignore', output, 2], detached: true })
    closeSync(output)
    this.#child = child
    await this.#untilListening(start + PATIENCE_MS)
    return performance.now() - start
  }

  /**
   * Ends it; it can begin again.
   * @param {'SIGTERM' | 'SIGKILL'} signal SIGTERM ends it as Ctrl-C would.
   */
  async end(signal) {
    const child = this.#child
    if (!child || !this.#isRunning()) return
    const ended = new Promise((settle) => void child.once('exit', settle))
    const timeout = setTimeout(this.#kill, PATIENCE_MS)
    child.kill(signal)
    await ended
    clearTimeout(timeout)
  }

  /** Ends it for good and removes what it wrote. */
  async stop() {
    process.off('exit', this.#kill)
    await this.end('SIGTERM')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  get #data() {
    return join(this.#folder, 'data')
  }

  get #output() {
    return join(this.#folder, 'output')
  }

  /** @param {number} deadline */
  async #untilListening(deadline) {
    while (performance.now() < deadline && this.#isRunning()) {
      const [first, ...rest] = readFileSync(this.#output, 'utf8').split('\n')
      if (first && rest.length > 0) {
        /** @type {unknown} */
        const listening = JSON.parse(first)
        const port = numberField(listening, 'port')
        if (port === undefined) throw new Error(`the server does not listen: ${first}`)
        this.#port = port
        return
      }
      // oxlint-disable-next-line no-await-in-loop
      await delay(LOOK_MS)
    }
    throw new Error('the server does not listen')
  }

  #isRunning() {
    return this.#child?.exitCode === null && this.#child.signalCode === null
  }

  #kill = () => void this.#child?.kill('SIGKILL')
}
