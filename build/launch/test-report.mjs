// Counts what the two test runners report. No I/O.
import { field, listField, numberField, textField } from '../runtime/json.mjs'

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * Adds up.
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function sumCounts(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}

/**
 * Counts the tests in a report of vitest's json reporter. A test file that could not be loaded is
 * one failure, since none of its tests is in the report.
 * @param {unknown} report
 * @returns {Count | undefined} Undefined when this is no such report.
 */
export function countVitest(report) {
  const passed = numberField(report, 'numPassedTests')
  const failed = numberField(report, 'numFailedTests')
  if (passed === undefined || failed === undefined) return undefined
  const skipped =
    (numberField(report, 'numPendingTests') ?? 0) + (numberField(report, 'numTodoTests') ?? 0)
  const files = listField(report, 'testResults')
  const unloadable = files.filter(
    (file) =>
      textField(file, 'status') === 'failed' &&
      !listField(file, 'assertionResults').some((test) => textField(test, 'status') === 'failed'),
  )
  return { passed, failed: failed + unloadable.length, skipped }
}

/**
 * Counts the tests in a report of Playwright's json reporter. A test that passed only when it was
 * repeated has failed; an error outside the tests is one failure each.
 * @param {unknown} report
 * @returns {Count | undefined} Undefined when this is no such report.
 */
export function countPlaywright(report) {
  const stats = field(report, 'stats')
  const expected = numberField(stats, 'expected')
  const unexpected = numberField(stats, 'unexpected')
  if (expected === undefined || unexpected === undefined) return undefined
  const flaky = numberField(stats, 'flaky') ?? 0
  return {
    passed: expected,
    failed: unexpected + flaky + listField(report, 'errors').length,
    skipped: numberField(stats, 'skipped') ?? 0,
  }
}

/**
 * What one runner's run adds to the result. A runner that reports nothing, runs nothing, or ends
 * badly without saying which test failed adds a failure of its own.
 * @param {string} runner For the sentence.
 * @param {Count | undefined} count From its report.
 * @param {number} exitCode
 * @returns {{ count: Count, problem: string | undefined }}
 */
export function judgeRun(runner, count, exitCode) {
  const problem = findProblem(runner, count, exitCode)
  const counted = count ?? { passed: 0, failed: 0, skipped: 0 }
  if (problem === undefined) return { count: counted, problem }
  return { count: { ...counted, failed: counted.failed + 1 }, problem }
}

/**
 * @param {string} runner
 * @param {Count | undefined} count
 * @param {number} exitCode
 */
function findProblem(runner, count, exitCode) {
  if (!count) return `The ${runner} tests left no report (exit code ${exitCode}).`
  if (count.failed > 0) return undefined
  if (count.passed === 0) return `Not one of the ${runner} tests ran.`
  if (exitCode !== 0)
    return `The ${runner} tests passed, but their runner ended with code ${exitCode}.`
  return undefined
}

/**
 * The last line of `npm test`.
 * @param {Count} count
 */
export function formatCount({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
