// `npm run bench`: measures the real headless server under load, and the window, on this machine.
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../launch/ensure-built.mjs'
import { log, repositoryRoot, runScript } from '../launch/repository.mjs'
import { toLine } from './report.mjs'
import { SCENARIOS } from './scenarios.mjs'

const USAGE = `Usage: npm run bench -- [--only A,B,C,D,E,F,G,H,I,S] [--quick] [--json FILE] [--server FILE] [--profile DIR]

--only     the scenarios to measure; default: all
--quick    shorter, for a first impression
--json     writes the figures to a file
--server   measures another build of the terminal program, to compare
--profile  writes a CPU profile of each server to a folder
`

const OPTIONS = /** @type {const} */ ({
  only: { type: 'string' },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  server: { type: 'string' },
  profile: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
})

/** @returns {Promise<number>} 1 when a message was lost, doubled or out of order, or nothing could be measured. */
async function bench() {
  const { values } = parseArgs({ options: OPTIONS })
  const names = values.only?.toUpperCase().split(',') ?? Object.keys(SCENARIOS)
  const unknown = names.filter((name) => !(name in SCENARIOS))
  if (values.help || unknown.length > 0) {
    process.stdout.write(USAGE)
    return values.help ? 0 : 2
  }
  const file = values.server
    ? resolve(values.server)
    : join(repositoryRoot, 'out/terminal/parley.js')
  if (!values.server) await ensureBuilt(['terminal'])
  const nodeArgs = values.profile ? ['--cpu-prof', '--cpu-prof-dir', resolve(values.profile)] : []
  const setting = { program: { file, nodeArgs }, isQuick: values.quick }
  console.log(
    `${describeMachine()}\nLatency includes the load generator's own. Goals are for the server with storage.\nFigures count only where other programs used almost nothing.`,
  )
  const results = []
  for (const name of names) {
    // One after the other: they would share the cores.
    // oxlint-disable-next-line no-await-in-loop
    results.push(await measure(name, setting))
  }
  if (values.json) {
    const report = { machine: describeMachine(), isQuick: values.quick, results }
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
  }
  return results.every(({ problem }) => problem === null) ? 0 : 1
}

/**
 * @param {string} name
 * @param {import('./scenarios.mjs').Setting} setting
 */
async function measure(name, setting) {
  const scenario = SCENARIOS[name]
  if (!scenario) throw new Error(`no scenario ${name}`)
  console.log(`\n${name}  ${scenario.title}`)
  try {
    const figures = await scenario.measure(setting)
    for (const figure of figures) console.log(toLine(figure))
    console.log(`  PASSED: ${scenario.claim}`)
    return { name, problem: null, figures }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    console.log(`  FAILED: ${problem}`)
    return { name, problem, figures: [] }
  }
}

function describeMachine() {
  const [load = 0] = loadavg()
  const [processor] = cpus()
  return `${cpus().length} × ${processor?.model ?? 'unknown'}, Node ${process.version}, load ${load.toFixed(1)}`
}

process.on('SIGINT', () => {
  log('Interrupted.')
  process.exit(130)
})
await runScript(bench)
