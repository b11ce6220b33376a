// The built programs, built once when they are missing or older than their sources.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = new URL('../../', import.meta.url)
const ENSURE = `import('./build/launch/ensure-built.mjs').then(({ ensureBuilt }) => ensureBuilt(['main', 'terminal']))`

/** Resolves when `out/main` and `out/terminal` belong to the present sources. */
export async function ensurePrograms(): Promise<void> {
  await promisify(execFile)(process.execPath, ['-e', ENSURE], { cwd: fileURLToPath(root) })
}

/** The built entry point of the server thread. */
export const workerUrl = new URL('out/main/server-worker.js', root)

/** The built terminal program. */
export const terminalPath = fileURLToPath(new URL('out/terminal/parley.js', root))
