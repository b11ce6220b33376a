// What a deb needs besides the files of the application. https://www.debian.org/doc/debian-policy/
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {object} Control
 * @property {string} name
 * @property {string} version
 * @property {string} architecture Debian's name for it.
 * @property {string} maintainer `NAME <ADDRESS>`.
 * @property {string} section
 * @property {string} priority
 * @property {string} homepage
 * @property {string} description The first line is the synopsis.
 * @property {readonly string[]} depends Each may name alternatives.
 * @property {readonly string[]} recommends
 */

/** Characters of a line in a description. */
const WIDTH = 78
/** Chromium's helper for systems without user namespaces: set-uid root, as Chromium's own packages have it. */
const SET_UID = 0o4755

/**
 * Gives every file the mode it is to have when installed, whatever the umask of whoever builds.
 * @param {string} root
 * @param {string} setUid The one file that runs as root, as installed.
 */
export function setModes(root, setUid) {
  chmodSync(root, 0o755)
  for (const { path, isFolder, mode } of entriesBelow(root)) {
    const isProgram = isFolder || (mode & 0o100) !== 0
    chmodSync(join(root, path), isProgram ? 0o755 : 0o644)
  }
  if (existsSync(join(root, setUid))) chmodSync(join(root, setUid), SET_UID)
}

/**
 * Writes DEBIAN/control and DEBIAN/md5sums for all that lies below.
 * @param {string} root
 * @param {Control} control
 */
export function writeControlFiles(root, control) {
  const files = entriesBelow(root).filter(({ isFolder }) => !isFolder)
  const sums = files.map(({ path }) => {
    const sum = createHash('md5')
      .update(readFileSync(join(root, path)))
      .digest('hex')
    return `${sum}  ${path}\n`
  })
  const bytes = files.reduce((total, { size }) => total + size, 0)
  mkdirSync(join(root, 'DEBIAN'))
  chmodSync(join(root, 'DEBIAN'), 0o755)
  writeFile(join(root, 'DEBIAN', 'control'), controlFile(control, bytes))
  writeFile(join(root, 'DEBIAN', 'md5sums'), sums.join(''))
}

/**
 * @param {Control} control
 * @param {number} bytes Of all files.
 * @returns {string}
 */
export function controlFile(control, bytes) {
  const fields = [
    ['Package', control.name],
    ['Version', control.version],
    ['Architecture', control.architecture],
    ['Maintainer', control.maintainer],
    ['Installed-Size', String(Math.ceil(bytes / 1_024))],
    ['Depends', control.depends.join(', ')],
    ['Recommends', control.recommends.join(', ')],
    ['Section', control.section],
    ['Priority', control.priority],
    ['Homepage', control.homepage],
  ]
  const lines = fields
    .filter(([, value]) => value !== '')
    .map(([name, value]) => {
      if (value?.includes('\n')) throw new Error(`${name} is more than one line`)
      return `${name}: ${value}`
    })
  const [synopsis = '', ...long] = control.description.split('\n')
  const paragraphs = long.flatMap((line) => wrap(line.trim())).map((line) => ` ${line}`)
  return [...lines, `Description: ${synopsis}`, ...paragraphs, ''].join('\n')
}

/**
 * @param {string} text
 * @returns {readonly string[]} A blank line is a dot.
 */
function wrap(text) {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + 1 + word.length > WIDTH) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.map((line) => (line === '' ? '.' : line))
}

/**
 * Files and folders, not links.
 * @param {string} root
 * @returns {readonly { path: string, isFolder: boolean, size: number, mode: number }[]} Paths below the root, sorted.
 */
function entriesBelow(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => {
      const absolute = join(entry.parentPath, entry.name)
      const { size, mode } = lstatSync(absolute)
      return { path: absolute.slice(root.length + 1), isFolder: entry.isDirectory(), size, mode }
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * @param {string} path
 * @param {string} content
 */
function writeFile(path, content) {
  writeFileSync(path, content)
  chmodSync(path, 0o644)
}
