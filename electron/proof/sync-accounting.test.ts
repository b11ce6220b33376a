// No byte of a message leaves before the sync of its commit: read from the system calls of the real `serve`.
// A killed process loses nothing that it gave to the system, so killing cannot show this; the calls can.

import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensurePrograms, terminalPath } from '../testing/built-program.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { joinJson, PrintingProcess } from '../testing/terminal.ts'
import { until } from '../testing/until.ts'
import { plantedProgram } from './program-copy.ts'
import { accountForSyncs, readTrace, TRACED_CALLS, type Accounting } from './system-calls.ts'

beforeAll(async () => {
  if (obstacle === null && spawnSync('strace', ['-V']).error) {
    throw new Error('strace is not installed: apt-get install strace')
  }
  await ensurePrograms()
}, 120_000)

const MESSAGES = 20

/** Bytes of a message: no other request is as long. */
const MESSAGE_BYTES = 3_000

/** Why no process can be traced here; null when it can. Where changes are judged strace must be there. */
function findObstacle(): string | null {
  if (process.platform !== 'linux') return 'system calls are traced on Linux only'
  const { error, status, stderr } = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], {
    encoding: 'utf8',
  })
  if (error) return process.env['CI'] === undefined ? 'strace is not installed' : null
  return status === 0 ? null : `tracing is not permitted: ${stderr.trim()}`
}

const obstacle = findObstacle()

/** `serve` under strace, and two members of whom one says this many messages, each when the last is there. */
async function traceMessages(program: string): Promise<Accounting> {
  const folder = temporaryFolder()
  const trace = join(folder, 'trace')
  // -D: the process that is killed at the end is `serve`, not strace.
  const strace = ['-f', '-D', '--seccomp-bpf', '-yy', '-s', '0', '-o', trace]
  const serve = ['serve', '--json', '--bind', '127.0.0.1', '--port', '0', '--data', folder]
  const command = [process.execPath, program, ...serve]
  const host = new PrintingProcess(
    spawn('strace', [...strace, '-e', `trace=${TRACED_CALLS}`, ...command]),
  )
  const port = Number((await host.event({ event: 'listening' }))['port'])
  const ada = joinJson(port, 'Ada', join(folder, 'ada'))
  await ada.event({ event: 'joined' })
  const bob = joinJson(port, 'Bob', join(folder, 'bob'))
  await bob.event({ event: 'joined' })
  await ada.event({ event: 'member-joined' })
  for (let sequence = 1; sequence <= MESSAGES; sequence++) {
    ada.type('x'.repeat(MESSAGE_BYTES))
    await ada.event({ event: 'acknowledged', sequence })
    await bob.event({ event: 'message', sequence })
  }
  host.process.kill('SIGTERM')
  await host.exit()
  const whole = await until(() => {
    const text = readFileSync(trace, 'utf8')
    expect(new RegExp(`^${host.process.pid} +\\+\\+\\+ exited with 0`, 'm').test(text)).toBe(true)
    return text
  })
  return accountForSyncs(readTrace(whole), MESSAGE_BYTES)
}

describe.skipIf(obstacle !== null)(
  `the system calls of a host${obstacle ? ` (${obstacle})` : ''}`,
  () => {
    it('[ST1] write and sync the log, then the head file, before any byte of a message leaves', async () => {
      const { messages, writes, problems } = await traceMessages(terminalPath)

      expect(problems).toEqual([])
      expect(messages).toBe(MESSAGES)
      // Each message is told to two members.
      expect(writes).toBeGreaterThanOrEqual(2 * MESSAGES)
    })

    it('show it when the head file is not synced', async () => {
      const program = plantedProgram('this.#sync(this.#descriptor)', 'void this.#descriptor')

      const { problems } = await traceMessages(program)

      expect(problems).toContain(`message ${MESSAGES}: the head file was not synced`)
    })

    it('show it when the database is not synced', async () => {
      const program = plantedProgram('synchronous=FULL', 'synchronous=OFF')

      const { problems } = await traceMessages(program)

      expect(problems).toHaveLength(MESSAGES)
      expect(problems[0]).toBe('message 1: the log was not synced')
    })
  },
)
