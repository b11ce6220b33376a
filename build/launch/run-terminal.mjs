import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './ensure-built.mjs'
import { repositoryRoot } from './repository.mjs'

/**
 * Becomes the terminal program: it runs inside this process, so that signals and exit codes are
 * its own. Returns once it has loaded.
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
export async function runTerminal(args) {
  await ensureBuilt(['terminal'])
  const program = join(repositoryRoot, 'out', 'terminal', 'parley.js')
  process.argv = [process.execPath, program, ...args]
  await import(pathToFileURL(program).href)
}
