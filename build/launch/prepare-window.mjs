import { statSync } from 'node:fs'
import { join } from 'node:path'
import { ensureElectronRuntime } from '../runtime/electron-runtime.mjs'
import { runProgram } from '../runtime/run-program.mjs'
import { ensureSystemLibraries } from '../runtime/system-libraries.mjs'
import { log } from './repository.mjs'

/**
 * Makes sure that Electron can run here: the runtime itself and the system libraries it needs.
 * @param {'window' | 'tests'} purpose
 * @returns {Promise<import('../runtime/electron-runtime.mjs').ElectronRuntime>}
 */
export async function prepareWindow(purpose) {
  const runtime = await ensureElectronRuntime({ log })
  await ensureSystemLibraries({ executable: runtime.executable, purpose, log })
  return runtime
}

/**
 * Chromium's sandbox is on wherever the system allows it.
 * @param {string} distPath
 * @returns {Promise<string[]>} Options for Electron.
 */
export async function sandboxOptions(distPath) {
  if (process.platform !== 'linux') return []
  // Chromium refuses to start its sandbox as root.
  if (process.getuid?.() === 0) return ['--no-sandbox']
  const helper = statSync(join(distPath, 'chrome-sandbox'), { throwIfNoEntry: false })
  if (helper?.uid === 0 && (helper.mode & 0o4000) !== 0) return []
  const { code } = await runProgram('unshare', ['--user', '--map-root-user', 'true'], {
    capture: true,
  })
  if (code === 0) return []
  log('This system allows no sandbox (no user namespaces, no set-uid helper): running without it.')
  return ['--no-sandbox']
}
