// A process of its own that disturbs a server, so that it is not the measuring client that is disturbed.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { field, textField } from '../runtime/json.mjs'
import { LEAD_MS } from './trial.mjs'

const WORKER = fileURLToPath(new URL('disturbance-worker.mjs', import.meta.url))

/** Milliseconds for an answer, beyond those the disturbance takes. */
const PATIENCE_MS = 60_000

/** @typedef {import('./disturbance-worker.mjs').Command} Command */

export class Disturber {
  #worker = fork(WORKER, { stdio: ['ignore', 2, 2, 'ipc'] })

  /**
   * Resolves when all is prepared for a load that is told to begin now.
   * @param {import('./disturbance-worker.mjs').Kind} kind
   * @param {number} port
   * @param {number} durationMs
   */
  begin(kind, port, durationMs) {
    return this.#ask({ type: 'begin', kind, port, leadMs: LEAD_MS, durationMs })
  }

  /** Resolves when nothing is left of it. Fails when it was not what it should be. */
  end() {
    return this.#ask({ type: 'end' })
  }

  stop() {
    this.#worker.kill('SIGKILL')
  }

  /**
   * @param {Command} command
   * @returns {Promise<void>}
   */
  #ask(command) {
    return new Promise((resolve, reject) => {
      const settle = (/** @type {string | undefined} */ problem) => {
        clearTimeout(timeout)
        this.#worker.off('message', onMessage)
        this.#worker.off('exit', onExit)
        if (problem === undefined) resolve()
        else reject(new Error(`the disturbance: ${problem}`))
      }
      const onMessage = (/** @type {unknown} */ reply) =>
        settle(
          field(reply, 'problem') === null
            ? undefined
            : (textField(reply, 'problem') ?? 'no answer'),
        )
      const onExit = () => settle('its process ended')
      const timeout = setTimeout(() => settle(`no end of ${command.type}`), PATIENCE_MS)
      this.#worker.on('message', onMessage)
      this.#worker.on('exit', onExit)
      if (this.#worker.connected) this.#worker.send(command)
      else onExit()
    })
  }
}
