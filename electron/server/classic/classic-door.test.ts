// Who is let in without a key, and who is not, over real sockets.

import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { classicHost, saidTo, unverified } from '../../testing/classic-host.ts'
import { ClassicSocket, sgsPacket } from '../../testing/classic-socket.ts'
import { hello, joinFront, RawClient, say } from '../../testing/raw-client.ts'
import { startServer } from '../../testing/test-server.ts'
import { until } from '../../testing/until.ts'

/** What each protocol says to come in, and to say something. */
const HELLOS: readonly (readonly [string, string | Buffer])[] = [
  ['a viewer', 'viewer'],
  ['a messenger', 'name:bob'],
  ['SGS', Buffer.concat([sgsPacket(0, 'bob'), sgsPacket(3, 'bob'), sgsPacket(2, 'bob', 'hello')])],
  ['telnet', '/name bob\r\nhello\r\n'],
]

const CLOSED_ROOMS = [
  ['where the host did not say so', { classic: false }],
  [
    'by password',
    { entry: { kind: 'password', salt: 'salt'.padEnd(22, '0'), key: new Uint8Array(32) } as const },
  ],
  ['by invite', { entry: { kind: 'invite-only' } as const }],
] as const

describe('[UV2] a room that takes nobody in without a key', () => {
  for (const [room, options] of CLOSED_ROOMS) {
    test.each(HELLOS)(
      `${room}: %s is told nothing of it, and says nothing in it`,
      async (_, said) => {
        const host = await startServer({ classic: true, ...options })
        const peer = await ClassicSocket.connect(host.port, said)

        // At most what TLS says to those who do not speak it: an alert of 7 bytes.
        expect((await peer.closed()).length).toBeLessThanOrEqual(7)
        expect(host.server.classicPeers).toBe(0)
        expect(host.reports).toMatchObject([{ event: 'turned-away', reason: 'not-secure' }])
      },
    )
  }

  test('a locked room tells a telnet why [MO5]', async () => {
    const { port, ann } = await classicHost({ isOwned: true })
    ann.say({ type: 'lock-room', room: 'front' })
    await ann.frame('room-locked')
    const telnet = await ClassicSocket.connect(port, 'hello\r\n')

    expect(await telnet.closed()).toContain('The room is locked')
    expect(saidTo(ann)).toEqual([])
  })
})

describe('who is not answered', () => {
  const UNWANTED = [
    'GET / HTTP/1.1\r\nHost: harbor\r\n\r\n',
    'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello',
    'OPTIONS / HTTP/1.1\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'SSH-2.0-OpenSSH_9.2\r\n',
  ]

  test.each(UNWANTED)('%j is closed with no byte, and says nothing', async (said) => {
    const { port, ann } = await classicHost()
    const peer = await ClassicSocket.connect(port, said)

    expect(await peer.closed()).toBe('')
    expect(saidTo(ann)).toEqual([])
  })

  test('a request that comes in parts is closed too', async () => {
    const { port, ann } = await classicHost()
    const peer = await ClassicSocket.connect(port, 'PO')
    peer.socket.setNoDelay(true)
    peer.write('ST / HTTP/1.1\r\n\r\nhello\r\n')

    expect(await peer.closed()).toBe('')
    expect(saidTo(ann)).toEqual([])
  })

  test('so is one on a connection that was made long before, as browsers do', async () => {
    const { port, ann, server } = await classicHost()
    const peer = await ClassicSocket.connect(port)
    await peer.hears('Welcome ')
    peer.write('P')
    peer.write('OST / HTTP/1.1\r\n\r\nhello\r\n')
    await peer.closed()

    await until(() => expect(server.classicPeers).toBe(0))
    expect(saidTo(ann)).toEqual([])
  })

  test('a handshake after the welcome is closed at once, for the client to come again', async () => {
    const { port, server } = await classicHost()
    const peer = await ClassicSocket.connect(port)
    await peer.hears('Welcome ')
    peer.write(Buffer.from('1603010200010001fc0303', 'hex'))
    await peer.closed()

    await until(() => expect(server.classicPeers).toBe(0))
  })

  test('a person who types slowly after the welcome is heard', async () => {
    const { port, ann } = await classicHost()
    const peer = await ClassicSocket.connect(port)
    await peer.hears('Welcome ')
    for (const key of 'PG') peer.write(key)
    peer.write('\r\n')

    await until(() => expect(saidTo(ann)).toMatchObject([{ text: 'PG' }]))
  })
})

describe('beside members with Parley', () => {
  test('TLS is TLS, whatever parts its first bytes come in', async () => {
    const { port } = await classicHost()
    const tcp = connect({ port, host: '127.0.0.1', noDelay: true })
    tcp.on('error', () => undefined)
    const write = tcp.write.bind(tcp)
    // The first record goes out byte by byte, then in one piece.
    let left = 6
    Object.assign(tcp, {
      write: (bytes: Uint8Array, ...rest: []) => {
        let at = 0
        for (; left > 0 && at < bytes.length; left--) write(bytes.subarray(at, ++at))
        return write(bytes.subarray(at), ...rest)
      },
    })
    onTestFinished(() => void tcp.destroy())
    await once(tcp, 'connect')
    const client = await RawClient.secure(tcp)
    client.say(hello('Bob'))
    client.say(joinFront())

    expect(await client.frame('joined')).toMatchObject({ count: 2 })
  })

  test('[UV2] further ports take everybody', async () => {
    const first = await startServer()
    await first.server.stop()
    const { port, ann, server } = await classicHost({ alsoListen: [first.port] })
    expect(server.alsoBound).toEqual([first.port])
    const bob = await RawClient.join(first.port, 'Bob')
    await ClassicSocket.connect(first.port, 'name:tom')
    bob.say(say('hello'))

    await until(() => expect(saidTo(ann)).toHaveLength(1))
    await until(() => expect(ann.changes.at(-1)).toMatchObject({ member: unverified('tom') }))
    expect(port).not.toBe(first.port)
  })

  test('a further port that is taken is named, and nothing is opened', async () => {
    const taken = await startServer()

    await expect(startServer({ alsoListen: [taken.port] })).rejects.toThrow(
      new RegExp(`further-port-taken.*${taken.port}`),
    )
  })
})

describe('limits', () => {
  test('[CN1] connections of one address', async () => {
    const { port, reports } = await classicHost({ limits: { 'connections-per-address': 3 } })
    const peers = [
      await ClassicSocket.connect(port, 'viewer'),
      await ClassicSocket.connect(port, 'name:bob'),
    ]
    await peers[0]?.hears('Welcome')
    const more = await ClassicSocket.connect(port, 'viewer')

    expect(await more.closed()).toBe('')
    expect(reports).toContainEqual({
      event: 'turned-away',
      address: '127.0.0.1',
      reason: 'connections-per-address',
    })
    peers[0]?.socket.destroy()
    await until(async () => {
      const again = await ClassicSocket.connect(port, 'viewer')
      await until(() => expect(again.text !== '' || again.isEnded).toBe(true))
      expect(again.text).toContain('Welcome')
    })
  })

  test('[CN7] who is silent is pending until it is welcomed, and no longer', async () => {
    const { port, ann } = await classicHost({
      limits: { 'pending-per-address': 2, 'hello-ms': 60_000 },
    })
    const oldest = await ClassicSocket.connect(port)
    const others = [await ClassicSocket.connect(port), await ClassicSocket.connect(port)]
    expect(await oldest.closed()).toBe('')
    await Promise.all(others.map((peer) => peer.hears('Welcome ')))

    const bob = await RawClient.join(port, 'Bob')
    bob.say(say('hello'))
    await until(() => expect(saidTo(ann)).toHaveLength(1))
  })

  test('[HS4] members of the host, also those who only read', async () => {
    const { port } = await classicHost({ limits: { 'members-per-host': 2 } })
    const viewer = await ClassicSocket.connect(port, 'viewer')
    await viewer.hears('Welcome')
    const telnet = await ClassicSocket.connect(port, 'hello\r\n')

    expect(await telnet.closed()).toContain('The host is full')
  })

  test('[CN4] [HB2] a peer that says nothing is no later than anybody else', async () => {
    const { port, ann, server } = await classicHost({
      limits: { 'hello-ms': 300, 'authenticated-ms': 300, 'heartbeat-ms': 100, 'silence-ms': 400 },
    })
    const viewer = await ClassicSocket.connect(port, 'viewer')
    await viewer.hears('Welcome')
    expect(await ann.closed()).toBe('timed-out')
    await viewer.hears('Ann has left the chat')

    expect(server.classicPeers).toBe(1)
  })
})
