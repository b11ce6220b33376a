// Bugs that are put into production code as it is loaded, to see whether the simulation finds them. The files
// themselves are never touched.

import { readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listField, numberField, readJson, textField } from '../runtime/json.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'shared/simulation/planted')

/**
 * @typedef {object} Edit
 * @property {string} find What stands there, exactly and once.
 * @property {string} replace What stands there instead.
 * @property {string} [file] Another production file than that of the bug.
 */
/**
 * @typedef {object} PlantedBug
 * @property {string} name
 * @property {string} what What the bug does, in a sentence.
 * @property {string} file The production file, from the root of the repository.
 * @property {readonly Edit[]} edits
 * @property {number} seed The seed that finds it.
 */

/** @returns {readonly PlantedBug[]} All bugs, by name. */
export function readPlanted() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map(readBug)
}

/**
 * @param {string} fileName
 * @returns {PlantedBug}
 */
function readBug(fileName) {
  const value = readJson(join(folder, fileName))
  const [what, file] = [textField(value, 'what'), textField(value, 'file')]
  const edits = listField(value, 'edits').map((edit) => ({
    find: textField(edit, 'find') ?? '',
    replace: textField(edit, 'replace') ?? '',
    ...fileOf(edit),
  }))
  const seed = numberField(value, 'seed')
  if (what === undefined || file === undefined || seed === undefined || edits.length === 0) {
    throw new Error(`${fileName} is no planted bug`)
  }
  return { name: basename(fileName, '.json'), what, file, edits, seed }
}

/**
 * @param {unknown} edit
 * @returns {{ file?: string }}
 */
function fileOf(edit) {
  const file = textField(edit, 'file')
  return file === undefined ? {} : { file }
}

/**
 * @param {string} name
 * @returns {PlantedBug}
 */
export function findPlanted(name) {
  const bugs = readPlanted()
  const bug = bugs.find((other) => other.name === name)
  if (bug) return bug
  const names = bugs.map((other) => other.name).join(', ')
  throw new Error(`There is no planted bug ${name}. There are: ${names}.`)
}

/**
 * Writes down the seed that finds a bug.
 *
 * @param {PlantedBug} bug
 * @param {number} seed
 */
export function recordSeed({ name, ...bug }, seed) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ ...bug, seed }, null, 2)}\n`)
}

/**
 * Puts a bug into the file that it belongs to. Fails when the file does not have the text, or has it twice:
 * then the production code has changed, and the bug has to be planted anew.
 *
 * @param {Pick<PlantedBug, 'name' | 'file' | 'edits'>} bug
 * @returns {import('vite').Plugin}
 */
export function plantedPlugin({ name, file, edits }) {
  const files = new Set(edits.map((edit) => edit.file ?? file))
  return {
    name: `planted-${name}`,
    enforce: 'pre',
    transform(code, id) {
      const here = [...files].find((each) => id === join(root, each))
      if (here === undefined) return null
      files.delete(here)
      const own = edits.filter((edit) => (edit.file ?? file) === here)
      return { code: own.reduce((text, edit) => editText(name, text, edit), code), map: null }
    },
    buildEnd(error) {
      const [left] = files
      if (!error && left !== undefined)
        throw new Error(`${name}: ${left} is no part of what was built`)
    },
  }
}

/**
 * @param {string} name Of the bug.
 * @param {string} text
 * @param {Edit} edit
 */
function editText(name, text, { find, replace }) {
  const places = text.split(find).length - 1
  if (places !== 1)
    throw new Error(`${name}: the text to replace is there ${places} times: ${find}`)
  return text.replace(find, () => replace)
}
