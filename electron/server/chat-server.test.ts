import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { encodeFrame } from '../../shared/protocol/frame.ts'
import { isClosed, plainSocket } from '../testing/plain-socket.ts'
import { hello, joinFront, newId, RawClient, say } from '../testing/raw-client.ts'
import { startServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

test('[CN4] the deadline runs from the accept: TLS that takes its time does not extend it', async () => {
  const { port } = await startServer({ limits: { 'hello-ms': 2_400, 'heartbeat-ms': 600 } })
  const tcp = plainSocket(port)
  const prompt = await RawClient.connect(port)
  await prompt.frame('heartbeat')
  const late = await RawClient.secure(tcp)

  const closings = [prompt, late].map(async (client) => {
    expect(await client.closed()).toBe('hello-late')
    return performance.now()
  })
  const [promptAt = 0, lateAt = 0] = await Promise.all(closings)

  // The heartbeat came 600 ms after the accept: counted from TLS, the late one would have that much more.
  expect(lateAt - promptAt).toBeLessThan(500)
})

test('[SR1] [B30] a reader who does not read is closed, and the others get everything in order', async () => {
  const host = await startServer({
    limits: { 'flood-burst': 100_000, 'drain-ms': 2_000 },
  })
  const slow = await RawClient.connect(host.port, { isReading: false })
  slow.say(hello('Slow'))
  slow.say(joinFront())
  const [ada, bob] = [
    await RawClient.join(host.port, 'Ada'),
    await RawClient.join(host.port, 'Bob'),
  ]
  const said: string[] = []
  const hasLeft = () => host.reports.some(({ event }) => event === 'member-left')

  while (!hasLeft()) {
    const text = `${said.length} ${'x'.repeat(16_000)}`
    said.push(text)
    ada.say(say(text))
    await until(() => expect(bob.texts).toHaveLength(said.length))
  }

  expect(bob.texts).toEqual(said)
  await until(() => expect(ada.texts).toEqual(said))
  await until(() => {
    expect(ada.changes).toContainEqual(
      expect.objectContaining({ type: 'member-left', reason: 'too-slow' }),
    )
  })
})

test('[SR2] [SR3] [B30] a reader who falls behind catches up, misses nothing, and is told who is here', async () => {
  const limits = { 'flood-burst': 100_000, 'live-queue-bytes': 65_536, 'recent-facts': 20 }
  const host = await startServer({ limits })
  const slow = await RawClient.connect(host.port, { isReading: false })
  slow.say(hello('Slow'))
  slow.say(joinFront())
  await until(() => expect(host.reports).toMatchObject([{ event: 'member-joined' }]))
  const ada = await RawClient.join(host.port, 'Ada')
  const said: string[] = []
  // The kernel's own buffers hold some MiB before anything is queued.
  for (let index = 0; index < 1_000; index++) {
    said.push(`${index} ${'x'.repeat(16_000)}`)
    ada.say(say(said.at(-1) ?? ''))
    await until(() => expect(ada.texts).toHaveLength(said.length))
  }
  const bob = await RawClient.join(host.port, 'Bob')

  slow.resume()
  await until(() => expect(slow.texts).toEqual(said))
  const names = (slow.frames.findLast(({ type }) => type === 'snapshot')?.['members'] ??
    []) as readonly { readonly name: string }[]
  expect(names.map(({ name }) => name)).toEqual(['Slow', 'Ada', 'Bob'])
  bob.say(say('live again'))
  await until(() => expect(slow.texts.at(-1)).toBe('live again'))
})

test('[SR1] who is closed while joining, for not reading, is not shown as present', async () => {
  const host = await startServer({
    limits: {
      'queue-bytes': 100_000,
      'recent-bytes': 1_000_000,
      'flood-burst': 100_000,
      'drain-ms': 60_000,
    },
  })
  const ada = await RawClient.join(host.port, 'Ada')
  for (let index = 1; index <= 40; index++) {
    ada.say(say(`${index} ${'x'.repeat(16_000)}`))
    await until(() => expect(ada.texts).toHaveLength(index))
  }

  const slow = await RawClient.connect(host.port)
  slow.say(hello('Slow'))
  slow.say(joinFront())
  await slow.closed()

  await until(() => {
    const last = ada.frames.findLast(({ type }) => type === 'presence')
    expect(last).toMatchObject({ count: 1 })
    expect(last?.['changes']).toEqual([expect.objectContaining({ type: 'member-left' })])
  })
})

test('[RQ5] who asks too fast is heard later, and nobody else', async () => {
  // With what may be said besides: 40 at once, then 100 a second.
  const limits = { 'requests-at-once': 10, 'requests-per-second': 90 }
  const { port } = await startServer({ limits })
  const [eve, ann] = [await RawClient.join(port, 'Eve'), await RawClient.join(port, 'Ann')]
  const beganAt = performance.now()
  const beat = encodeFrame({ type: 'heartbeat', reply: true })
  eve.write(Buffer.concat(Array.from({ length: 240 }, () => beat)))
  const beats = () => eve.frames.filter(({ type }) => type === 'heartbeat')
  await until(() => expect(beats()).toHaveLength(240))

  eve.say(say('later'))
  ann.say(say('at once'))
  await until(() => expect(ann.texts).toHaveLength(2))

  expect(ann.texts).toEqual(['at once', 'later'])
  expect(performance.now() - beganAt).toBeGreaterThanOrEqual(2_000)
})

test('[CN1] one connection too many of an address is closed without a word', async () => {
  const { port } = await startServer({ limits: { 'connections-per-address': 2 } })
  const [ada] = [await RawClient.join(port, 'Ada'), await RawClient.join(port, 'Bob')]

  const third = plainSocket(port)
  await isClosed(third)
  expect(third.bytesRead).toBe(0)

  ada.destroy()
  await until(async () => {
    const again = await RawClient.connect(port)
    expect(again.isClosed).toBe(false)
    again.destroy()
  })
})

test('[CN2] too many new connections a second of an address are closed', async () => {
  const { port } = await startServer({ limits: { 'new-per-second-per-address': 2 } })
  const sockets = Array.from({ length: 8 }, () => plainSocket(port))
  await until(() => {
    sockets.forEach((socket) => socket.resume())
    expect(sockets.filter((socket) => socket.destroyed).length).toBeGreaterThanOrEqual(3)
  })
  expect(sockets.filter((socket) => !socket.destroyed).length).toBeGreaterThanOrEqual(2)
})

test('[HS4] one member too many is told that the host is full', async () => {
  const { port } = await startServer({ limits: { 'members-per-host': 1 } })
  await RawClient.join(port, 'Ada')
  const second = await RawClient.connect(port)
  second.say(hello('Bob'))
  expect(await second.closed()).toBe('host-full')
  expect(second.frames.at(-1)).toEqual({ type: 'goodbye', reason: 'host-full', detail: { max: 1 } })
})

test('[HS5] a second connection of the same instance replaces the first', async () => {
  const { port } = await startServer()
  const instance = newId()
  const [first, second] = [await RawClient.connect(port), await RawClient.connect(port)]
  first.say(hello('Ada', instance))
  first.say(joinFront())
  await first.frame('joined')
  second.say(hello('Ada', instance))
  second.say(joinFront())
  expect(await first.closed()).toBe('replaced')
  expect(await second.frame('joined')).toMatchObject({ count: 1, you: { name: 'Ada' } })
})

test('[VR3] an unknown request of an admitted client is refused, and the client stays', async () => {
  const { port } = await startServer()
  const ada = await RawClient.join(port, 'Ada')
  ada.say({ type: 'teleport', room: 'front' })
  expect(await ada.frame('refusal')).toEqual({
    type: 'refusal',
    request: 'teleport',
    code: 'unknown-request',
  })
  ada.say(say('still here'))
  await until(() => expect(ada.texts).toEqual(['still here']))
})

test('[GB1] a goodbye is answered with one', async () => {
  const { port } = await startServer()
  const ada = await RawClient.join(port, 'Ada')
  ada.say({ type: 'goodbye', reason: 'leaving' })
  expect(await ada.closed()).toBe('leaving')
})

test('[HB1] [HB2] [B4] the host beats when it has nothing to say, and closes what is silent', async () => {
  const { port } = await startServer({ limits: { 'heartbeat-ms': 100, 'silence-ms': 1_500 } })
  const ada = await RawClient.join(port, 'Ada')
  await ada.frame('heartbeat')
  expect(await ada.closed()).toBe('timed-out')
})

test('[DF1] what a room says reaches everybody in one order and as the same bytes', async () => {
  const { port } = await startServer()
  const ada = await RawClient.join(port, 'Ada')
  const bob = await RawClient.join(port, 'Bob')
  const cid = await RawClient.join(port, 'Cid')
  // One tick of the host: many frames in one write.
  bob.write(Buffer.concat(Array.from({ length: 20 }, (_, index) => encodeFrame(say(`b${index}`)))))
  cid.write(Buffer.concat(Array.from({ length: 20 }, (_, index) => encodeFrame(say(`c${index}`)))))

  await until(() => [ada, bob, cid].forEach((person) => expect(person.texts).toHaveLength(40)))

  const factsOf = ({ chunks }: RawClient): string => {
    const all = Buffer.concat(chunks).toString('latin1')
    return (all.match(/\{"type":"message".*?\}(?=[^}]*?(\{|$))/gs) ?? []).join('\n')
  }
  expect(factsOf(bob)).toBe(factsOf(ada))
  expect(factsOf(cid)).toBe(factsOf(ada))
  const sequences = ada.frames
    .filter(({ type }) => type === 'message')
    .map((fact) => fact['sequence'])
  expect(sequences).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
})

test('[PR1] a burst of joins is told in one frame', async () => {
  const { port } = await startServer({ limits: { 'presence-ms': 1_500 } })
  const ada = await RawClient.join(port, 'Ada')
  await ada.frame('presence')
  ada.frames.length = 0
  await Promise.all(
    Array.from({ length: 10 }, (_, index) => RawClient.join(port, `Guest ${index}`)),
  )

  await until(() => {
    const told = ada.frames.filter(({ type }) => type === 'presence')
    expect(told.at(-1)).toMatchObject({ count: 11 })
    expect(ada.changes).toHaveLength(10)
    // Two only when the machine was so slow that the burst took longer than `presence-ms`.
    expect(told.length).toBeLessThanOrEqual(2)
  })
})

test('[PR2] above presence-detail-members only the count is told', async () => {
  const { port } = await startServer({ limits: { 'presence-detail-members': 1 } })
  const ada = await RawClient.join(port, 'Ada')
  await RawClient.join(port, 'Bob')
  await until(() => {
    expect(ada.frames.findLast(({ type }) => type === 'presence')).toEqual({
      type: 'presence',
      room: 'front',
      changes: [],
      count: 2,
    })
  })
})

test('[PR4] who came is told before the same member takes another name', async () => {
  const { port } = await startServer({ limits: { 'presence-ms': 60_000 } })
  const ada = await RawClient.join(port, 'Ada')
  const bob = await RawClient.join(port, 'Bob')
  bob.say({ type: 'rename', room: 'front', name: 'Robert' })
  await ada.frame('member-renamed')
  const order = ada.frames.map(({ type }) => type).filter((type) => type !== 'welcome')
  expect(order).toEqual(['challenge', 'joined', 'presence', 'member-renamed'])
})

test('[PR4] who came is told before what the same member says, and nobody else has to wait', async () => {
  const { port } = await startServer({ limits: { 'presence-ms': 60_000 } })
  const ada = await RawClient.join(port, 'Ada')
  const bob = await RawClient.join(port, 'Bob')
  bob.say(say('hello'))
  await ada.frame('message')
  bob.say(say('again'))
  await until(() => expect(ada.texts).toEqual(['hello', 'again']))
  const order = ada.frames.map(({ type }) => type).filter((type) => type !== 'welcome')
  expect(order).toEqual(['challenge', 'joined', 'presence', 'message', 'message'])
})

describe('a host that stops', () => {
  test('[GB1] says host-stopped to everybody and frees its port at once', async () => {
    const host = await startServer()
    const ada = await RawClient.join(host.port, 'Ada')
    const greeting = await RawClient.connect(host.port)
    ada.say(say('last words'))
    await until(() => expect(ada.texts).toEqual(['last words']))

    await host.server.stop()
    const again = await startServer({ port: host.port })

    expect(again.port).toBe(host.port)
    expect(await ada.closed()).toBe('host-stopped')
    expect(await greeting.closed()).toBe('host-stopped')
  })

  test('does not wait for those who neither read nor close', async () => {
    const host = await startServer()
    const stuck = await RawClient.connect(host.port, { isReading: false, isHalfOpen: true })
    stuck.say(hello('Stuck'))
    stuck.say(joinFront())
    await until(() => expect(host.reports).toHaveLength(1))
    const bare = plainSocket(host.port, true)
    await once(bare, 'connect')
    await host.server.stop()
    expect((await startServer({ port: host.port })).port).toBe(host.port)
  })
})
