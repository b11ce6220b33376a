// A disk that is full: nothing is acknowledged, the host says so, and what waits goes out by itself.

import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { History } from '../../shared/history/history.ts'
import { openHistory } from '../storage/history/open-history.ts'
import type { HistoryOptions, HistoryState } from '../storage/history/history-options.ts'
import { ensurePrograms } from '../testing/built-program.ts'
import { RawClient, say } from '../testing/raw-client.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { joinJson, serveJson } from '../testing/terminal.ts'
import { TestClient } from '../testing/test-client.ts'
import { startServer, type TestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'
import { findMountObstacle, mib, mountSmallDisk } from './small-disk.ts'

const obstacle = findMountObstacle()
const because = obstacle === null ? '' : ` (${obstacle})`

/** Messages that are written while nothing can be stored. */
const WAITING = Array.from({ length: 25 }, (_, index) => `waiting ${index + 1}`)

/** Says messages until one cannot be stored, and gives the refusal: free space is looked at once a second. */
async function untilRefused(client: RawClient): Promise<Readonly<Record<string, unknown>>> {
  return until(() => {
    client.say(say('is there room?'))
    const refusal = client.frames.find(({ code }) => code === 'storage-unavailable')
    if (!refusal) throw new Error('everything was taken')
    return refusal
  })
}

interface HostOnDisk extends TestServer {
  readonly states: readonly HistoryState['kind'][]
}

/** A server in this process that is told about its disk as the program is. */
async function startOn(folder: string, options: HistoryOptions): Promise<HostOnDisk> {
  const states: HistoryState['kind'][] = []
  let started: TestServer | null = null
  const opened = await openHistory(folder, {
    ...options,
    onState: ({ kind }) => {
      states.push(kind)
      if (kind === 'working') started?.server.resumeStoring()
    },
  })
  if (!opened.ok) throw new Error(opened.error.code)
  const history: History = opened.value
  started = await startServer({ history, folder, limits: { 'flood-burst': 100_000 } })
  return { ...started, states }
}

describe.skipIf(obstacle !== null)(`on a disk of 64 MiB${because}`, () => {
  beforeAll(ensurePrograms, 120_000)

  it('the program refuses below 50 MiB, says so, and goes on by itself when there is room', async () => {
    const disk = mountSmallDisk()
    const { host, port } = await serveJson(join(disk.path, 'host'), '--limit', 'flood-burst=100000')
    const ada = joinJson(port, 'Ada', temporaryFolder())
    ada.type('before')
    await ada.event({ event: 'acknowledged' })
    const raw = await RawClient.join(port, 'Raw')
    disk.fill(mib(40))

    const refusal = await untilRefused(raw)
    raw.destroy()
    const told = await host.event({ event: 'error' })
    const stored = host.named('message').length
    ada.type(...WAITING)
    await until(() => expect(ada.named('queued')).toHaveLength(1 + WAITING.length))
    const acknowledged = ada.named('acknowledged').length
    disk.free()
    await host.event({ event: 'storage-available' })
    await until(() => expect(ada.named('acknowledged').length).toBeGreaterThan(1))
    ada.process.stdin.end()

    expect(await ada.exit()).toBe(0)
    expect(refusal).toMatchObject({ request: 'send-message', room: 'front' })
    expect(told).toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('50 MiB') as string,
    })
    expect([acknowledged, host.named('error').length]).toEqual([1, 1])
    const after = ada.named('message').filter(({ author }) => author === 'Ada')
    expect(after.map(({ text }) => text)).toEqual(['before', ...WAITING])
    expect(
      host
        .named('message')
        .slice(stored)
        .map(({ text }) => text),
    ).toEqual(WAITING)
  })

  it('a commit that runs out of space stores nothing, acknowledges nothing, and loses nothing', async () => {
    const disk = mountSmallDisk()
    const folder = join(disk.path, 'host')
    const { port, states } = await startOn(folder, { minFreeMib: 0 })
    const ada = await TestClient.join(port, { name: 'Ada' })
    const bob = await TestClient.join(port, { name: 'Bob' })
    const long = WAITING.map((text) => `${text} `.padEnd(8_000, 'x'))
    await ada.says('before 0')
    await bob.reads(['before 0'])
    disk.fill(0)

    await ada.says(...long)
    await until(() => expect(states).toEqual(['unavailable']))
    const waiting = [ada.loop.waitingCount, bob.texts.length]
    disk.free()
    await until(() => expect(states).toEqual(['unavailable', 'working']))
    await ada.isDelivered()

    // What fitted into space that the database had already is stored, the rest waits.
    expect(waiting[0]).toBeGreaterThan(0)
    expect((waiting[0] ?? 0) + (waiting[1] ?? 0)).toBe(1 + WAITING.length)
    await bob.reads(['before 0', ...long])
    await ada.reads(['before 0', ...long])
  })
})

// Where no disk can be mounted its free space is a number, in this process.
const onCountedDisk =
  obstacle === null ? [] : ['refuses below 50 MiB, and goes on when there is room']

it.each(onCountedDisk)('%s', async () => {
  let free = mib(60)
  const folder = temporaryFolder()
  const { port, states } = await startOn(folder, { freeBytes: () => free })
  const ada = await TestClient.join(port, { name: 'Ada' })
  const raw = await RawClient.join(port, 'Raw')
  free = mib(40)

  const refusal = await untilRefused(raw)
  raw.destroy()
  await ada.says(...WAITING)
  free = mib(60)
  await until(() => expect(states).toEqual(['unavailable', 'working']))
  await ada.isDelivered()

  expect(refusal).toMatchObject({ request: 'send-message', room: 'front' })
  expect(ada.texts.slice(-WAITING.length)).toEqual(WAITING)
})
