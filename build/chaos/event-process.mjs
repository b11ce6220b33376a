// A terminal program with `--json` as a child: what it prints, and how it ends.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** @typedef {object} Ending How a process ended. @property {number | string} code The exit code, or the signal. @property {string} stderr */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

// Whatever ends this process ends those that it has started.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export class EventProcess {
  #child
  #tail = ''
  #stderr = ''
  #onEvent
  /** @type {Promise<Ending>} */
  ended

  /**
   * @param {readonly string[]} args For Node: the program and what follows.
   * @param {(event: unknown) => void} onEvent Each whole line of the output. What was cut off is not told.
   */
  constructor(args, onEvent) {
    this.#onEvent = onEvent
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    running.add(this.#child)
    // Who is killed does not read its input to the end.
    this.#child.stdin.on('error', () => undefined)
    this.#child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      this.#read(text)
    })
    this.#child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      this.#stderr += text
    })
    this.ended = this.#untilEnded()
  }

  /** @param {string} line */
  type(line) {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${line}\n`)
  }

  endInput() {
    this.#child.stdin.end()
  }

  /** @param {NodeJS.Signals} signal */
  signal(signal) {
    this.#child.kill(signal)
  }

  async #untilEnded() {
    await once(this.#child, 'close')
    running.delete(this.#child)
    const code = this.#child.exitCode ?? this.#child.signalCode ?? ''
    return { code, stderr: this.#stderr }
  }

  /** @param {string} text */
  #read(text) {
    const lines = (this.#tail + text).split('\n')
    this.#tail = lines.pop() ?? ''
    for (const line of lines) this.#onEvent(JSON.parse(line))
  }
}
