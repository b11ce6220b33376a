// The short form of `npm run chaos`: real hosts and members, killed at random moments.

import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { ensurePrograms } from '../testing/built-program.ts'
import { plantedProgram } from './program-copy.ts'

const CHAOS = fileURLToPath(new URL('../../build/chaos/chaos.mjs', import.meta.url))

/** Milliseconds. It takes twenty seconds where nothing else runs. */
const PATIENCE_MS = 180_000

beforeAll(ensurePrograms, 120_000)

/** Runs it, and gives its exit code after its output. */
async function chaos(...args: readonly string[]): Promise<{ code: unknown; output: string }> {
  const run = spawn(process.execPath, [CHAOS, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  // It ends all that it has started.
  onTestFinished(() => void run.kill('SIGTERM'))
  let output = ''
  for (const stream of [run.stdout, run.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const code = await new Promise((settle) => run.on('close', settle))
  // For people it keeps what it found something wrong with.
  const kept = /kept is in (.+)/.exec(output)?.[1]
  if (kept !== undefined) rmSync(kept, { recursive: true, force: true })
  return { code, output }
}

it(
  'nothing that was acknowledged is lost, doubled or out of order, whoever is killed when',
  async () => {
    const { code, output } = await chaos('--rounds', '15', '--clients', '20', '--seed', '1')

    expect(output).toContain('PASSED')
    expect(code).toBe(0)
  },
  PATIENCE_MS,
)

it(
  'finds out when a host forgets what was said to it before',
  async () => {
    const program = plantedProgram('?? findStored(input, draft)', '')
    // It ends with the first message that a kill has hit between its commit and its publication.
    const few = ['--rounds', '100', '--clients', '8', '--seed', '1', '--program', program]

    const { code, output } = await chaos(...few)

    expect(output).toMatch(/is stored as \d+ and \d+/)
    expect(code).toBe(1)
  },
  PATIENCE_MS,
)
