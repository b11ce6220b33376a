// `npm run planted:window`: builds the application once for each recorded defect of its window, puts the defect in,
// and runs the one test that guards against it. Fails when that test stays green, or goes red for another reason.
// `-- --only E3` takes those whose names hold this.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../launch/ensure-built.mjs'
import { log, repositoryRoot, runScript } from '../launch/repository.mjs'
import { readJson } from '../runtime/json.mjs'
import { runProgram } from '../runtime/run-program.mjs'
import { buildDefect } from './build-defect.mjs'
import { judge, readDefects } from './window-defects.mjs'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })

await runScript(async () => {
  const defects = readDefects().filter(({ name }) => name.includes(values.only))
  await ensureBuilt()
  // Below the repository, where the application finds its packages; a name of its own for each run.
  mkdirSync(join(repositoryRoot, 'out'), { recursive: true })
  const built = mkdtempSync(join(repositoryRoot, 'out', 'planted-'))
  const reports = mkdtempSync(join(tmpdir(), 'parley-planted-'))
  try {
    for (const defect of defects) {
      // One after the other: each build takes all cores.
      // oxlint-disable-next-line no-await-in-loop
      await buildDefect(defect, join(built, defect.name))
    }
    const report = join(reports, 'report.json')
    const runner = join(repositoryRoot, 'build', 'launch', 'e2e.mjs')
    await runProgram(process.execPath, [runner, '--config', 'e2e/planted.config.ts'], {
      cwd: repositoryRoot,
      // Failures are what is wanted: they are judged, not shown.
      capture: true,
      env: { ...process.env, PARLEY_PLANTED: built, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    })
    const verdicts = judge(defects, readJson(report))
    for (const { name, isFound, what } of verdicts) log(`${isFound ? '✓' : '✗'} ${name}: ${what}`)
    const found = verdicts.filter(({ isFound }) => isFound).length
    log(`${found} of ${defects.length} planted defects of the window found`)
    return found === defects.length ? 0 : 1
  } finally {
    rmSync(built, { recursive: true, force: true })
    rmSync(reports, { recursive: true, force: true })
  }
})
