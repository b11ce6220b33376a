import { createServer } from 'node:net'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { limitsWith } from '../../shared/protocol/limits.ts'
import type { ServerSettings } from '../server/server-options.ts'
import { ensurePrograms, workerUrl } from '../testing/built-program.ts'
import { RawClient } from '../testing/raw-client.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { TestClient } from '../testing/test-client.ts'
import { testIdentity } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'
import { HostController } from './host-controller.ts'
import { portOf } from '../testing/port-of.ts'

beforeAll(ensurePrograms, 120_000)

async function settingsWith(changes: Partial<ServerSettings> = {}): Promise<ServerSettings> {
  const identity = await testIdentity()
  return {
    room: { id: 'front', name: 'Room' },
    history: 'all',
    bind: '127.0.0.1',
    port: 0,
    identity,
    entry: { kind: 'open' },
    classic: false,
    alsoListen: [],
    owner: null,
    limits: limitsWith(),
    ...changes,
  }
}

function controller(url = workerUrl) {
  const failures: string[] = []
  const troubles: string[] = []
  const host = new HostController({
    workerUrl: url,
    onFailed: ({ code }) => failures.push(code),
    onStorage: () => undefined,
    onDamage: () => undefined,
    onTrouble: (message) => troubles.push(message),
  })
  onTestFinished(() => host.stop())
  return { host, failures, troubles }
}

async function start(host: HostController, settings: ServerSettings): Promise<number> {
  const started = await host.start(settings, temporaryFolder())
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  return started.value.port
}

/**
 * A thread that runs the real server, and fails like one with a bug: an uncaught error, whenever a program
 * on this machine connects to a port of the test.
 */
function failingWorker(trigger: number): URL {
  const source = `
    import { connect } from 'node:net'
    const wait = () => connect(${trigger}, '127.0.0.1').on('error', () => {}).once('data', () => { throw new Error('planted') })
    wait()
    await import(${JSON.stringify(workerUrl.href)})
  `
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`)
}

/** Makes every failing worker fail that runs now. */
async function failureTrigger() {
  const sockets = new Set<{ write: (text: string) => void; destroy: () => void }>()
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    sockets.add(socket)
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const fail = async (): Promise<void> => {
    await until(() => expect(sockets.size).toBe(1))
    for (const socket of sockets) socket.write('fail')
    await until(() => expect(sockets.size).toBe(0))
  }
  return { port: portOf(server), fail }
}

test('hosts on a thread, and frees the port when it stops', async () => {
  const { host } = controller()
  const port = await start(host, await settingsWith())
  const ada = await TestClient.join(port)
  expect(host.isHosting).toBe(true)
  expect(await host.start(await settingsWith(), temporaryFolder())).toMatchObject({
    error: { code: 'already-hosting' },
  })

  await host.stop()

  expect(host.isHosting).toBe(false)
  await until(() => expect(ada.reasons).toContain('host-stopped'))
  expect(await start(host, await settingsWith({ port }))).toBe(port)
  await ada.becomes('online')
})

test('a taken port is told, and leaves nothing running', async () => {
  const { host } = controller()
  const port = await start(host, await settingsWith())
  const second = controller()
  expect(await second.host.start(await settingsWith({ port }), temporaryFolder())).toMatchObject({
    error: { code: 'port-taken', detail: { port } },
  })
  expect(second.host.isHosting).toBe(false)
  expect(await start(second.host, await settingsWith())).not.toBe(port)
})

test('a thread that fails is started again on its port, and clients come back', async () => {
  const trigger = await failureTrigger()
  const { host, failures, troubles } = controller(failingWorker(trigger.port))
  const port = await start(host, await settingsWith())
  const ada = await TestClient.join(port)

  await trigger.fail()
  await until(() => expect(ada.reasons.length).toBeGreaterThan(0))
  await ada.becomes('online')
  await ada.says('still here')
  await ada.isDelivered()

  expect(failures).toEqual([])
  expect(troubles).toEqual(['Error: planted'])
  expect(host.isHosting).toBe(true)
})

test('a thread that fails again and again is given up', async () => {
  const trigger = await failureTrigger()
  const { host, failures } = controller(failingWorker(trigger.port))
  const port = await start(host, await settingsWith())
  for (let failure = 0; failure < 4; failure++) {
    await until(async () => {
      const client = await RawClient.connect(port)
      expect(client.isClosed).toBe(false)
    })
    await trigger.fail()
  }
  await until(() => expect(failures).toEqual(['server-failed']))
  expect(host.isHosting).toBe(false)
})

test('a thread that cannot even start is told', async () => {
  const { host } = controller(new URL('data:text/javascript,throw new Error("broken")'))
  expect(await host.start(await settingsWith(), temporaryFolder())).toEqual({
    ok: false,
    error: { code: 'server-failed' },
  })
})

test('stopping during the start ends both', async () => {
  const { host, failures } = controller()
  const starting = host.start(await settingsWith(), temporaryFolder())
  await host.stop()
  expect(await starting).toMatchObject({ ok: false, error: { code: 'not-hosting' } })
  expect(failures).toEqual([])
  expect(host.isHosting).toBe(false)
})

test('a thread that hangs does not hang who stops it', async () => {
  const hanging = new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads'
      parentPort.on('message', ({ type }) => {
        if (type === 'start') parentPort.postMessage({ type: 'started', port: 1 })
        else for (;;) {}
      })`)}`,
  )
  const { host } = controller(hanging)
  await start(host, await settingsWith())
  await host.stop()
  expect(host.isHosting).toBe(false)
})

test('invites are made and taken back on the thread, each answer for its question', async () => {
  const { host } = controller()
  expect(await host.listInvites()).toMatchObject({ error: { code: 'not-hosting' } })
  const port = await start(host, await settingsWith({ entry: { kind: 'invite-only' } }))
  const terms = { role: 'member', uses: 1, validMs: null } as const

  const [one, none, many] = await Promise.all([
    host.makeInvite(terms),
    host.listInvites(),
    host.makeInvite({ ...terms, uses: 5 }),
  ])
  if (!one.ok || !many.ok) throw new Error('no invite')
  await TestClient.join(port, { name: 'Bob', invite: one.value.token })
  await host.revokeInvite(many.value.id)

  expect(none.ok).toBe(true)
  const listed = await host.listInvites()
  expect(listed.ok && listed.value.map(({ id, used, isRevoked }) => [id, used, isRevoked])).toEqual(
    expect.arrayContaining([
      [one.value.id, 1, false],
      [many.value.id, 0, true],
    ]),
  )
})

test('a question that a thread leaves unanswered fails when the thread is gone', async () => {
  const deaf = new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads'
      parentPort.on('message', ({ type }) => {
        if (type === 'start') parentPort.postMessage({ type: 'started', port: 1 })
        if (type === 'stop') parentPort.postMessage({ type: 'stopped' })
      })`)}`,
  )
  const { host } = controller(deaf)
  await start(host, await settingsWith())
  const asked = host.listInvites()
  await host.stop()
  expect(await asked).toMatchObject({ error: { code: 'not-hosting' } })
})
