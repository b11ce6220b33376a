import { connect, createServer as createTcpServer, type Socket } from 'node:net'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createTlsServer } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { TestClient } from '../testing/test-client.ts'
import { startServer, testIdentity } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'
import { secureSocket } from './secure-socket.ts'
import { portOf } from '../testing/port-of.ts'

const never = new AbortController().signal

/** A server that does this with each connection. */
async function serverThat(handle: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    handle(socket)
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return portOf(server)
}

async function secure(port: number, signal = never) {
  const tcp = connect(port, '127.0.0.1')
  onTestFinished(() => void tcp.destroy())
  const result = await secureSocket(tcp, { address: '127.0.0.1', port }, signal)
  if (result.ok) onTestFinished(() => void result.value.socket.destroy())
  return result
}

test('[TL2] tells the fingerprint of the key that the host has', async () => {
  const { port, fingerprint } = await startServer()
  const secured = await secure(port)
  expect(secured).toMatchObject({ ok: true, value: { fingerprint } })
  expect(secured.ok && secured.value.socket.getProtocol()).toBe('TLSv1.3')
})

test('what is HTTP is not Parley', async () => {
  const http = createHttpServer((_, response) => response.end('hello'))
  await new Promise<void>((settle) => http.listen(0, '127.0.0.1', settle))
  onTestFinished(() => void http.close())
  const port = portOf(http)
  expect(await secure(port)).toEqual({
    ok: false,
    error: { code: 'not-parley', detail: { address: '127.0.0.1', port } },
  })
})

test('what is SSH is not Parley', async () => {
  const port = await serverThat((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'))
  expect(await secure(port)).toMatchObject({ error: { code: 'not-parley', detail: { port } } })
})

test('[TL1] what speaks an older TLS is not Parley', async () => {
  const { privateKey: key, certificate: cert } = await testIdentity()
  const server = createTlsServer({ key, cert, maxVersion: 'TLSv1.2' })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  onTestFinished(() => void server.close())
  const port = portOf(server)
  expect(await secure(port)).toMatchObject({ error: { code: 'not-parley' } })
})

test.each<readonly [string, (socket: Socket) => void]>([
  ['closes', (socket) => void socket.end()],
  ['resets', (socket) => void socket.resetAndDestroy()],
])('what %s at once has closed early', async (_, handle) => {
  const port = await serverThat(handle)
  expect(await secure(port)).toMatchObject({ error: { code: 'closed-early', detail: { port } } })
})

test('ends at once when it is aborted, before or during the handshake', async () => {
  const port = await serverThat(() => undefined)
  const leaving = new AbortController()
  const securing = secure(port, leaving.signal)
  leaving.abort()
  expect(await securing).toEqual({ ok: false, error: { code: 'leaving' } })
  expect(await secure(port, leaving.signal)).toEqual({ ok: false, error: { code: 'leaving' } })
})

test('[TL3] [TR1] not one byte is written to a host whose key is unknown or has changed', async () => {
  const { privateKey: key, certificate: cert } = await testIdentity()
  let received = 0
  let closed = 0
  const options = { key, cert, minVersion: 'TLSv1.3' as const, ALPNProtocols: ['parley'] }
  const server = createTlsServer(options, (socket) => {
    socket.on('data', (bytes: Buffer) => (received += bytes.length))
    socket.on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  server.on('connection', (socket: Socket) => socket.on('close', () => closed++))
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  onTestFinished(() => void server.close())
  const port = portOf(server)

  const stranger = await TestClient.start(port, { trust: { kind: 'ask', known: [] } })
  expect((await stranger.becomes('ended')).reason.code).toBe('host-unknown')
  const pinned = await TestClient.start(port, {
    trust: { kind: 'pinned', fingerprint: 'a'.repeat(52) },
  })
  expect((await pinned.becomes('ended')).reason.code).toBe('host-changed')
  await until(() => expect(closed).toBe(2))

  expect(received).toBe(0)
  const trusting = await TestClient.start(port, { trust: { kind: 'trust-new' } })
  await until(() => expect(received).toBeGreaterThan(0))
  await trusting.client.leave()
})

test('[TL4] a TLS server that does not know Parley is told apart before anybody is asked', async () => {
  const { privateKey: key, certificate: cert } = await testIdentity()
  const server = createTlsServer({ key, cert, minVersion: 'TLSv1.3' }, (socket) => {
    socket.on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  onTestFinished(() => void server.close())

  const stranger = await TestClient.start(portOf(server), { trust: { kind: 'ask', known: [] } })

  expect((await stranger.becomes('ended')).reason.code).toBe('not-parley')
})
