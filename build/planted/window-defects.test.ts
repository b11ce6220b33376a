import { expect, test } from 'vitest'
import { judge, readDefects } from './window-defects.mjs'

const defect = { name: 'E0', what: 'x', edits: [], test: '[E0] holds', failure: 'Received: true' }

/** A report of one run of the defect's test. */
function report(status: string, message: string, project = 'E0') {
  const results = [{ status, errors: message === '' ? [] : [{ message }] }]
  const specs = [{ tests: [{ projectName: project, results }] }]
  return { suites: [{ suites: [{ specs }] }] }
}

test.each([
  ['is found when its test fails as it should', report('failed', 'Received: \u001b[31mtrue'), true],
  ['is not found when its test is green', report('passed', ''), false],
  ['is not found when its test fails for another reason', report('failed', 'no window'), false],
  ['is not found when its test did not run', report('failed', 'Received: true', 'E1'), false],
  ['is not found without a report', undefined, false],
])('a defect %s', (_, value, isFound) => {
  expect(judge([defect], value)).toMatchObject([{ name: 'E0', isFound }])
})

test('every demand that has tests has a defect', () => {
  const numbers = readDefects().flatMap(({ name }) => /^E\d+/.exec(name)?.[0] ?? [])

  expect([...new Set(numbers)].toSorted()).toEqual(
    ['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8', 'E11', 'E12'].toSorted(),
  )
})
