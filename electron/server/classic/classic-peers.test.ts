// Classic programs over real sockets, in one room with members who have Parley.

import { describe, expect, test } from 'vitest'
import { ClassicSocket, sgsPacket, sgsPackets } from '../../testing/classic-socket.ts'
import { RawClient, say } from '../../testing/raw-client.ts'
import { classicHost, saidTo, unverified } from '../../testing/classic-host.ts'
import { until } from '../../testing/until.ts'

/** A line protocol's welcome, as McTainsh's server writes it. */
const WELCOME = /^Welcome \d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d [AP]M\n\r/

describe('16BPP over sockets', () => {
  test('a viewer is welcomed, reads, and is announced to nobody [B-F3] [B-F5] [B-F7] [B-F10] [B-F11] [B-F12]', async () => {
    const { port, ann } = await classicHost()
    const viewer = await ClassicSocket.connect(port, 'viewer')
    await viewer.hears('Welcome to the "Test room" Chat Server!')
    ann.say(say('hello'))
    await viewer.hears('Ann: hello')
    const bob = await RawClient.join(port, 'Bob')
    await viewer.hears('Bob has joined the chat.')
    bob.destroy()
    await viewer.hears('Bob has left the chat')

    expect(ann.changes).toHaveLength(3)
  })

  test('a messenger says, is marked as unverified, and gets no byte [B-F4] [B-F6] [B-D16]', async () => {
    const { port, ann } = await classicHost()
    const messenger = await ClassicSocket.connect(port, 'name:bob')
    await until(() => expect(ann.changes).toMatchObject([{}, { member: unverified('bob') }]))
    messenger.write('hello')
    await until(() => expect(saidTo(ann)).toEqual([{ author: unverified('bob'), text: 'hello' }]))
    ann.say(say('hi bob'))
    await until(() => expect(saidTo(ann)).toHaveLength(2))

    expect(messenger.bytes).toHaveLength(0)
  })

  test('hears a hello that comes in parts, glued to what is said, or as a line [B-D9] [B-D10]', async () => {
    const { port, ann } = await classicHost()
    const split = await ClassicSocket.connect(port, 'vie')
    split.socket.setNoDelay(true)
    split.write('wer')
    await split.hears('Welcome to the')
    await ClassicSocket.connect(port, 'name:tel\r\nfrom a telnet\r\n')

    await until(() =>
      expect(saidTo(ann)).toEqual([{ author: unverified('tel'), text: 'from a telnet' }]),
    )
  })

  test.each(['name:Ann', 'name:ANN', 'name: Ann ', 'name:Ann\r\n', 'name:', 'name:\u0007'])(
    'refuses %j by closing at once, without a byte [B-F8] [B-F9] [B-D11] [B-D12] [B-D20]',
    async (hello) => {
      const { port, ann } = await classicHost()
      const messenger = await ClassicSocket.connect(port, hello)

      expect(await messenger.closed()).toBe('')
      expect(ann.changes).toHaveLength(1)
    },
  )

  test('a name is free again when its messenger has gone [B-F8]', async () => {
    const { port, ann } = await classicHost()
    const first = await ClassicSocket.connect(port, 'name:bob')
    await until(() => expect(ann.changes).toHaveLength(2))
    const second = await ClassicSocket.connect(port, 'name:BOB')
    await second.closed()
    first.socket.end()
    await until(() => expect(ann.changes).toHaveLength(3))
    await ClassicSocket.connect(port, 'name:BOB')

    await until(() => expect(ann.changes.at(-1)).toMatchObject({ member: unverified('BOB') }))
  })

  test('a viewer that talks and goes is gone, and the server goes on [B-D8] [B-D15]', async () => {
    const { port, server, ann } = await classicHost()
    const viewer = await ClassicSocket.connect(port, 'viewer')
    await viewer.hears('Welcome')
    viewer.write('hello?')
    viewer.socket.end()
    await viewer.closed()
    const reset = await ClassicSocket.connect(port, 'viewer')
    await reset.hears('Welcome')
    reset.socket.resetAndDestroy()
    ann.say(say('still here'))

    await until(() => expect(saidTo(ann)).toHaveLength(1))
    await until(() => expect(server.classicPeers).toBe(0))
  })
})

describe('SGS over sockets', () => {
  async function loggedIn(port: number, name: string): Promise<ClassicSocket> {
    const peer = await ClassicSocket.connect(port, sgsPacket(0, name))
    peer.write(sgsPacket(3, name))
    await until(() => expect(sgsPackets(peer.bytes)[0]?.[0]).toBe(3))
    return peer
  }

  test('logs in, lists, says and is told, packet by packet [S-F1] [S-F3] [S-F4] [S-F5] [S-F6] [S-F7]', async () => {
    const { port, ann } = await classicHost()
    const alice = await loggedIn(port, 'alice')
    expect(sgsPackets(alice.bytes)).toEqual([[3, '', 'Ann*alice*']])
    alice.write(sgsPacket(2, 'alice', 'hello'))
    await until(() => expect(saidTo(ann)).toEqual([{ author: unverified('alice'), text: 'hello' }]))
    ann.say(say('hi'))
    const bob = await RawClient.join(port, 'Боб')
    await until(() => expect(sgsPackets(alice.bytes)).toHaveLength(4))
    bob.say({ type: 'goodbye', reason: 'leaving' })
    await until(() =>
      expect(sgsPackets(alice.bytes).slice(1)).toEqual([
        [2, 'alice', 'alice: hello'],
        [2, 'Ann', 'Ann: hi'],
        [0, 'Боб', '<<<Боб has joined the room>>>'],
        [1, 'Боб', '<<<Боб has left the room>>>'],
      ]),
    )
    alice.write(sgsPacket(1, 'alice'))
    await alice.closed()

    await until(() =>
      expect(ann.changes.at(-1)).toMatchObject({ type: 'member-left', reason: 'leaving' }),
    )
  })

  test('is told of nobody twice who came in the moment of its login [S-F3] [PR1]', async () => {
    const { port, ann } = await classicHost({ limits: { 'presence-ms': 300 } })
    await RawClient.join(port, 'Bob')
    const alice = await loggedIn(port, 'alice')
    await until(() => expect(ann.changes).toHaveLength(3))
    ann.say(say('hi'))
    await until(() => expect(sgsPackets(alice.bytes)).toContainEqual([2, 'Ann', 'Ann: hi']))

    expect(sgsPackets(alice.bytes)).toEqual([
      [3, '', 'Ann*Bob*alice*'],
      [2, 'Ann', 'Ann: hi'],
    ])
  })

  test('reads packets that are split or glued, in either way of counting [S-D1] [S-D3]', async () => {
    const { port, ann } = await classicHost()
    const alice = await loggedIn(port, 'alice')
    const utf16 = sgsPacket(2, 'alice', 'привет')
    utf16.writeInt32LE(6, 8)
    const stream = Buffer.concat([
      sgsPacket(2, 'alice', 'one'),
      sgsPacket(2, 'alice', 'два'),
      utf16,
      sgsPacket(2, 'alice', 'last'),
    ])
    for (const byte of stream) alice.write(Buffer.from([byte]))

    await until(() =>
      expect(saidTo(ann)).toMatchObject(['one', 'два', 'привет', 'last'].map((text) => ({ text }))),
    )
  })

  test('leaves at least 25 ms between two packets, however fast it is told [S-D1]', async () => {
    const { port, ann } = await classicHost()
    const alice = await loggedIn(port, 'alice')
    for (let count = 0; count < 10; count++) ann.say(say(`m${count}`))
    await until(() => expect(sgsPackets(alice.bytes)).toHaveLength(11))

    expect(alice.chunks).toHaveLength(11)
    expect(alice.chunks.every((chunk) => sgsPackets(chunk).length === 1)).toBe(true)
  })

  test('a login under a name that has a key is refused, and speaks for nobody [S-D12] [S-D13] [S-D15]', async () => {
    const { port, ann } = await classicHost()
    const impostor = await ClassicSocket.connect(port, sgsPacket(0, 'Ann'))
    impostor.write(sgsPacket(2, 'Ann', 'I am Ann'))
    await impostor.closed()
    const alice = await loggedIn(port, 'alice')
    alice.write(sgsPacket(2, 'Ann', 'I am Ann too'))
    alice.write(sgsPacket(2, 'alice', 'done'))
    await until(() => expect(saidTo(ann).at(-1)).toMatchObject({ text: 'done' }))

    for (const { author } of saidTo(ann)) expect(author).toEqual(unverified('alice'))
  })

  test('a client that vanishes leaves once, and nothing is repeated [S-D2] [S-D20]', async () => {
    const { port, ann } = await classicHost()
    const scan = await ClassicSocket.connect(port)
    scan.socket.destroy()
    const alice = await loggedIn(port, 'alice')
    await until(() => expect(ann.changes).toHaveLength(2))
    alice.socket.resetAndDestroy()

    await until(() => expect(ann.changes.slice(2)).toMatchObject([{ type: 'member-left' }]))
    expect(saidTo(ann)).toEqual([])
  })
})

describe('telnet and McTainsh over sockets', () => {
  test('is welcomed, reads what was said, and is a member from its first line on [M-F1] [M-F2] [M-F3]', async () => {
    const { port, ann } = await classicHost()
    ann.say(say('before'))
    const telnet = await ClassicSocket.connect(port)
    await telnet.hears('before')
    expect(telnet.text).toMatch(WELCOME)
    expect(ann.changes).toHaveLength(1)
    telnet.write('/name tom\r\nhello\r\n')
    await until(() =>
      expect(saidTo(ann)).toContainEqual({ author: unverified('tom'), text: 'hello' }),
    )
    ann.say(say('hi tom'))
    await telnet.hears('Ann: hi tom\r\n')
  })

  test('a name that has a key is refused in words [M-D14]', async () => {
    const { port, ann } = await classicHost()
    const telnet = await ClassicSocket.connect(port, 'hello\r\n')
    await until(() => expect(saidTo(ann)).toHaveLength(1))
    telnet.write('/name Ann\r\n')

    await telnet.hears('The name Ann is taken in this room')
    telnet.write('still me\r\n')
    await until(() => expect(saidTo(ann)).toHaveLength(2))
    expect(JSON.stringify(saidTo(ann))).not.toContain('"name":"Ann"')
  })

  test('any bytes are said, and close no connection [M-F10]', async () => {
    const { port, ann } = await classicHost()
    const telnet = await ClassicSocket.connect(port, 'first\r\n')
    await until(() => expect(saidTo(ann)).toHaveLength(1))
    telnet.write(Buffer.from('636166e9ff0d0a', 'hex'))

    await until(() => expect(saidTo(ann).at(-1)).toMatchObject({ text: 'caf\u00e9\u00ff' }))
    expect(telnet.isEnded).toBe(false)
  })

  test('what is piped in is said to the end, however fast it comes, before its author leaves [FL2]', async () => {
    const { port, ann } = await classicHost({
      limits: { 'flood-burst': 5, 'flood-per-second': 200 },
    })
    const lines = Array.from({ length: 300 }, (_, index) => `line ${index}`)
    const pipe = await ClassicSocket.connect(port, `/name pipe\n${lines.join('\n')}`)
    pipe.socket.end()
    await pipe.closed()

    expect(saidTo(ann)).toMatchObject(lines.map((text) => ({ text })))
    await until(() => expect(ann.changes.at(-1)).toMatchObject({ type: 'member-left' }))
  })
})

describe('what the room decides', () => {
  test('who is kicked is told, and gone [UV4]', async () => {
    const { port, ann } = await classicHost({ isOwned: true })
    const telnet = await ClassicSocket.connect(port, '/name tom\r\nhello\r\n')
    await until(() => expect(saidTo(ann)).toHaveLength(1))
    const { author } = saidTo(ann)[0] as { author: { id: string } }
    await telnet.hears('tom: hello')
    ann.say({ type: 'kick-member', room: 'front', member: author.id })

    expect(await telnet.closed()).toContain('You were removed from the room.')
  })

  test('who is muted is told so, in words [MO4]', async () => {
    const { port, ann } = await classicHost({ isOwned: true })
    const telnet = await ClassicSocket.connect(port, '/name tom\r\nhello\r\n')
    await until(() => expect(saidTo(ann)).toHaveLength(1))
    const { author } = saidTo(ann)[0] as { author: { id: string } }
    ann.say({ type: 'mute-member', room: 'front', member: author.id, durationMs: null })
    await telnet.hears('Ann muted tom.')
    telnet.write('hello?\r\n')

    await telnet.hears('You were muted')
    expect(saidTo(ann)).toHaveLength(1)
  })

  test('a host that stops says so to who can be told, and closes all [B-D1]', async () => {
    const { port, server, ann } = await classicHost()
    const telnet = await ClassicSocket.connect(port, 'hello\r\n')
    const [viewer, messenger] = [
      await ClassicSocket.connect(port, 'viewer'),
      await ClassicSocket.connect(port, 'name:bob'),
    ]
    await until(() => expect(ann.changes).toHaveLength(3))
    await server.stop()

    expect(await telnet.closed()).toContain('The host stopped the room.')
    expect(await viewer.closed()).not.toContain('stopped')
    expect(await messenger.closed()).toBe('')
  })
})

describe('a peer that does not read', () => {
  test('delays nobody, and is told everything in its order when it reads again [M-D13] [SR2]', async () => {
    const { port, server, ann } = await classicHost({
      limits: { 'flood-burst': 10_000, 'live-queue-bytes': 70_000, 'recent-facts': 50 },
    })
    const deaf = await ClassicSocket.connect(port, 'viewer')
    await deaf.hears('Welcome')
    deaf.socket.pause()
    const texts = Array.from({ length: 300 }, (_, index) => `${index} ${'x'.repeat(500)}`)
    for (const text of texts) ann.say(say(text))
    await until(() => expect(ann.texts).toHaveLength(texts.length))
    expect(server.classicPeers).toBe(1)
    deaf.socket.resume()

    await deaf.hears('Ann: 299 ')
    const told = Array.from(deaf.text.matchAll(/Ann: (\d+) /g), ([, number]) => Number(number))
    expect(told).toEqual(texts.map((_, index) => index))
  })
})
