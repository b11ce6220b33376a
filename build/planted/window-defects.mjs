// The recorded defects of the window, and what a run says about them.

import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { repositoryRoot } from '../launch/repository.mjs'
import { listField, readJson, textField } from '../runtime/json.mjs'

/** Characters of a failure that are shown. */
const MAX_SHOWN = 600

const folder = join(repositoryRoot, 'e2e/planted')

/**
 * @typedef {object} Defect
 * @property {string} name
 * @property {string} what What the defect does, in a sentence.
 * @property {readonly { file: string, find: string, replace: string }[]} edits What stands in a file, exactly and
 * once, and what stands there instead.
 * @property {string} test The title of the test that goes red.
 * @property {string} failure What its failure says: another failure does not count.
 */

/** @returns {readonly Defect[]} All defects, by name. */
export function readDefects() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map(readDefect)
}

/**
 * @param {string} fileName
 * @returns {Defect}
 */
function readDefect(fileName) {
  const value = readJson(join(folder, fileName))
  const [what, test] = [textField(value, 'what'), textField(value, 'test')]
  const [spec, failure] = [textField(value, 'spec'), textField(value, 'failure')]
  const edits = listField(value, 'edits').map((edit) => ({
    file: textField(edit, 'file') ?? '',
    find: textField(edit, 'find') ?? '',
    replace: textField(edit, 'replace') ?? '',
  }))
  if (!what || !test || !spec || !failure || edits.length === 0) {
    throw new Error(`${fileName} is no planted defect`)
  }
  return { name: basename(fileName, '.json'), what, edits, test, failure }
}

/**
 * Whether each defect was found: its test ran, failed, and said what it should.
 * @param {readonly Defect[]} defects
 * @param {unknown} report Of Playwright's json reporter, one project for each defect.
 * @returns {readonly { name: string, isFound: boolean, what: string }[]}
 */
export function judge(defects, report) {
  const runs = runsIn(report)
  return defects.map(({ name, test, failure }) => {
    const run = runs.find(({ project }) => project === name)
    if (!run) return { name, isFound: false, what: `the test did not run: ${test}` }
    if (run.isPassed) return { name, isFound: false, what: `the test stays green: ${test}` }
    const isMeant = run.messages.some((message) => message.includes(failure))
    return isMeant
      ? { name, isFound: true, what: test }
      : {
          name,
          isFound: false,
          what: `red for another reason: ${run.messages.join(' / ').slice(0, MAX_SHOWN)}`,
        }
  })
}

/**
 * @param {unknown} suite
 * @returns {readonly { project: string | undefined, isPassed: boolean, messages: readonly string[] }[]}
 */
function runsIn(suite) {
  const own = listField(suite, 'specs')
    .flatMap((spec) => listField(spec, 'tests'))
    .map((test) => {
      const results = listField(test, 'results')
      const errors = results.flatMap((result) => listField(result, 'errors'))
      return {
        project: textField(test, 'projectName'),
        isPassed: results.every((result) => textField(result, 'status') === 'passed'),
        messages: errors.map((error) => withoutColours(textField(error, 'message') ?? '')),
      }
    })
  return [...own, ...listField(suite, 'suites').flatMap(runsIn)]
}

/** @param {string} text */
function withoutColours(text) {
  // oxlint-disable-next-line no-control-regex -- that is what a colour begins with
  return text.replace(/\u001b\[[\d;]*m/g, '')
}
