// What speaks against a release. No I/O.

/**
 * @typedef {object} ReleaseFacts
 * @property {string} version Of package.json.
 * @property {string | null} tag Null where none was given.
 * @property {string} pinned What package.json asks for of Electron.
 * @property {string} kind Where the runtime comes from, see build/runtime/electron-runtime.mjs.
 * @property {{ electron: string, node: string, chromium: string }} runtime What the runtime says of itself.
 * @property {string} changelog
 *
 * @typedef {Record<'electron' | 'node' | 'chromium', { version: string, reason: string }>} Minimums
 */

/**
 * @param {ReleaseFacts} facts
 * @param {Minimums} minimums
 * @returns {readonly string[]} A sentence each; none when the release may be built.
 */
export function problemsOf(facts, minimums) {
  const { version, tag, pinned, kind, runtime, changelog } = facts
  const problems = []
  if (tag !== null && tag !== `v${version}`) {
    problems.push(`The tag is ${tag}, and package.json says ${version}: it would be v${version}.`)
  }
  const headings = [`## ${version}`, `## [${version}]`]
  if (!changelog.split('\n').some((line) => headings.includes(line.split(' - ')[0] ?? ''))) {
    problems.push(`CHANGELOG.md has no section ${version}.`)
  }
  if (!/^\d+\.\d+\.\d+$/.test(pinned)) {
    problems.push(`package.json pins no version of Electron: ${pinned}.`)
  }
  if (kind !== 'official' || runtime.electron !== pinned) {
    problems.push(
      `The runtime is Electron ${runtime.electron} (${kind}): a release has the official ${pinned}.`,
    )
  }
  for (const name of /** @type {const} */ (['electron', 'node', 'chromium'])) {
    const { version: minimum, reason } = minimums[name]
    if (compareVersions(runtime[name], minimum) < 0) {
      problems.push(`${name} is ${runtime[name]}, below ${minimum}. ${reason}`)
    }
  }
  return problems
}

/**
 * @param {string} left Numbers with dots between.
 * @param {string} right
 * @returns {number} Below 0 when left is older. What is no version is older than everything.
 */
export function compareVersions(left, right) {
  const [one, other] = [left, right].map((version) =>
    /^\d+(\.\d+)*$/.test(version) ? version.split('.').map(Number) : [-1],
  )
  const parts = Math.max(one?.length ?? 0, other?.length ?? 0)
  for (let index = 0; index < parts; index++) {
    const difference = (one?.[index] ?? 0) - (other?.[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The packages of a release, without the version: each that is missing is a platform without Parley. */
const PACKAGES = ['x64', 'arm64'].flatMap((arch) => [
  ...linuxNames(arch),
  `win-${arch}-setup.exe`,
  `win-${arch}.zip`,
  `mac-${arch}.dmg`,
  `mac-${arch}.zip`,
])

/** @param {string} arch Each kind of package has names of its own for the processors. */
function linuxNames(arch) {
  const isArm = arch === 'arm64'
  return [
    `linux-${isArm ? 'arm64' : 'x86_64'}.AppImage`,
    `linux-${isArm ? 'arm64' : 'amd64'}.deb`,
    `linux-${arch}.tar.gz`,
    `linux-${isArm ? 'arm64' : 'amd64'}.snap`,
  ]
}

/**
 * @param {readonly string[]} names Of files.
 * @param {string} version
 * @returns {readonly string[]} The packages that are missing, and the files that nobody expects.
 */
export function wrongPackages(names, version) {
  const expected = PACKAGES.map((name) => `Parley-${version}-${name}`)
  return [
    ...expected.filter((name) => !names.includes(name)).map((name) => `${name} is missing`),
    ...names.filter((name) => !expected.includes(name)).map((name) => `${name} is no package`),
  ]
}
