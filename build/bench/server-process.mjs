// The server that is measured: the real one, without a window, as a process of its own.
import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { numberField } from '../runtime/json.mjs'
import { readUsage } from './process-usage.mjs'

/** Milliseconds for the server to listen, and to stop. */
const PATIENCE_MS = 20_000

/** Milliseconds between two looks at whether it listens. */
const LOOK_MS = 20

/** One address is everybody here, and nobody is a flood. */
const LIMITS = {
  'connections-per-address': 100_000,
  'new-per-second-per-address': 100_000,
  'members-per-host': 100_000,
  'flood-burst': 100_000_000,
  'flood-per-second': 100_000_000,
}

/**
 * @typedef {object} ServerProgram
 * @property {string} file The built terminal program.
 * @property {readonly string[]} nodeArgs Arguments for Node itself, such as `--cpu-prof`.
 */

export class ServerProcess {
  #child
  #folder
  #port = 0

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {string} folder
   */
  constructor(child, folder) {
    this.#child = child
    this.#folder = folder
    process.on('exit', this.#kill)
  }

  /**
   * @param {ServerProgram} program
   * @returns {Promise<ServerProcess>} Listening.
   */
  static async start({ file, nodeArgs }) {
    const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
    const limits = Object.entries(LIMITS).flatMap(([name, value]) => [
      '--limit',
      `${name}=${value}`,
    ])
    const serve = ['serve', '--port', '0', '--bind', '127.0.0.1', '--data', join(folder, 'data')]
    // To a file: a pipe that we read too late would stop the server, whose writes to it block.
    const output = openSync(join(folder, 'output'), 'w')
    const args = [...nodeArgs, file, ...serve, '--json', ...limits]
    const child = spawn(process.execPath, args, { stdio: ['ignore', output, 2], detached: true })
    closeSync(output)
    const server = new ServerProcess(child, folder)
    try {
      await server.#untilListening()
    } catch (error) {
      await server.stop()
      throw error
    }
    return server
  }

  /** @returns {number} The TCP port on the loopback address. */
  get port() {
    return this.#port
  }

  /** @returns {import('./process-usage.mjs').Usage} */
  usage() {
    return readUsage(this.#child.pid ?? 0)
  }

  /** Ends it as Ctrl-C would, and removes what it wrote. */
  async stop() {
    process.off('exit', this.#kill)
    if (this.#isRunning()) {
      const ended = new Promise((settle) => void this.#child.once('exit', settle))
      const timeout = setTimeout(this.#kill, PATIENCE_MS)
      this.#child.kill('SIGTERM')
      await ended
      clearTimeout(timeout)
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #untilListening() {
    const deadline = performance.now() + PATIENCE_MS
    while (performance.now() < deadline && this.#isRunning()) {
      const [first, ...rest] = readFileSync(join(this.#folder, 'output'), 'utf8').split('\n')
      if (first && rest.length > 0) {
        /** @type {unknown} */
        const listening = JSON.parse(first)
        this.#port = numberField(listening, 'port') ?? 0
        return
      }
      // oxlint-disable-next-line no-await-in-loop
      await delay(LOOK_MS)
    }
    throw new Error('the server does not listen')
  }

  #isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  #kill = () => void this.#child.kill('SIGKILL')
}
