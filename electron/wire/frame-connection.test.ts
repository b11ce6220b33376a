import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, createServer, type TLSSocket } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import type { ChatError } from '../../shared/error.ts'
import { encodeFrame, FrameDecoder } from '../../shared/protocol/frame.ts'
import { testIdentity } from '../testing/test-server.ts'
import { readJson } from '../testing/json.ts'
import { until } from '../testing/until.ts'
import { FrameConnection, type FrameConnectionLimits } from './frame-connection.ts'
import { portOf } from '../testing/port-of.ts'

const LIMITS: FrameConnectionLimits = {
  frameBytes: 65_536,
  heartbeatMs: 25_000,
  silenceMs: 60_000,
  frameMs: 10_000,
  queueBytes: 1_048_576,
  drainMs: 15_000,
}

interface Ends {
  readonly connection: FrameConnection
  /** The socket that it runs on. */
  readonly socket: TLSSocket
  /** What the connection's owner was told. */
  readonly told: string[]
  /** The other side of the connection, and the TCP socket below it. */
  readonly peer: TLSSocket
  readonly peerTcp: Socket
  /** When the connection was made. `inspect` takes the time, so that none has to pass. */
  readonly now: number
}

/** A connection over real TLS, and the other side of it by hand. */
async function connectEnds(limits: Partial<FrameConnectionLimits> = {}): Promise<Ends> {
  const { privateKey: key, certificate: cert } = await testIdentity()
  const server = createServer({ key, cert })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const peerTcp = connectTcp({ port: portOf(server), allowHalfOpen: true })
  peerTcp.on('error', () => undefined)
  const peer = connectTls({ socket: peerTcp, rejectUnauthorized: false })
  peer.on('error', () => undefined)
  const socket = await new Promise<TLSSocket>((settle) => server.once('secureConnection', settle))
  onTestFinished(() => {
    socket.destroy()
    peer.destroy()
    server.close()
  })
  const told: string[] = []
  // A whole number: sums of it with milliseconds are exact.
  const now = Math.floor(performance.now())
  const connection = new FrameConnection(
    socket,
    { ...LIMITS, ...limits },
    {
      onBody: (body) => told.push(Buffer.from(body).toString()),
      onBadFrame: (error: ChatError) => told.push(error.code),
      onEnd: () => told.push('end'),
    },
    now,
  )
  return { connection, socket, told, peer, peerTcp, now }
}

/** The types of the frames that the peer gets, and their reasons. */
function heardBy(peer: TLSSocket): string[] {
  const heard: string[] = []
  const decoder = new FrameDecoder(1 << 24)
  peer.on('data', (bytes: Buffer) =>
    decoder.push(bytes, (body) => {
      const { type, reason } = readJson<Record<string, string>>(Buffer.from(body).toString())
      heard.push(reason === undefined ? String(type) : `${type} ${reason}`)
    }),
  )
  return heard
}

test('[HB1] beats after heartbeat-ms without sending, and not before', async () => {
  const { connection, peer, now } = await connectEnds({ heartbeatMs: 1_000 })
  const heard = heardBy(peer)
  expect(connection.inspect(now + 999)).toBeNull()
  connection.send(encodeFrame({ type: 'first' }))
  await until(() => expect(heard).toEqual(['first']))
  expect(connection.inspect(performance.now() + 1_000)).toBeNull()
  await until(() => expect(heard).toEqual(['first', 'heartbeat']))
})

test('[HB2] [B4] is dead after silence-ms without hearing, and any byte counts as heard', async () => {
  const { connection, peer, now } = await connectEnds({ silenceMs: 1_000 })
  expect(connection.inspect(now + 999)).toBeNull()
  expect(connection.inspect(now + 1_000)).toEqual({ code: 'timed-out' })
  peer.write(Buffer.from([0]))
  await until(() => expect(connection.inspect(now + 1_000)).toBeNull())
})

test('[B2] a frame that drips in is not waited for', async () => {
  const { connection, socket, peer, told } = await connectEnds({ frameMs: 1_000 })
  const frame = encodeFrame({ type: 'slow' })
  peer.write(frame.subarray(0, 6))
  await until(() => expect(connection.inspect(Infinity)).toEqual({ code: 'timed-out' }))
  const begunBefore = performance.now()
  const heard = once(socket, 'data')
  peer.write(frame.subarray(6, 7))
  await heard
  // The byte does not extend the time of the frame that it belongs to.
  expect(connection.inspect(begunBefore + 1_000)).toEqual({ code: 'timed-out' })
  peer.write(frame.subarray(7))
  await until(() => expect(told).toEqual(['{"type":"slow"}']))
  expect(connection.inspect(performance.now() + 30_000)).toEqual(null)
})

test('[RQ5] reads nothing while it is paused, and everything afterwards', async () => {
  const { connection, socket, peer, told } = await connectEnds()
  connection.pauseReading(300)
  const pausedAt = performance.now()
  peer.write(encodeFrame({ type: 'later' }))
  connection.pauseReading(600)
  await until(() => expect(told).toEqual(['{"type":"later"}']))

  expect(performance.now() - pausedAt).toBeGreaterThanOrEqual(599)
  expect(socket.isPaused()).toBe(false)
})

test('[RQ5] [HB2] [B2] a pause counts neither as silence nor against a frame that has begun', async () => {
  const { connection, socket, peer } = await connectEnds({ silenceMs: 1_000, frameMs: 1_000 })
  const heard = once(socket, 'data')
  peer.write(encodeFrame({ type: 'slow' }).subarray(0, 6))
  await heard
  connection.pauseReading(60_000)
  const later = performance.now() + 50_000

  expect(connection.inspect(later)).toBeNull()
  expect(connection.inspect(later + 999)).toBeNull()
})

test('[RQ5] [GB1] a connection that is paused closes as any other', async () => {
  const { connection, peer, told } = await connectEnds()
  const heard = heardBy(peer)
  connection.pauseReading(60_000)
  connection.close({ code: 'host-stopped' })
  await until(() => expect(told).toEqual(['end']))
  expect(heard).toEqual(['goodbye host-stopped'])
})

test('[SR1] [B30] what does not fit into the queue is refused, and so is all that follows', async () => {
  const { connection, peer } = await connectEnds({ queueBytes: 100_000 })
  peer.pause()
  const large = encodeFrame({ type: 'large', text: 'x'.repeat(50_000) })
  let taken = 0
  while (connection.send(large)) taken++
  // A small frame would fit: after the gap it would look as if nothing was missing.
  expect(connection.send(encodeFrame({ type: 'small' }))).toBe(false)
  const heard = heardBy(peer)
  peer.resume()
  connection.close({ code: 'too-slow' })
  await until(() => expect(heard.at(-1)).toBe('goodbye too-slow'))
  expect(heard.filter((type) => type === 'large')).toHaveLength(taken)
  expect(heard).not.toContain('small')
})

test('[SR1] [B30] a queue from which nothing leaves for drain-ms is too slow', async () => {
  const { connection, peer, now } = await connectEnds({ queueBytes: 1 << 26, drainMs: 1_000 })
  peer.pause()
  connection.send(encodeFrame({ type: 'large', text: 'x'.repeat(1 << 25) }))
  expect(connection.inspect(now + 999)).toBeNull()
  expect(connection.inspect(now + 1_000)).toEqual({ code: 'too-slow' })
})

test('[SR1] a queue that grows by more than leaves it drains all the same', async () => {
  const { connection, peer, now } = await connectEnds({ queueBytes: 1 << 26, drainMs: 1_000 })
  let read = 0
  peer.on('data', (bytes: Buffer) => {
    read += bytes.length
    if (read > 1 << 23) peer.pause()
  })
  peer.pause()
  connection.send(encodeFrame({ type: 'first', text: 'x'.repeat(1 << 23) }))
  expect(connection.inspect(now + 500)).toBeNull()
  connection.send(encodeFrame({ type: 'second', text: 'x'.repeat(1 << 25) }))
  peer.resume()
  await until(() => expect(read).toBeGreaterThan(1 << 23))
  await until(() => expect(connection.inspect(now + 1_000)).toBeNull())
})

test('[GB1] says goodbye with the reason after what is queued, then closes', async () => {
  const { connection, peer, told } = await connectEnds()
  const heard = heardBy(peer)
  connection.send(encodeFrame({ type: 'last' }))
  connection.close({ code: 'host-stopped' })
  connection.close({ code: 'leaving' })
  connection.send(encodeFrame({ type: 'late' }))
  await until(() => expect(told).toEqual(['end']))
  expect(heard).toEqual(['last', 'goodbye host-stopped'])
})

test('closes though the peer neither reads nor closes', async () => {
  const { connection, peer, told } = await connectEnds({ queueBytes: 1 << 26 })
  peer.pause()
  connection.send(encodeFrame({ type: 'large', text: 'x'.repeat(1 << 25) }))
  connection.close({ code: 'too-slow' })
  await until(() => expect(told).toEqual(['end']))
})

test('what comes after the goodbye is not heard', async () => {
  const { connection, peer, told } = await connectEnds()
  connection.close({ code: 'host-stopped' })
  peer.write(encodeFrame({ type: 'late' }))
  peer.write(Buffer.from('ffffffff', 'hex'))
  await until(() => expect(told).toEqual(['end']))
})

test('[B5] a peer that half closes is gone', async () => {
  const { told, peer } = await connectEnds()
  peer.end()
  await until(() => expect(told).toEqual(['end']))
})

test('a reset is an end like any other', async () => {
  const { connection, told, peerTcp, now } = await connectEnds()
  peerTcp.resetAndDestroy()
  await until(() => expect(told).toEqual(['end']))
  connection.close({ code: 'leaving' })
  expect(connection.inspect(now + 1_000_000)).toBeNull()
})

test('[FR3] tells once that the stream has no frame borders any more', async () => {
  const { connection, told, peer } = await connectEnds({ frameBytes: 100 })
  peer.write(Buffer.concat([encodeFrame({ type: 'fits' }), Buffer.from([0, 0, 0, 101])]))
  await until(() => expect(told).toEqual(['{"type":"fits"}', 'frame-too-large']))
  connection.close({ code: 'frame-too-large' })
  peer.write(encodeFrame({ type: 'fits' }))
  await until(() => expect(told).toEqual(['{"type":"fits"}', 'frame-too-large', 'end']))
})

test('[FR3] a limit that is raised holds for the next frame', async () => {
  const { connection, told, peer } = await connectEnds({ frameBytes: 20 })
  connection.setLimits({ frameBytes: 200 })
  peer.write(encodeFrame({ type: 'x'.repeat(100) }))
  await until(() => expect(told).toEqual([`{"type":"${'x'.repeat(100)}"}`]))
})

test('[HB3] is dead when an answer that it was asked for does not come', async () => {
  const { connection, now } = await connectEnds()
  connection.expectAnswer(3_000, now)
  expect(connection.inspect(now + 2_999)).toBeNull()
  expect(connection.inspect(now + 3_000)).toEqual({ code: 'timed-out' })
})

test('[HB3] lives when anything is heard in time', async () => {
  const { connection, peer, told, now } = await connectEnds()
  connection.expectAnswer(3_000, now)
  peer.write(encodeFrame({ type: 'heartbeat' }))
  await until(() => expect(told).toHaveLength(1))
  expect(connection.inspect(now + 4_000)).toBeNull()
})
