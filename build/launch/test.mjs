// `npm test`: every check and every test; the last line on stdout counts them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJson } from '../runtime/json.mjs'
import { runInForeground } from '../runtime/run-program.mjs'
import { findTool, log, repositoryRoot, runScript } from './repository.mjs'
import { prepareWindow } from './prepare-window.mjs'
import { countPlaywright, countVitest, formatCount, judgeRun, sumCounts } from './test-report.mjs'

const CHECKS = ['typecheck', 'lint', 'lint:layers', 'lint:dead', 'lint:size', 'format:check']

/** @returns {Promise<import('./test-report.mjs').Count>} */
async function runChecks() {
  const counts = []
  for (const name of CHECKS) {
    // One after the other: their output would be mixed up.
    // oxlint-disable-next-line no-await-in-loop
    counts.push(await runCheck(name))
  }
  return sumCounts(counts)
}

/**
 * @param {string} name Of a script in package.json.
 * @returns {Promise<import('./test-report.mjs').Count>}
 */
async function runCheck(name) {
  const code = await runNpmScript(name)
  log(`${code === 0 ? '✓' : '✗'} ${name}`)
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
}

/** @param {string} name Of a script in package.json. */
function runNpmScript(name) {
  const npm = process.env['npm_execpath']
  const args = ['run', '--silent', name]
  const options = { cwd: repositoryRoot }
  return npm?.endsWith('.js')
    ? runInForeground(process.execPath, [npm, ...args], options)
    : runInForeground('npm', args, options)
}

/** @param {string} folder For the report. */
async function runUnitTests(folder) {
  const outputFile = join(folder, 'unit.json')
  const vitest = findTool('vitest/vitest.mjs')
  if (vitest === undefined) throw new Error('vitest is not installed: run npm ci')
  const args = [vitest, 'run', '--config', 'build/vitest.config.ts', '--reporter=default']
  const code = await runInForeground(
    process.execPath,
    [...args, '--reporter=json', `--outputFile=${outputFile}`],
    { cwd: repositoryRoot },
  )
  return judgeRun('unit', countVitest(readJson(outputFile)), code)
}

/** @param {string} folder For the report. */
async function runEndToEndTests(folder) {
  const outputFile = join(folder, 'e2e.json')
  const script = join(repositoryRoot, 'build', 'launch', 'e2e.mjs')
  const code = await runInForeground(process.execPath, [script, '--reporter=list,json'], {
    cwd: repositoryRoot,
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: outputFile },
  })
  return judgeRun('end-to-end', countPlaywright(readJson(outputFile)), code)
}

/** @param {string} folder For the report. */
async function runPackageTests(folder) {
  const outputFile = join(folder, 'package.json')
  const script = join(repositoryRoot, 'build', 'launch', 'package-test.mjs')
  const code = await runInForeground(process.execPath, [script, '--reporter=list,json'], {
    cwd: repositoryRoot,
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: outputFile },
  })
  return judgeRun('package', countPlaywright(readJson(outputFile)), code)
}

await runScript(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'))
  try {
    // Before anything is counted: the tests of real processes need what is installed here too.
    await prepareWindow('tests')
    const checks = await runChecks()
    const unit = await runUnitTests(folder)
    const planted = await runCheck('planted:simulation')
    const endToEnd = await runEndToEndTests(folder)
    const plantedInWindow = await runCheck('planted:window')
    const packages = await runPackageTests(folder)
    for (const { problem } of [unit, endToEnd, packages]) if (problem !== undefined) log(problem)
    const counts = [checks, unit.count, planted, endToEnd.count, plantedInWindow, packages.count]
    const total = sumCounts(counts)
    process.stdout.write(`${formatCount(total)}\n`)
    return total.failed === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
