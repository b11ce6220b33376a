// Strangers at the door of a real server: each is shaken off in its own time, and nobody else notices.

import { createHook } from 'node:async_hooks'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isClosed, plainSocket } from '../testing/plain-socket.ts'
import { RawClient, say } from '../testing/raw-client.ts'
import { startServer, type TestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

/** Milliseconds. With this nothing is closed by a deadline within a test. */
const NEVER = 600_000

/** The beginning of a ClientHello of 512 bytes. */
const CLIENT_HELLO = Buffer.from('160301020001', 'hex')

function toldBy({ reports }: TestServer): readonly unknown[] {
  return reports.filter(({ event }) => event === 'turned-away')
}

function turnedAway(reason: string) {
  return { event: 'turned-away', address: '127.0.0.1', reason }
}

/** TCP connections that say nothing, accepted in this order. */
async function silent(port: number, count: number): Promise<readonly Socket[]> {
  const sockets: Socket[] = []
  for (let index = 0; index < count; index++) {
    const socket = plainSocket(port)
    socket.resume()
    sockets.push(socket)
    // oxlint-disable-next-line no-await-in-loop
    await once(socket, 'connect')
  }
  return sockets
}

/** Writes the bytes one by one until all are written or the test is over. Counts what was written. */
function drip(socket: { write: (bytes: Uint8Array) => unknown }, bytes: Uint8Array) {
  const dripped = { count: 0 }
  const dripping = setInterval(() => {
    if (dripped.count === bytes.length) return clearInterval(dripping)
    socket.write(bytes.subarray(dripped.count, ++dripped.count))
  }, 20)
  onTestFinished(() => clearInterval(dripping))
  return dripped
}

describe('deadlines', () => {
  test('[CN4] [B1] what never begins TLS is closed at hello-ms, and told of once', async () => {
    const host = await startServer({ limits: { 'hello-ms': 400 } })

    await Promise.all((await silent(host.port, 5)).map(isClosed))

    expect(toldBy(host)).toEqual([turnedAway('hello-late')])
  })

  test('[CN4] [B2] a handshake that drips in does not live longer for it', async () => {
    const { port } = await startServer({ limits: { 'hello-ms': 400 } })
    const socket = plainSocket(port)
    const bytes = Buffer.concat([CLIENT_HELLO, Buffer.alloc(1_500)])
    const dripped = drip(socket, bytes)

    await isClosed(socket)

    expect(dripped.count).toBeLessThan(CLIENT_HELLO.length + 512)
  })

  test('[CN4] [B2] who says hello may not take longer than authenticated-ms to be admitted', async () => {
    const limits = { 'hello-ms': NEVER, 'authenticated-ms': 400 }
    const { port } = await startServer({ limits })
    const late = await RawClient.connect(port)
    const ann = await RawClient.join(port, 'Ann')

    expect(await late.closed()).toBe('admission-late')
    ann.say(say('still here'))
    await until(() => expect(ann.texts).toEqual(['still here']))
  })

  test('[CN4] [B2] heartbeats do not extend the time for the hello', async () => {
    const { port } = await startServer({ limits: { 'hello-ms': 400 } })
    const client = await RawClient.connect(port)
    const beating = setInterval(() => client.say({ type: 'heartbeat' }), 20)
    onTestFinished(() => clearInterval(beating))

    expect(await client.closed()).toBe('hello-late')
  })
})

describe('the first record of TLS', () => {
  test('[CN4] [B2] comes byte by byte from a slow network, and is heard', async () => {
    const { port } = await startServer()
    const tcp = plainSocket(port).setNoDelay()
    const slow = new Duplex({
      read: () => undefined,
      write(bytes: Buffer, _, done) {
        for (const byte of bytes) tcp.write(Uint8Array.of(byte))
        done()
      },
    })
    tcp.on('data', (bytes) => slow.push(bytes))
    const secured = connectTls({ socket: slow, rejectUnauthorized: false })

    await once(secured, 'secureConnect')

    expect(secured.getProtocol()).toBe('TLSv1.3')
  })

  test('[CN4] [B2] costs nothing of TLS before it is whole', async () => {
    const { port } = await startServer({ limits: { 'hello-ms': NEVER } })
    let begun = 0
    const watch = createHook({ init: (_, type) => (begun += type === 'TLSWRAP' ? 1 : 0) }).enable()
    onTestFinished(() => void watch.disable())
    const socket = plainSocket(port)
    socket.write(CLIENT_HELLO)
    socket.write(Buffer.alloc(510))
    // Both are there when somebody who came later has been answered.
    await RawClient.join(port, 'Ann')
    const ofAnn = 2
    const before = begun
    socket.write(Buffer.alloc(1))
    await isClosed(socket)

    expect([before, begun]).toEqual([ofAnn, ofAnn + 1])
  })

  test.each([
    ['empty', '1603010000'],
    ['longer than any', '1603014001'],
  ])('[B8] that is %s is closed at once', async (_, bytes) => {
    const host = await startServer({ limits: { 'hello-ms': NEVER } })
    const socket = plainSocket(host.port)
    socket.write(Buffer.from(bytes, 'hex'))

    await isClosed(socket)

    expect(toldBy(host)).toEqual([turnedAway('not-secure')])
  })
})

describe('pending connections', () => {
  test('[CN7] [B3] one too many of an address closes its oldest without a word, never who is admitted', async () => {
    const limits = { 'pending-per-address': 2, 'hello-ms': NEVER, 'authenticated-ms': NEVER }
    const host = await startServer({ limits })
    const ann = await RawClient.join(host.port, 'Ann')
    const [oldest, next] = await silent(host.port, 2)
    const bob = await RawClient.join(host.port, 'Bob')
    if (!oldest || !next) throw new Error('there are two')
    await isClosed(oldest)

    expect([oldest.bytesRead, next.destroyed, ann.isClosed, bob.isClosed, toldBy(host)]).toEqual([
      0,
      false,
      false,
      false,
      [turnedAway('pending-per-address')],
    ])
  })

  test('[CN8] [B3] one too many in all closes the oldest: silent strangers keep nobody out', async () => {
    const limits = { 'pending-connections': 3, 'hello-ms': NEVER, 'authenticated-ms': NEVER }
    const host = await startServer({ limits })
    const strangers = await silent(host.port, 3)
    const isGone = () => strangers.map(({ destroyed, readableEnded }) => destroyed || readableEnded)

    const ann = await RawClient.join(host.port, 'Ann')
    await until(() => expect(isGone()).toEqual([true, false, false]))
    const late = await silent(host.port, 20)
    const bob = await RawClient.join(host.port, 'Bob')
    await Promise.all(late.slice(0, 17).map(isClosed))
    ann.say(say('hello'))
    await until(() => expect(bob.texts).toEqual(['hello']))

    expect([isGone(), toldBy(host)]).toEqual([
      [true, true, true],
      [turnedAway('pending-connections')],
    ])
  })

  test('[CN8] whoever is admitted is not pending, however many strangers come', async () => {
    const host = await startServer({ limits: { 'pending-connections': 2 } })
    const people = await Promise.all(['Ann', 'Bob'].map((name) => RawClient.join(host.port, name)))

    await silent(host.port, 10)

    expect(people.map(({ isClosed: isGone }) => isGone)).toEqual([false, false])
  })
})

describe('what is not TLS', () => {
  test.each([
    ['HTTP', 'GET / HTTP/1.1\r\nHost: parley\r\n\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ['plain text', 'NICK ann\r\nUSER ann 0 * :Ann\r\n'],
    ['a classic frame', '\u0000\u0000\u0000\u0010{"type":"hello"}'],
    ['zeros', '\u0000'.repeat(64)],
  ])('[TL1] [B8] %s is closed at once, without waiting for a deadline', async (_, text) => {
    const limits = { 'hello-ms': NEVER, 'authenticated-ms': NEVER }
    const host = await startServer({ limits })
    const socket = plainSocket(host.port)
    socket.write(text)

    await isClosed(socket)

    expect(toldBy(host)).toEqual([turnedAway('not-secure')])
  })

  test('[CN9] [B8] is told of once, however often it comes, and a scan that says nothing not at all', async () => {
    const host = await startServer()
    for (const socket of await silent(host.port, 3)) socket.destroy()
    await until(async () => {
      const socket = plainSocket(host.port)
      socket.write('GET / HTTP/1.1\r\n\r\n')
      await isClosed(socket)
    })
    const more = Array.from({ length: 10 }, () => plainSocket(host.port))
    more.forEach((socket) => socket.write('SSH-2.0-x\r\n'))
    await Promise.all(more.map(isClosed))

    expect(toldBy(host)).toEqual([turnedAway('not-secure')])
  })

  test('[TL1] [B26] an older TLS is refused, and a session cannot be negotiated anew', async () => {
    const { port } = await startServer()
    const old = connectTls({
      socket: plainSocket(port),
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.2',
    })
    const [error] = (await once(old, 'error')) as [Error & { code?: string }]
    const ann = await RawClient.join(port, 'Ann')
    const renegotiated = await new Promise<unknown>((settle) => {
      ann.socket.renegotiate({}, settle)
    })
    ann.say(say('still here'))
    await until(() => expect(ann.texts).toEqual(['still here']))

    expect([error.code, renegotiated]).toMatchObject([
      expect.stringMatching(/PROTOCOL_VERSION|VERSION/),
      { code: 'ERR_SSL_WRONG_SSL_VERSION' },
    ])
  })
})

describe('a flood of one address', () => {
  test('[CN1] [B25] is reset: the system remembers nothing of what was turned away', async () => {
    const { port } = await startServer({ limits: { 'connections-per-address': 1 } })
    await silent(port, 1)
    const refused = plainSocket(port)

    const [error] = (await once(refused, 'error')) as [Error & { code?: string }]

    expect(error.code).toBe('ECONNRESET')
  })

  test('[CN1] [CN2] [B25] costs no handshakes, takes no more than its places, and disturbs nobody', async () => {
    const limits = { 'new-per-second-per-address': 1_000, 'connections-per-address': 10 }
    const host = await startServer({
      limits: { ...limits, 'hello-ms': NEVER, 'authenticated-ms': NEVER },
    })
    const ann = await RawClient.join(host.port, 'Ann')
    const bob = await RawClient.join(host.port, 'Bob')
    const said: string[] = []
    const talking = setInterval(() => {
      said.push(`text ${said.length}`)
      ann.say(say(said.at(-1) ?? ''))
    }, 100)
    onTestFinished(() => clearInterval(talking))

    let stayed: readonly Socket[] = []
    for (let round = 0; round < 20; round++) {
      const flood = Array.from({ length: 100 }, () => plainSocket(host.port))
      const all = [...stayed, ...flood]
      // oxlint-disable-next-line no-await-in-loop, no-loop-func
      await until(() => {
        all.forEach((socket) => socket.resume())
        stayed = all.filter(({ destroyed, readableEnded }) => !destroyed && !readableEnded)
        expect(stayed).toHaveLength(8)
      })
    }
    clearInterval(talking)

    await until(() => expect(bob.texts).toEqual(said))
    expect(said.length).toBeGreaterThan(0)
    expect(toldBy(host)).toEqual([turnedAway('connections-per-address')])
  })
})
