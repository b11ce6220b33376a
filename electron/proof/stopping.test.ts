// SIGTERM while everybody writes: what the host took is stored and told to its author, the rest comes again.

import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { ensurePrograms } from '../testing/built-program.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { joinJson, serveJson, type Terminal } from '../testing/terminal.ts'
import { until } from '../testing/until.ts'
import { copyOf, readHistory } from './killed-host.ts'

beforeAll(ensurePrograms, 120_000)

const WRITERS = ['Ada', 'Bob', 'Cleo', 'Dan']

/** Lines of each writer: more than can go out before the signal. */
const LINES = 400

const LIMITS = ['flood-burst', 'flood-per-second'].flatMap((name) => ['--limit', `${name}=100000`])

function idsIn(writer: Terminal, event: string): readonly string[] {
  return writer.named(event).map(({ id }) => String(id))
}

/** The ids of what is stored, in order. */
async function storedIn(data: string): Promise<readonly string[]> {
  const history = await readHistory(copyOf(data))
  if (!history.ok) throw new Error(history.error.code)
  return history.value.frames.map((frame) => /"id":"([^"]*)"/.exec(frame)?.[1] ?? '')
}

it('[GB1] tells the authors of all that is stored, says goodbye, exits 0, and takes the rest later', async () => {
  const folder = temporaryFolder()
  const data = join(folder, 'host')
  const { host, port } = await serveJson(data, ...LIMITS)
  const writers = WRITERS.map((name) => joinJson(port, name, join(folder, name)))
  await Promise.all(writers.map((writer) => writer.event({ event: 'joined' })))
  for (const writer of writers) {
    writer.type(...Array.from({ length: LINES }, (_, index) => `line ${index}`))
  }
  await until(() => expect(host.named('message').length).toBeGreaterThan(50))

  host.process.kill('SIGTERM')
  expect(await host.exit()).toBe(0)
  for (const writer of writers) {
    await writer.event({ event: 'connection', state: 'waiting', reason: 'host-stopped' })
  }
  const acknowledged = writers.flatMap((writer) => idsIn(writer, 'acknowledged'))
  const stored = await storedIn(data)

  expect([host.events.at(-1), host.stderr]).toEqual([{ event: 'stopped' }, ''])
  expect(acknowledged.toSorted()).toEqual(stored.toSorted())
  expect(stored.length).toBeLessThan(LINES * WRITERS.length)

  const again = await serveJson(data, '--port', String(port), ...LIMITS)
  for (const writer of writers) {
    await until(() => expect(writer.named('acknowledged')).toHaveLength(LINES))
    writer.process.stdin.end()
    expect(await writer.exit()).toBe(0)
  }
  again.host.process.kill('SIGTERM')
  expect(await again.host.exit()).toBe(0)
  const all = await storedIn(data)
  expect(all.slice(0, stored.length)).toEqual(stored)
  for (const writer of writers) {
    const own = new Set(idsIn(writer, 'queued'))
    expect(all.filter((id) => own.has(id))).toEqual([...own])
  }
})
