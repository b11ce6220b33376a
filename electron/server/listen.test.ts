import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { limitsWith } from '../../shared/protocol/limits.ts'
import { openTestHistory, startServer, testIdentity } from '../testing/test-server.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { ChatServer } from './chat-server.ts'
import { EVERY_ADDRESS, listen } from './listen.ts'

function plainServer(): Server {
  const server = createServer()
  onTestFinished(() => void server.close())
  return server
}

test('port 0 takes a free port and says which', async () => {
  const bound = await listen(plainServer(), '127.0.0.1', 0)
  expect(bound).toMatchObject({ ok: true, value: { address: '127.0.0.1' } })
  expect(bound.ok && bound.value.port).toBeGreaterThan(0)
})

test('every address means at least IPv4', async () => {
  const server = plainServer()
  server.on('connection', (socket) => socket.destroy())
  const bound = await listen(server, EVERY_ADDRESS, 0)
  if (!bound.ok) throw new Error(bound.error.code)
  const socket = connect(bound.value.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  expect(socket.remotePort).toBe(bound.value.port)
})

test('a taken port is named, with a port near it that is free', async () => {
  const { port } = await startServer()
  const started = await ChatServer.start({
    room: { id: 'front', name: 'Second' },
    readable: 'all',
    history: await openTestHistory(temporaryFolder()),
    bind: '127.0.0.1',
    port,
    identity: await testIdentity(),
    entry: { kind: 'open' },
    owner: null,
    classic: false,
    alsoListen: [],
    limits: limitsWith(),
    report: () => undefined,
  })
  expect(started).toMatchObject({ ok: false, error: { code: 'port-taken', detail: { port } } })
  const suggestion = Number(started.ok ? 0 : started.error.detail?.['suggestion'])
  expect(suggestion).toBeGreaterThan(port)
  expect(await listen(plainServer(), '127.0.0.1', suggestion)).toMatchObject({ ok: true })
})

test('the last port of all has no next one', async () => {
  const first = await listen(plainServer(), '127.0.0.1', 65_535)
  const second = await listen(plainServer(), '127.0.0.1', 65_535)
  expect(first.ok || first.error.code === 'no-free-port').toBe(true)
  expect(second).toMatchObject({ ok: false, error: { code: 'no-free-port' } })
})

test('an address that this computer does not have is named', async () => {
  expect(await listen(plainServer(), '203.0.113.9', 0)).toEqual({
    ok: false,
    error: { code: 'address-unavailable', detail: { address: '203.0.113.9', port: 0 } },
  })
})
