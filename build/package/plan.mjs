// Which packages can be made on this machine, and how electron-builder is to be called for them. No I/O.

/**
 * @typedef {'linux' | 'win' | 'mac'} Os As in the names of packages.
 *
 * @typedef {object} Wish
 * @property {string | undefined} os An Os, if it is right; undefined: this machine's.
 * @property {boolean} isDevelopment Quick to make, marked, for this machine only; always so without the pinned Electron.
 * @property {boolean} isUnpackedOnly
 * @property {boolean} isSnapOnly
 * @property {boolean} isUnderTest The build that Playwright can drive.
 * @property {string} version Of the application.
 *
 * @typedef {object} Machine
 * @property {import('../runtime/electron-runtime.mjs').ElectronRuntime} runtime
 * @property {string} platform As Node names it.
 * @property {string} arch As Node names it.
 * @property {boolean} hasDpkg Whether Debian's dpkg-deb is there.
 * @property {boolean} hasSnapcraft
 *
 * @typedef {object} Plan
 * @property {Os} os
 * @property {string} prebuilds What the binaries of add-ons for this platform are called after.
 * @property {string} output Folder below the repository.
 * @property {boolean} isDevelopment Not to be given to anybody.
 * @property {readonly (readonly string[])[]} runs Arguments of electron-builder, one call after the other.
 * @property {readonly string[]} notBuilt What is left out and why, a sentence each.
 */

/** @type {ReadonlyMap<string, Os>} */
const OS = new Map([
  ['linux', 'linux'],
  ['win32', 'win'],
  ['darwin', 'mac'],
])
const PREBUILDS = { linux: 'linux', win: 'win32', mac: 'darwin' }
const NAMES = { linux: 'Linux', win: 'Windows', mac: 'macOS' }
/** In the version of a development build: it sorts before the release, so that this replaces it. */
const DEVELOPMENT = 'development'

const NEEDS_INTERNET =
  'Not built: AppImage, snap and packages of other platforms need tools and runtimes from the internet.'
const NEEDS_SNAPCRAFT =
  'A snap is made on Linux, by snapcraft and LXD: sudo snap install snapcraft --classic && sudo snap install lxd'
const SNAP_APART = 'Not built: the snap of this processor, which `npm run package -- --snap` makes.'
const NEEDS_DPKG = 'Not built: a deb needs dpkg-deb, which this system does not have.'

/**
 * @param {Wish} wish
 * @param {Machine} machine
 * @returns {Plan} Throws, in a sentence, for what cannot be built here.
 */
export function planPackages(wish, machine) {
  const isDevelopment = wish.isDevelopment || machine.runtime.kind !== 'official'
  const os = chooseOs(wish.os, OS.get(machine.platform), isDevelopment)
  const output = wish.isUnderTest ? 'dist/under-test' : 'dist'
  const common = [
    `-c.directories.output=${output}`,
    ...(wish.isUnderTest ? ['-c.electronFuses.enableNodeCliInspectArguments=true'] : []),
    ...(isDevelopment ? developmentArguments(machine.runtime, wish.version) : []),
  ]
  const single = singleTarget(wish, os, machine)
  const runs = single
    ? [[`--${os}`, single, `--${machine.arch}`]]
    : packageRuns(os, isDevelopment, machine)
  return {
    os,
    prebuilds: PREBUILDS[os],
    output,
    isDevelopment,
    runs: runs.map((args) => [...args, ...common]),
    notBuilt: single ? [] : leftOut(os, isDevelopment, machine),
  }
}

/**
 * @param {Wish} wish
 * @param {Os} os
 * @param {Machine} machine
 * @returns {'dir' | 'snap' | null} What alone is wanted, for this processor. A snap is made in a container of its kind.
 */
function singleTarget(wish, os, { hasSnapcraft }) {
  if (wish.isUnpackedOnly || wish.isUnderTest) return 'dir'
  if (!wish.isSnapOnly) return null
  if (os !== 'linux' || !hasSnapcraft) throw new Error(NEEDS_SNAPCRAFT)
  return 'snap'
}

/**
 * @param {string | undefined} wanted
 * @param {Os | undefined} own This machine's.
 * @param {boolean} isDevelopment
 * @returns {Os}
 */
function chooseOs(wanted, own, isDevelopment) {
  const os = wanted === undefined ? own : [...OS.values()].find((name) => name === wanted)
  if (os === undefined) {
    throw new Error(`There are no packages for ${wanted ?? 'this platform'}: linux, win or mac.`)
  }
  if (os === 'mac' && own !== 'mac') {
    throw new Error('Packages for macOS can be made on macOS only.')
  }
  if (isDevelopment && os !== own) {
    throw new Error(
      `Packages for ${NAMES[os]} need Electron for ${NAMES[os]}, which cannot be downloaded here. What can be made here: npm run package`,
    )
  }
  return os
}

/**
 * @param {Machine['runtime']} runtime
 * @param {string} version
 * @returns {readonly string[]}
 */
function developmentArguments(runtime, version) {
  return [
    `-c.electronDist=${runtime.distPath}`,
    `-c.electronVersion=${runtime.version}`,
    `-c.extraMetadata.version=${version}-${DEVELOPMENT}`,
    // Nobody downloads them.
    '-c.compression=store',
    '-c.deb.compression=zst',
    '-c.snapcraft.core24.grade=devel',
  ]
}

/**
 * The debs come last, from what the others have left: electron-builder adds a file to that folder for them, which must
 * not find its way into archives that are made at the same time. A development build has a zip as well, the format of
 * Windows and macOS, and leaves out what needs the internet.
 * @param {Os} os
 * @param {boolean} isDevelopment
 * @param {Machine} machine
 * @returns {readonly (readonly string[])[]}
 */
function packageRuns(os, isDevelopment, { arch, hasDpkg }) {
  if (os !== 'linux') return isDevelopment ? [[`--${os}`, 'zip', `--${arch}`]] : [[`--${os}`]]
  const archs = isDevelopment ? [arch] : ['x64', 'arm64']
  const targets = isDevelopment ? ['tar.gz', 'zip'] : ['AppImage', 'tar.gz']
  const debs = archs.map((name) => {
    const folder = name === 'x64' ? 'linux-unpacked' : `linux-${name}-unpacked`
    return ['--linux', 'deb', `--${name}`, `--prepackaged=dist/${folder}`]
  })
  return [['--linux', ...targets, ...archs.map((name) => `--${name}`)], ...(hasDpkg ? debs : [])]
}

/**
 * @param {Os} os
 * @param {boolean} isDevelopment
 * @param {Machine} machine
 * @returns {readonly string[]}
 */
function leftOut(os, isDevelopment, { hasDpkg }) {
  return [
    ...(os === 'linux' && !hasDpkg ? [NEEDS_DPKG] : []),
    ...(isDevelopment ? [NEEDS_INTERNET] : []),
    ...(os === 'linux' && !isDevelopment ? [SNAP_APART] : []),
  ]
}
