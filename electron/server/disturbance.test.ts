import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { encodeFrame } from '../../shared/protocol/frame.ts'
import { isClosed, plainSocket } from '../testing/plain-socket.ts'
import { hello, joinFront, RawClient, say } from '../testing/raw-client.ts'
import { startServer, type TestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

function frameOf(body: Uint8Array): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt32BE(body.length)
  return Buffer.concat([header, body])
}

/** Does harm to a host. Resolves when the host has shaken it off. */
type Nuisance = (host: TestServer) => Promise<void>

const NUISANCES: Readonly<Record<string, Nuisance>> = {
  'a connection that says nothing, not even TLS [CN4] [B1]': async ({ port }) => {
    await isClosed(plainSocket(port))
  },
  'a TLS client that never introduces itself [CN4] [B1]': async ({ port }) => {
    const client = await RawClient.connect(port)
    expect(await client.closed()).toBe('hello-late')
  },
  'a hello that drips in [CN4] [B2]': async ({ port }) => {
    const client = await RawClient.connect(port)
    const bytes = encodeFrame(hello('Drip'))
    let sent = 0
    const dripping = setInterval(() => client.write(bytes.subarray(sent, ++sent)), 20)
    onTestFinished(() => clearInterval(dripping))
    expect(await client.closed()).toMatch(/hello-late|timed-out/)
    clearInterval(dripping)
  },
  'a reset before the hello': async ({ port }) => {
    const client = await RawClient.connect(port)
    client.reset()
    const bare = plainSocket(port)
    await once(bare, 'connect')
    bare.resetAndDestroy()
  },
  'a reset after the hello': async ({ port, reports }) => {
    const client = await RawClient.join(port, 'Reset')
    client.reset()
    await until(() => {
      expect(reports).toContainEqual({
        event: 'member-left',
        member: expect.objectContaining({ name: 'Reset' }) as unknown,
      })
    })
  },
  '1 MiB of random bytes [B8]': async ({ port }) => {
    const socket = plainSocket(port)
    socket.end(randomBytes(1 << 20))
    await isClosed(socket)
  },
  'an HTTP request [B8]': async ({ port }) => {
    const socket = plainSocket(port)
    socket.write('GET / HTTP/1.1\r\nHost: parley\r\n\r\n')
    await isClosed(socket)
  },
  'a socket that half closes before TLS [B5]': async ({ port }) => {
    const socket = plainSocket(port, true)
    socket.end()
    await isClosed(socket)
  },
  'a client that half closes after the hello [B5]': async ({ port, reports }) => {
    const client = await RawClient.connect(port, { isHalfOpen: true })
    client.say(hello('Half'))
    client.say(joinFront())
    await client.frame('joined')
    client.socket.end()
    await client.closed()
    await until(() =>
      expect(reports.filter(({ event }) => event === 'member-left')).toHaveLength(1),
    )
  },
  'garbage inside TLS [FR3] [B7]': async ({ port }) => {
    const client = await RawClient.connect(port)
    client.write(Buffer.from('ffffffff00', 'hex'))
    expect(await client.closed()).toBe('frame-too-large')
  },
  'an empty frame [FR3] [B6]': async ({ port }) => {
    const client = await RawClient.connect(port)
    client.write(Buffer.alloc(4))
    expect(await client.closed()).toBe('bad-frame')
  },
  'a frame above the limit of an admitted client [FR3] [B7]': async ({ port }) => {
    const client = await RawClient.join(port, 'Large')
    client.write(frameOf(Buffer.alloc(65_537, 0x20)))
    expect(await client.closed()).toBe('frame-too-large')
  },
  'JSON that nests deeply [FR5] [B16]': async ({ port }) => {
    const client = await RawClient.join(port, 'Deep')
    client.write(frameOf(Buffer.from('['.repeat(20_000))))
    expect(await client.closed()).toBe('bad-json')
  },
  'bytes that are not UTF-8 [FR4] [B10]': async ({ port }) => {
    const client = await RawClient.join(port, 'Bytes')
    client.write(frameOf(Buffer.from([0x22, 0xc0, 0x80, 0x22])))
    expect(await client.closed()).toBe('bad-utf8')
  },
  'a request without its fields [RQ2] [B19]': async ({ port }) => {
    const client = await RawClient.join(port, 'Form')
    client.say({ type: 'send-message', room: 'front' })
    expect(await client.closed()).toBe('bad-request')
  },
  'a second hello [HS1] [B28]': async ({ port }) => {
    const client = await RawClient.join(port, 'Twice')
    client.say(hello('Twice'))
    expect(await client.closed()).toBe('unexpected-request')
  },
  'a request before the hello [HS1] [B28]': async ({ port }) => {
    const client = await RawClient.connect(port)
    client.say(joinFront())
    expect(await client.closed()).toBe('unexpected-request')
  },
  'an unknown request before the hello [HS1] [B28]': async ({ port }) => {
    const client = await RawClient.connect(port)
    client.say({ type: 'teleport' })
    expect(await client.closed()).toBe('unexpected-request')
  },
}

describe('two members who talk are not disturbed by', () => {
  test.each(Object.entries(NUISANCES))('%s', async (_name, nuisance) => {
    const host = await startServer({ limits: { 'hello-ms': 1_500, 'flood-burst': 1_000 } })
    const [ada, bob] = [
      await RawClient.join(host.port, 'Ada'),
      await RawClient.join(host.port, 'Bob'),
    ]
    let count = 0
    const talk = (): void => {
      ada.say(say(`ada ${count}`))
      bob.say(say(`bob ${count++}`))
    }

    const disturbed = nuisance(host)
    const talking = setInterval(talk, 10)
    onTestFinished(() => clearInterval(talking))
    await disturbed
    clearInterval(talking)
    talk()

    await until(() => expect(ada.texts).toHaveLength(2 * count))
    await until(() => expect(bob.texts).toEqual(ada.texts))
    for (const name of ['ada', 'bob']) {
      expect(ada.texts.filter((text) => text.startsWith(name))).toEqual(
        Array.from({ length: count }, (_, index) => `${name} ${index}`),
      )
    }
    expect(host.reports.filter(({ event }) => event === 'error')).toEqual([])
  })
})
