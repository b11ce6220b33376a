// `npm run chaos`: real hosts and members are killed at random moments; nothing that was acknowledged may be
// lost, doubled or out of order.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../launch/ensure-built.mjs'
import { log, runScript } from '../launch/repository.mjs'
import { Campaign } from './campaign.mjs'
import { Chance } from './chance.mjs'
import { findFreePort } from './free-port.mjs'
import { copyProgram } from './program-copy.mjs'
import { Record } from './record.mjs'

const USAGE = `Usage: npm run chaos -- [--rounds N] [--clients N] [--seed N] [--program FILE]

--rounds   how often the host is ended and started again; default: 500
--clients  how many write; default: 20
--seed     chooses what happens; the moments differ from run to run all the same
--program  another build of the terminal program
`

const OPTIONS = /** @type {const} */ ({
  rounds: { type: 'string', default: '500' },
  clients: { type: 'string', default: '20' },
  seed: { type: 'string' },
  program: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
})

/** Rounds between two lines that say how far it is. */
const PROGRESS_ROUNDS = 25

/** @returns {Promise<number>} 1 when anything was lost, doubled or out of order. */
async function chaos() {
  const { values } = parseArgs({ options: OPTIONS })
  const seed = Number(values.seed ?? Date.now() % 1_000_000)
  const counts = { rounds: Number(values.rounds), clients: Number(values.clients) }
  const isSound = [seed, counts.rounds, counts.clients].every((count) => Number.isInteger(count))
  if (values.help || !isSound || counts.clients < 1) {
    process.stdout.write(USAGE)
    return values.help ? 0 : 2
  }
  if (values.program) return run(resolve(values.program), counts, seed)
  await ensureBuilt(['terminal'])
  const copy = copyProgram()
  process.once('exit', copy.remove)
  return run(copy.file, counts, seed)
}

/**
 * @param {string} program
 * @param {{ readonly rounds: number, readonly clients: number }} counts
 * @param {number} seed
 */
async function run(program, counts, seed) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-chaos-'))
  const chance = new Chance(seed)
  const record = new Record()
  const port = await findFreePort(chance)
  const campaign = new Campaign({ program, folder, port, ...counts }, chance, record)
  console.log(`seed ${seed}: ${counts.rounds} rounds, ${counts.clients} writers`)
  const startedAt = performance.now()
  const seconds = () => Math.round((performance.now() - startedAt) / 100) / 10
  await campaign.run((round) => {
    if (round % PROGRESS_ROUNDS !== 0) return
    log(`round ${round}: ${record.messages} messages, ${seconds()} s`)
  })
  const { kills, killsWhileStarting, stops, writerKills, pauses } = campaign.deeds
  console.log(
    `The host was killed ${kills} times while it ran and ${killsWhileStarting} times while it started, and stopped ${stops} times.`,
  )
  console.log(`Writers were killed ${writerKills} times; somebody stood still ${pauses} times.`)
  console.log(
    `${record.messages} messages, ${record.acknowledgedCount} of them acknowledged to the process that wrote them; ${record.repeated} printed again after a kill; ${seconds()} s.`,
  )
  if (record.problems.length === 0) {
    console.log('PASSED: nothing lost, doubled or out of order.')
    rmSync(folder, { recursive: true, force: true })
    return 0
  }
  for (const problem of record.problems) console.log(`  ${problem}`)
  console.log(`FAILED; what they kept is in ${folder}`)
  return 1
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    log('Interrupted.')
    process.exit(130)
  })
}
await runScript(chaos)
