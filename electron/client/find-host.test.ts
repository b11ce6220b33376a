import { createServer as createTcpServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import type { HostAddress } from '../../shared/address/host-address.ts'
import { formatFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import { ALPN_NAME } from '../../shared/protocol/limits.ts'
import { portOf } from '../testing/port-of.ts'
import { makeIdentity } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'
import { findHost } from './find-host.ts'

const never = new AbortController().signal

/** Something that answers as a host does, and keeps every byte that it is told. */
async function listener() {
  const { privateKey, certificate, fingerprint } = await makeIdentity()
  const told: Buffer[] = []
  let closed = 0
  const server = createTlsServer(
    { key: privateKey, cert: certificate, ALPNProtocols: [ALPN_NAME] },
    (socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (bytes: Buffer) => told.push(bytes))
    },
  )
  server.on('connection', (socket: Socket) => socket.on('close', () => closed++))
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  onTestFinished(() => void server.close())
  const address: HostAddress = { address: '127.0.0.1', port: portOf(server) }
  return { address, fingerprint, told, closed: () => closed }
}

/** An address at which nothing listens. */
async function nowhere(): Promise<HostAddress> {
  const server = createTcpServer()
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const port = portOf(server)
  await new Promise((settle) => server.close(settle))
  return { address: '127.0.0.1', port }
}

test('[TR1] takes the first address with the right key, and says nothing to any', async () => {
  const [host, other] = [await listener(), await listener()]
  const last = await listener()
  const places = [await nowhere(), other.address, host.address, last.address]
  expect(await findHost(places, host.fingerprint, never)).toEqual({ ok: true, value: host.address })
  await until(() => expect([other.closed(), host.closed()]).toEqual([1, 1]))
  expect([...other.told, ...host.told, ...last.told]).toEqual([])
  // The addresses after it are left alone.
  expect(last.closed()).toBe(0)
})

test('[TR1] tells that somebody else answers rather than that nobody does', async () => {
  const other = await listener()
  const found = await findHost([await nowhere(), other.address], 'a'.repeat(52), never)
  const fingerprint = formatFingerprint(other.fingerprint)
  expect(found).toMatchObject({
    error: { code: 'host-changed', detail: { ...other.address, fingerprint } },
  })
})

test('tells why the best address cannot be reached when none can', async () => {
  const [first, second] = [await nowhere(), await nowhere()]
  expect(await findHost([first, second], 'a'.repeat(52), never)).toEqual({
    ok: false,
    error: { code: 'connection-refused', detail: { ...first } },
  })
})

test('stops looking when nobody waits for it any more', async () => {
  const host = await listener()
  const stop = new AbortController()
  stop.abort()
  const found = await findHost([host.address, host.address], host.fingerprint, stop.signal)
  expect(found).toEqual({ ok: false, error: { code: 'leaving' } })
})
