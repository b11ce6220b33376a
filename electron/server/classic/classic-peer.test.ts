// One peer of a protocol of its own, on a real socket.

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { encodeFrame } from '../../../shared/protocol/frame.ts'
import { limitsWith, type Limits } from '../../../shared/protocol/limits.ts'
import type { Request } from '../../../shared/protocol/request.ts'
import type { UnverifiedRequest } from '../../../shared/room/unverified.ts'
import { portOf } from '../../testing/port-of.ts'
import { until } from '../../testing/until.ts'
import { ClassicPeer } from './classic-peer.ts'
import type { ClassicConversation } from './conversation.ts'
import type { ClassicAct, ClassicEvent } from './protocol.ts'
import { Turns } from './turns.ts'

const MEMBER = 'me'.padEnd(22, '_')

/** Says each read as a message and writes the text of each message, without a pause. */
class Plain implements ClassicConversation {
  readonly name = 'plain'
  readonly writeGapMs = 0
  readonly joining = null
  readonly heard: ClassicEvent[] = []
  isBroken = false

  start(): readonly ClassicAct[] {
    return [{ type: 'listen', past: 0 }]
  }

  receive(bytes: Uint8Array): readonly ClassicAct[] {
    if (this.isBroken) throw new Error('a bug')
    return Array.from(bytes, (byte) => ({ type: 'say', text: String.fromCharCode(byte) }))
  }

  hear(event: ClassicEvent): readonly ClassicAct[] {
    this.heard.push(event)
    return event.type === 'message' ? [{ type: 'write', bytes: Buffer.from(event.text) }] : []
  }

  wake(): readonly ClassicAct[] {
    return []
  }

  end(): readonly ClassicAct[] {
    return [{ type: 'close' }]
  }
}

async function peerWith(limits: Partial<Limits> = {}) {
  const server = createServer({ noDelay: true })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const client = connect(portOf(server), '127.0.0.1')
  client.on('error', () => undefined)
  const [socket] = (await once(server, 'connection')) as [Socket]
  onTestFinished(() => {
    client.destroy()
    socket.destroy()
    server.close()
  })
  const conversation = new Plain()
  const asked: (Request | UnverifiedRequest)[] = []
  const ends: string[] = []
  const answering = { ask: (_request: Request | UnverifiedRequest): void => undefined }
  let count = 0
  const peer: ClassicPeer = new ClassicPeer(
    {
      socket,
      conversation,
      bytes: Buffer.from('a'),
      context: {
        roomName: 'Room',
        textBytes: 16_384,
        wallTime: { year: 2026, month: 1, day: 1, hour: 0, minute: 0, second: 0 },
        ordinal: 1,
      },
      room: 'front',
      member: MEMBER,
      limits: limitsWith(limits),
      turns: new Turns(),
      newId: () => `${count++}`.padEnd(22, '_'),
      admit: () => undefined,
    },
    {
      ask: (request) => {
        asked.push(request)
        answering.ask(request)
      },
      onLeft: (reason) => ends.push(reason),
      onEnd: () => ends.push('over'),
      onFailure: () => ends.push('failed'),
    },
  )
  return { peer, client, socket, conversation, asked, ends, answering }
}

const place = { room: 'front', epoch: 'e'.padEnd(22, '_'), at: 1 }

function message(sequence: number, text: string, id = 'x', author = 'y'): Uint8Array {
  const who = { id: author.padEnd(22, '_'), name: 'Ann' }
  return encodeFrame({
    type: 'message',
    ...place,
    sequence,
    id: id.padEnd(22, '_'),
    author: who,
    text,
  })
}

function refusal(id: string, code: string, retryAfterMs?: number): Uint8Array {
  const retry = retryAfterMs === undefined ? {} : { retryAfterMs }
  return encodeFrame({
    type: 'refusal',
    request: 'send-message',
    room: 'front',
    id,
    code,
    ...retry,
  })
}

/** The texts that were asked to be said, in order. */
function textsOf(asked: readonly (Request | UnverifiedRequest)[]): string {
  return asked.map((request) => (request.type === 'send-message' ? request.text : '')).join('')
}

test('[SR1] when nothing leaves for drain-ms it is too slow, and is destroyed soon after', async () => {
  const { peer, client, ends } = await peerWith({ 'drain-ms': 300, 'queue-bytes': 1e9 })
  peer.start()
  client.pause()
  const chunk = message(1, 'x'.repeat(60_000))
  await until(() => {
    // More than the system's buffers take.
    if (peer.queuedBytes < 1_000_000) for (let count = 0; count < 16; count++) peer.send(chunk)
    // That the room talks on does not count.
    expect(peer.send(message(2, 'x'))).toBe(true)
    expect(peer.inspect(performance.now())).toEqual({ code: 'too-slow' })
  })
  peer.close({ code: 'too-slow' })

  await until(() => expect(ends).toContain('over'))
})

test('[SR1] what would exceed queue-bytes is not taken, nor anything after it', async () => {
  const { peer } = await peerWith({ 'queue-bytes': 50_000 })

  expect(peer.send(message(1, 'x'.repeat(60_000)))).toBe(false)
  expect(peer.send(message(2, 'y'))).toBe(false)
  expect(peer.inspect(performance.now())).toEqual({ code: 'too-slow' })
})

test('what drains is not too slow, and tells when it is empty', async () => {
  const { peer, client } = await peerWith({ 'drain-ms': 10 })
  peer.start()
  client.resume()
  let drained = 0
  peer.send(message(1, 'x'.repeat(1_000)))
  peer.onceDrained(() => drained++)

  await until(() => expect(drained).toBe(1))
  expect(peer.inspect(performance.now() + 60_000)).toBeNull()
})

test('[FL2] what is refused for now is said again, first things first, and nothing is heard meanwhile', async () => {
  const { peer, client, asked, answering } = await peerWith()
  answering.ask = (request) => {
    if (request.type === 'send-message') peer.send(refusal(request.id, 'rate-limited', 30))
  }
  peer.start()
  client.write('bc')
  await until(() => expect(textsOf(asked)).toMatch(/^aa+$/))
  answering.ask = (request) => {
    if (request.type !== 'send-message') return
    setImmediate(() => peer.send(message(1, request.text, request.id, MEMBER)))
  }

  await until(() => expect(textsOf(asked)).toMatch(/^a+bc$/))
  const ids = new Set(asked.map((request) => 'id' in request && request.id))
  expect(ids.size).toBe(3)
})

test('a refusal for good is told, and what comes after it is said', async () => {
  const { peer, client, conversation, asked, answering } = await peerWith()
  answering.ask = (request) => {
    if (request.type === 'send-message') peer.send(refusal(request.id, 'muted'))
  }
  peer.start()
  client.write('b')

  await until(() => expect(textsOf(asked)).toBe('ab'))
  await until(() =>
    expect(conversation.heard).toMatchObject([
      { type: 'refused', request: 'say', code: 'muted' },
      { type: 'refused', request: 'say', code: 'muted' },
    ]),
  )
})

test('who has said what is not stored is not heard further: the system makes it wait', async () => {
  const { peer, client, socket, asked } = await peerWith()
  peer.start()
  client.write('x'.repeat(20_000_000))
  await until(() => expect(asked).toHaveLength(32))
  await until(() => expect(socket.isPaused()).toBe(true))
  const { bytesRead } = socket
  for (let turn = 0; turn < 100; turn++) await new Promise((settle) => setImmediate(settle))

  expect(socket.bytesRead).toBe(bytesRead)
  expect(asked).toHaveLength(32)
})

test('a bug in a protocol ends its own connection', async () => {
  const { peer, conversation, ends } = await peerWith()
  conversation.isBroken = true
  peer.start()

  await until(() => expect(ends).toEqual(['failed', 'connection-lost', 'over']))
})

test('[MO2] who is cut off is told why, and nothing of what was queued', async () => {
  const { peer, client, conversation } = await peerWith()
  const told: Buffer[] = []
  client.on('data', (bytes: Buffer) => told.push(bytes))
  peer.start()
  peer.send(message(1, 'queued'))
  peer.cut({ code: 'kicked' })
  await once(client, 'close')

  expect(Buffer.concat(told).toString()).toBe('')
  expect(conversation.heard).toMatchObject([{ type: 'ended', code: 'kicked' }])
})
