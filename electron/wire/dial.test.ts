import { createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { dial, type DialOptions } from './dial.ts'
import { portOf } from '../testing/port-of.ts'

async function listenOn(host: string): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => socket.on('error', () => undefined))
  onTestFinished(() => void server.close())
  await new Promise<void>((settle, reject) => {
    server.once('error', reject)
    server.listen(0, host, settle)
  })
  return { server, port: portOf(server) }
}

const never = new AbortController().signal

/** A name that resolves to these addresses. */
function resolvingTo(...addresses: readonly string[]): DialOptions {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  return { timeoutMs: 10_000, lookup: () => Promise.resolve(found) }
}

async function remoteOf(dialed: ReturnType<typeof dial>): Promise<string | undefined> {
  const result = await dialed
  if (!result.ok) throw new Error(result.error.code)
  onTestFinished(() => void result.value.destroy())
  return result.value.remoteAddress
}

test('connects to an address', async () => {
  const { port } = await listenOn('127.0.0.1')
  expect(await remoteOf(dial({ address: '127.0.0.1', port }, never))).toBe('127.0.0.1')
})

test('connects to a name', async () => {
  const { port } = await listenOn('127.0.0.1')
  expect(await remoteOf(dial({ address: 'localhost', port }, never))).toBe('127.0.0.1')
})

test.each(['127.0.0.1', '::1'])(
  'finds the only address of a name that answers: %s',
  async (host) => {
    const { port } = await listenOn(host)
    for (const options of [
      resolvingTo('::1', '127.0.0.1'),
      resolvingTo('127.0.0.1', '::1'),
      resolvingTo('127.0.0.2', '127.0.0.3', '127.0.0.4', host),
    ]) {
      expect(await remoteOf(dial({ address: 'host.test', port }, never, options))).toBe(host)
    }
  },
)

test('tells that nothing listens, with address and port', async () => {
  const { server, port } = await listenOn('127.0.0.1')
  await new Promise((settle) => server.close(settle))
  expect(await dial({ address: '127.0.0.1', port }, never)).toEqual({
    ok: false,
    error: { code: 'connection-refused', detail: { address: '127.0.0.1', port } },
  })
})

test('tells a refusal rather than a missing route of another family', async () => {
  const { server, port } = await listenOn('127.0.0.1')
  await new Promise((settle) => server.close(settle))
  // Nothing can connect to all of a network: it fails at once, and not by a refusal.
  const options = resolvingTo('255.255.255.255', '127.0.0.1')
  expect(await dial({ address: 'host.test', port }, never, options)).toMatchObject({
    error: { code: 'connection-refused' },
  })
})

test('tells that a name is unknown', async () => {
  expect(await dial({ address: 'no-such-host.invalid', port: 7465 }, never)).toMatchObject({
    ok: false,
    error: { code: 'unknown-address', detail: { address: 'no-such-host.invalid' } },
  })
})

test('ends at once when it is aborted, also during a lookup that never ends', async () => {
  const leaving = new AbortController()
  const dialing = dial({ address: 'host.test', port: 7465 }, leaving.signal, {
    timeoutMs: 600_000,
    lookup: () => new Promise(() => undefined),
  })
  leaving.abort()
  expect(await dialing).toEqual({ ok: false, error: { code: 'leaving' } })
  expect(await dial({ address: '127.0.0.1', port: 1 }, leaving.signal)).toMatchObject({
    error: { code: 'leaving' },
  })
})

test('gives up on a name server that is silent', async () => {
  const dialing = dial({ address: 'host.test', port: 7465 }, never, {
    timeoutMs: 50,
    lookup: () => new Promise(() => undefined),
  })
  expect(await dialing).toEqual({
    ok: false,
    error: { code: 'connect-timed-out', detail: { address: 'host.test', port: 7465 } },
  })
})

test('leaves no connection behind but the one that it returns', async () => {
  const { server, port } = await listenOn('127.0.0.1')
  let accepted = 0
  server.on('connection', () => accepted++)
  const options = resolvingTo('127.0.0.1', '127.0.0.1', '127.0.0.1')
  const result = await dial({ address: 'host.test', port }, never, options)
  if (!result.ok) throw new Error(result.error.code)
  result.value.destroy()
  // Closing waits for every connection: it would hang on one that was forgotten.
  await new Promise((settle) => server.close(settle))
  expect(accepted).toBe(1)
})
