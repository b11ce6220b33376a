// `node build/release/gate.mjs [--tag v1.2.3]`: whether a release may be built from what is here. The release workflow
// asks it first. Exit code 0 when it may, otherwise 1 with a sentence for each reason.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { log, repositoryRoot, runScript } from '../launch/repository.mjs'
import { ensureElectronRuntime } from '../runtime/electron-runtime.mjs'
import { field, readJson, textField } from '../runtime/json.mjs'
import { runProgram } from '../runtime/run-program.mjs'
import { MINIMUMS } from './minimums.mjs'
import { problemsOf } from './problems.mjs'

const { values } = parseArgs({ options: { tag: { type: 'string' } } })

const QUESTION = 'JSON.stringify(process.versions)'

/**
 * @param {string} executable Of Electron.
 * @returns {Promise<{ electron: string, node: string, chromium: string }>}
 */
async function versionsOf(executable) {
  const { code, output } = await runProgram(executable, ['-p', QUESTION], {
    capture: true,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  })
  const line = output.split('\n').find((text) => text.startsWith('{'))
  if (code !== 0 || line === undefined) {
    throw new Error(`${executable} does not say which versions it has: ${output.trim()}`)
  }
  /** @type {unknown} */
  const versions = JSON.parse(line)
  const of = (/** @type {string} */ name) => textField(versions, name) ?? 'unknown'
  return { electron: of('electron'), node: of('node'), chromium: of('chrome') }
}

await runScript(async () => {
  const manifest = readJson(join(repositoryRoot, 'package.json'))
  const runtime = await ensureElectronRuntime({ log })
  const facts = {
    version: textField(manifest, 'version') ?? '',
    tag: values.tag ?? null,
    pinned: textField(field(manifest, 'devDependencies'), 'electron') ?? 'nothing',
    kind: runtime.kind,
    runtime: await versionsOf(runtime.executable),
    changelog: readFileSync(join(repositoryRoot, 'CHANGELOG.md'), 'utf8'),
  }
  const { electron, node, chromium } = facts.runtime
  log(`Electron ${electron} with Node ${node} and Chromium ${chromium}, ${facts.kind}.`)
  const problems = problemsOf(facts, MINIMUMS)
  for (const problem of problems) log(problem)
  return problems.length === 0 ? 0 : 1
})
