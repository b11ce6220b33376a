// The Debian packages that Electron and its tests need, and how they get there.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runProgram } from './run-program.mjs'

/** What a window needs. `ldd` does not see all of it: some is loaded while running. */
const WINDOW_PACKAGES = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libxtst6',
  'libatk-bridge2.0-0',
  'libcups2',
  'libdrm2',
  'libxkbcommon0',
  'libsecret-1-0',
  'libnotify4',
]
/** What tests need besides: a display, fonts for the same screenshots everywhere, a look at windows and system calls. */
const TEST_PACKAGES = [
  'xvfb',
  'xauth',
  'fonts-dejavu-core',
  'fonts-noto-core',
  'fonts-noto-cjk',
  'fonts-noto-color-emoji',
  'dbus-x11',
  'strace',
  'x11-utils',
]

/**
 * Makes sure that the libraries are there, and for `tests` the display server and the fonts too.
 * Installs Debian packages where that is possible without asking; otherwise the error names the
 * exact command. Does nothing but on Linux.
 * @param {object} options
 * @param {string} options.executable Of the Electron runtime.
 * @param {'window' | 'tests'} options.purpose
 * @param {(line: string) => void} options.log
 * @returns {Promise<void>}
 */
export async function ensureSystemLibraries({ executable, purpose, log }) {
  if (process.platform !== 'linux') return
  const libraries = await missingLibraries(executable)
  const tools = purpose === 'tests' ? missingTools() : []
  const missing = [...libraries, ...tools]
  const wanted = [
    ...(libraries.length > 0 ? WINDOW_PACKAGES : []),
    ...(purpose === 'tests' ? TEST_PACKAGES : []),
  ]
  const packages = await notInstalled(wanted)
  if (packages.length === 0 && missing.length === 0) return
  log(`Missing on this system: ${(missing.length > 0 ? missing : packages).join(', ')}`)
  const problem = await installPackages(packages, log)
  const stillMissing = [
    ...(await missingLibraries(executable)),
    ...(purpose === 'tests' ? missingTools() : []),
  ]
  if (stillMissing.length > 0) {
    throw new Error(
      `${problem ?? 'after the installation'}: still missing: ${stillMissing.join(', ')}`,
    )
  }
  // Fonts alone are no reason to refuse: only screenshots differ.
  if (problem !== undefined) log(`Going on without ${packages.join(', ')}: ${problem}`)
}

/**
 * Makes sure that a program is on the path; installs its Debian package where that is possible without asking.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.debianPackage
 * @param {(line: string) => void} options.log
 * @returns {Promise<string>} Its path.
 */
export async function ensureProgram({ name, debianPackage, log }) {
  const present = findOnPath(name)
  if (present !== undefined) return present
  const problem = await installPackages([debianPackage], log)
  const installed = findOnPath(name)
  if (installed === undefined) throw new Error(`${name} is missing; ${problem ?? debianPackage}`)
  return installed
}

/** Where a program of this name is on the path. @param {string} name */
export function findOnPath(name) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))
}

function missingTools() {
  return ['Xvfb', 'xvfb-run', 'xauth'].filter((name) => findOnPath(name) === undefined)
}

/**
 * @param {string} executable
 * @returns {Promise<string[]>} Names of shared libraries.
 */
async function missingLibraries(executable) {
  const { output } = await runProgram('ldd', [executable], { capture: true })
  const names = [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '')
  return [...new Set(names)]
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<string[]>} Those that dpkg does not know as installed, under either name.
 */
async function notInstalled(packages) {
  if (packages.length === 0 || findOnPath('dpkg-query') === undefined) return [...packages]
  const names = packages.flatMap(bothNames)
  const args = ['-W', '-f', '${db:Status-Status} ${Package}\n', ...names]
  const { output } = await runProgram('dpkg-query', args, { capture: true })
  const installed = new Set(
    output.split('\n').flatMap((line) => (line.startsWith('installed ') ? [line.slice(10)] : [])),
  )
  return packages.filter((name) => !bothNames(name).some((either) => installed.has(either)))
}

/**
 * Debian 13 and Ubuntu 24.04 have renamed some libraries: libgtk-3-0 is libgtk-3-0t64 there.
 * @param {string} name
 */
function bothNames(name) {
  return name.startsWith('lib') ? [name, `${name}t64`] : [name]
}

/**
 * @param {readonly string[]} packages
 * @param {(line: string) => void} log
 * @returns {Promise<string | undefined>} A problem, as the beginning of a sentence, and what to type.
 */
async function installPackages(packages, log) {
  const byHand = `run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (findOnPath('apt-get') === undefined) {
    return `this system has no apt-get; install what Debian calls ${packages.join(' ')}`
  }
  const prefix = await rootPrefix()
  if (prefix === undefined) return byHand
  log(`Installing ${packages.length} Debian packages: ${packages.join(' ')} …`)
  const updated = await asRoot(prefix, ['apt-get', 'update', '-qq'])
  if (updated !== 0) log('apt-get update failed; trying with the package lists that are there.')
  const names = await availableNames(packages)
  const installed = await asRoot(prefix, [
    'apt-get',
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    ...names,
  ])
  return installed === 0 ? undefined : `apt-get could not install the packages; ${byHand}`
}

/** @returns {Promise<string[] | undefined>} What to put before a command so that root runs it. */
async function rootPrefix() {
  if (process.getuid?.() === 0) return []
  if (findOnPath('sudo') === undefined) return undefined
  const { code } = await runProgram('sudo', ['-n', 'true'], { capture: true })
  return code === 0 ? ['sudo', '-n'] : undefined
}

/**
 * @param {readonly string[]} prefix
 * @param {readonly string[]} command
 */
async function asRoot(prefix, command) {
  const [program = 'env', ...args] = [
    ...prefix,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    ...command,
  ]
  const { code } = await runProgram(program, args)
  return code
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<string[]>} For each the name that this system's lists have.
 */
async function availableNames(packages) {
  const args = ['policy', ...packages.flatMap(bothNames)]
  const { output } = await runProgram('apt-cache', args, {
    capture: true,
    env: { ...process.env, LC_ALL: 'C' },
  })
  const available = new Set(
    [...output.matchAll(/^(\S+):\n {2}Installed: .*\n {2}Candidate: (?!\(none\))/gm)].map(
      (match) => match[1],
    ),
  )
  return packages.map((name) => bothNames(name).find((either) => available.has(either)) ?? name)
}
