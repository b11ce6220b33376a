// Starts other programs for the scripts in build/.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env] Default: this process's.
 * @property {string} [cwd] Default: this process's.
 * @property {boolean} [capture] Collect what the program prints instead of sending it to stderr.
 * @property {AbortSignal} [signal] Ends the program at once (SIGKILL) when aborted.
 */

/**
 * Runs a program to its end. Nothing it prints reaches our stdout. A program that cannot be
 * started, or that a signal ended, counts as exit code 127 or 128 + signal number.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} `output`: stdout and stderr, when captured.
 */
export function runProgram(command, args, options = {}) {
  const { env, cwd, capture = false, signal } = options
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(env && { env }),
      ...(cwd !== undefined && { cwd }),
      ...(signal && { signal }),
      killSignal: 'SIGKILL',
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
    })
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text))
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text))
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }))
    child.on('close', (code, endedBy) => resolve({ code: toExitCode(code, endedBy), output }))
  })
}

/**
 * Runs a program in the place of this one: it gets our stdin, stdout, stderr, SIGINT and SIGTERM.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>} Its exit code, 128 + signal number when a signal ended it.
 */
export function runInForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' })
    const onTerminate = () => void child.kill('SIGTERM')
    // A terminal already sends Ctrl+C to the whole group; a second one would mean "at once".
    const onInterrupt = () => void (process.stdin.isTTY || child.kill('SIGINT'))
    process.on('SIGTERM', onTerminate)
    process.on('SIGINT', onInterrupt)
    child.on('error', reject)
    child.on('close', (code, endedBy) => {
      process.off('SIGTERM', onTerminate)
      process.off('SIGINT', onInterrupt)
      resolve(toExitCode(code, endedBy))
    })
  })
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} endedBy
 */
function toExitCode(code, endedBy) {
  if (code !== null && code >= 0) return code
  return endedBy ? 128 + constants.signals[endedBy] : 127
}
