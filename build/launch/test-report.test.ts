import { describe, expect, it } from 'vitest'
import { countPlaywright, countVitest, formatCount, judgeRun, sumCounts } from './test-report.mjs'

describe('countVitest', () => {
  it('counts tests, and takes pending and todo ones for skipped', () => {
    const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }

    expect(countVitest(report)).toEqual({ passed: 5, failed: 1, skipped: 3 })
  })

  it('counts a file that could not be loaded as one failure', () => {
    const report = {
      numPassedTests: 2,
      numFailedTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    }

    expect(countVitest(report)).toEqual({ passed: 2, failed: 2, skipped: 0 })
  })

  it.each([undefined, null, 'text', {}, { numPassedTests: 'many' }])('refuses %j', (report) => {
    expect(countVitest(report)).toBeUndefined()
  })
})

describe('countPlaywright', () => {
  it('counts a test that passed only when repeated, and an error outside the tests, as failed', () => {
    const report = {
      stats: { expected: 3, unexpected: 1, flaky: 2, skipped: 4 },
      errors: [{ message: 'the global set-up failed' }],
    }

    expect(countPlaywright(report)).toEqual({ passed: 3, failed: 4, skipped: 4 })
  })

  it.each([undefined, null, {}, { stats: {} }])('refuses %j', (report) => {
    expect(countPlaywright(report)).toBeUndefined()
  })
})

describe('judgeRun', () => {
  const passed = { passed: 2, failed: 0, skipped: 0 }

  it('takes a good run as it is', () => {
    expect(judgeRun('unit', passed, 0)).toEqual({ count: passed, problem: undefined })
  })

  it('adds nothing to a run that reports its failures', () => {
    const failed = { passed: 2, failed: 1, skipped: 0 }

    expect(judgeRun('unit', failed, 1)).toEqual({ count: failed, problem: undefined })
  })

  it.each([
    ['no report', undefined, 0],
    ['no test', { passed: 0, failed: 0, skipped: 0 }, 0],
    ['only skipped tests', { passed: 0, failed: 0, skipped: 3 }, 0],
    ['a bad end after good tests', passed, 1],
  ])('adds one failure for %s', (_, count, exitCode) => {
    const judged = judgeRun('end-to-end', count, exitCode)

    expect(judged.count).toEqual({ passed: 0, skipped: 0, ...count, failed: 1 })
    expect(judged.problem).toContain('end-to-end')
  })
})

describe('formatCount', () => {
  it('names skipped tests only when there are some', () => {
    const total = sumCounts([
      { passed: 2, failed: 0, skipped: 0 },
      { passed: 3, failed: 1, skipped: 0 },
    ])

    expect(formatCount(total)).toBe('5 passed, 1 failed')
    expect(formatCount({ ...total, skipped: 2 })).toBe('5 passed, 1 failed, 2 skipped')
  })
})
