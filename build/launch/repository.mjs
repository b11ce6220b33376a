// What every launch script needs to know about the place it runs in.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute, without a slash at the end. */
export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/**
 * One line on stderr: stdout belongs to the program that is launched.
 * @param {string} line
 */
export function log(line) {
  process.stderr.write(`${line}\n`)
}

/**
 * The script of an installed development tool, to be run with `process.execPath`.
 * @param {string} path Below node_modules.
 * @returns {string | undefined} Undefined when the tool is not installed.
 */
export function findTool(path) {
  const script = join(repositoryRoot, 'node_modules', path)
  return existsSync(script) ? script : undefined
}

/** Whether a window can be shown. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

/**
 * Runs a launch script's work: its number is the exit code, its error is one sentence and code 1.
 * @param {() => Promise<number | void>} work
 */
export async function runScript(work) {
  try {
    process.exitCode = (await work()) ?? process.exitCode ?? 0
  } catch (error) {
    log(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
