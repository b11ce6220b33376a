// The official Electron that package.json pins. The package's own install.js downloads it and
// checks it against the checksums inside the package.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withFileLock } from './file-lock.mjs'
import { readJson, textField } from './json.mjs'
import { reportDownload } from './progress.mjs'
import { runProgram } from './run-program.mjs'

const packageFolder = fileURLToPath(new URL('../../node_modules/electron/', import.meta.url))
const RELEASES = 'https://github.com/electron/electron/releases/download/'

/** A network that swallows packets answers nothing: after this long it counts as closed. */
const PROBE_MS = 10_000
/** The same when another runtime is already there, so that no start is held up for long. */
const SHORT_PROBE_MS = 3_000
/** An archive of an earlier download needs no network: unpacking it gets this much longer. */
const UNPACK_MS = 5_000
const WAIT_FOR_OTHER_MS = 600_000

const UNREACHABLE =
  /fetch failed|HTTPError|terminated|aborted|ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR|socket hang up|Response body is empty/

/** @returns {string} The exact version that package.json pins. */
export function officialVersion() {
  const version = textField(readJson(join(packageFolder, 'package.json')), 'version')
  if (version === undefined) throw new Error('the electron package is not installed: run npm ci')
  return version
}

/** @returns {{ distPath: string, executable: string } | undefined} Nothing unless it is complete. */
export function findOfficialRuntime() {
  const distPath = join(packageFolder, 'dist')
  const versionFile = join(distPath, 'version')
  // install.js writes path.txt last.
  const pathFile = join(packageFolder, 'path.txt')
  if (!existsSync(versionFile) || !existsSync(pathFile)) return undefined
  if (readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') !== officialVersion())
    return undefined
  const executable = join(distPath, readFileSync(pathFile, 'utf8').trim())
  return existsSync(executable) ? { distPath, executable } : undefined
}

/**
 * Downloads the official runtime. Only a download that cannot be reached is an answer; anything
 * else that goes wrong, a wrong checksum above all, is an error.
 * @param {{ log: (line: string) => void, isUrgent: boolean }} options `isUrgent`: do not wait long.
 * @returns {Promise<{ kind: 'installed' } | { kind: 'unreachable', reason: string }>}
 */
export async function installOfficialRuntime({ log, isUrgent }) {
  const version = officialVersion()
  return withFileLock(
    join(packageFolder, '..', '.parley-electron.lock'),
    WAIT_FOR_OTHER_MS,
    async () => {
      if (findOfficialRuntime()) return { kind: 'installed' }
      log(
        `Electron ${version}: trying the official download from ${new URL(downloadUrl(version)).host} …`,
      )
      const { code, output, closedBecause } = await runInstaller({ log, version, isUrgent })
      if (code === 0 && findOfficialRuntime()) {
        log(`Electron ${version}: installed, checksum verified.`)
        return { kind: 'installed' }
      }
      return { kind: 'unreachable', reason: explainFailure(output, closedBecause) }
    },
    () => log(`Electron ${version}: waiting for another process that is getting it …`),
  )
}

/** @param {{ log: (line: string) => void, version: string, isUrgent: boolean }} options */
async function runInstaller({ log, version, isUrgent }) {
  const temporary = mkdtempSync(join(tmpdir(), 'parley-electron-'))
  const stop = new AbortController()
  const finished = new AbortController()
  const probe = probeDownload(
    downloadUrl(version),
    isUrgent ? SHORT_PROBE_MS : PROBE_MS,
    finished.signal,
  )
  /** @type {string | undefined} */
  let closedBecause
  /** @type {number | undefined} */
  let bytes
  void probe.then(({ failure, bytes: announced }) => {
    bytes = announced
    if (failure === undefined || finished.signal.aborted) return
    closedBecause = failure
    setTimeout(() => stop.abort(), UNPACK_MS).unref()
  })
  try {
    // Its own temporary folder makes the growing archive visible.
    /** @type {NodeJS.ProcessEnv} */
    const env = {
      ...process.env,
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      ELECTRON_GET_NO_PROGRESS: '1',
    }
    delete env['ELECTRON_OVERRIDE_DIST_PATH']
    const install = runProgram(process.execPath, [join(packageFolder, 'install.js')], {
      env,
      capture: true,
      signal: stop.signal,
    })
    const result = await reportDownload(
      { folder: temporary, expectedBytes: () => bytes, log },
      install,
    )
    return { ...result, closedBecause }
  } finally {
    finished.abort()
    rmSync(temporary, { recursive: true, force: true })
  }
}

/**
 * Asks whether anything at all answers at the address, following redirects.
 * @param {string} url
 * @param {number} timeoutMs
 * @param {AbortSignal} cancel
 * @returns {Promise<{ failure?: string, bytes?: number }>} `failure`: nothing answers, and why.
 */
async function probeDownload(url, timeoutMs, cancel) {
  // fetch would not take the proxy that the installer takes: leave the verdict to the installer.
  if (process.env['ELECTRON_GET_USE_PROXY']) return {}
  // A timer of our own: Node 20 may collect AbortSignal.any([AbortSignal.timeout()]) before it fires.
  const giveUp = new AbortController()
  const timer = setTimeout(
    () => giveUp.abort(new Error(`no answer in ${timeoutMs / 1000} s`)),
    timeoutMs,
  )
  cancel.addEventListener('abort', () => giveUp.abort())
  try {
    const response = await fetch(url, { method: 'HEAD', signal: giveUp.signal })
    const length = Number(response.headers.get('content-length'))
    return response.ok && length > 0 ? { bytes: length } : {}
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return { failure: cause instanceof Error ? cause.message : String(cause) }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * @param {string} output Of install.js.
 * @param {string | undefined} closedBecause Why the probe got no answer.
 * @returns {string} Why the download cannot be reached; throws for every other failure.
 */
function explainFailure(output, closedBecause) {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const reason = lines.find((line) => /Error\b/.test(line)) ?? lines[0] ?? 'no answer'
  if (/checksum/i.test(reason)) {
    throw new Error(
      `the downloaded Electron is not the one that its package describes (${reason}): ` +
        'somebody or something changed it on the way, so it is not used',
    )
  }
  if (closedBecause !== undefined) return closedBecause
  if (UNREACHABLE.test(reason)) return reason
  throw new Error(
    `Electron could not be installed in ${dirname(join(packageFolder, 'dist'))}:\n${output}`,
  )
}

/**
 * The address @electron/get downloads from, its mirror variables included.
 * @param {string} version
 */
function downloadUrl(version) {
  const mirror = fromEnvironment('mirror') ?? RELEASES
  const folder = fromEnvironment('custom_dir')?.replace('{{ version }}', version) ?? `v${version}`
  const file =
    fromEnvironment('custom_filename') ??
    `electron-v${version}-${process.platform}-${process.arch}.zip`
  return `${mirror}${folder}/${file}`
}

/** @param {string} name */
function fromEnvironment(name) {
  return (
    process.env[`npm_config_electron_${name}`] ||
    process.env[`NPM_CONFIG_ELECTRON_${name.toUpperCase()}`] ||
    process.env[`ELECTRON_${name.toUpperCase()}`] ||
    undefined
  )
}
