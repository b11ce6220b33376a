import { createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Proxy } from '../testing/proxy.ts'
import { newId } from '../testing/raw-client.ts'
import { TestClient } from '../testing/test-client.ts'
import { makeIdentity, startServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'
import { portOf } from '../testing/port-of.ts'

describe('in a room', () => {
  test('[SM1] [SM3] messages reach everybody in one order, the own ones acknowledged', async () => {
    const { port } = await startServer()
    const ada = await TestClient.join(port, { name: 'Ada' })
    const bob = await TestClient.join(port, { name: 'Bob' })
    for (let index = 0; index < 10; index++) {
      await ada.says(`ada ${index}`)
      await bob.says(`bob ${index}`)
    }
    await Promise.all([ada.isDelivered(), bob.isDelivered()])
    await until(() => expect(ada.texts).toHaveLength(20))
    await bob.reads(ada.texts)
    expect(ada.texts.filter((text) => text.startsWith('ada'))).toEqual(
      Array.from({ length: 10 }, (_, index) => `ada ${index}`),
    )
  })

  test('[RL1] a viewer reads and does not write', async () => {
    const { port } = await startServer()
    const ada = await TestClient.join(port, { name: 'Ada' })
    const viewer = await TestClient.join(port, { name: 'Vic', role: 'viewer' })
    expect(await viewer.loop.send('may I?')).toEqual({ ok: false, error: { code: 'read-only' } })
    await ada.says('you may not')
    await viewer.reads(['you may not'])
  })

  test('[TX1] [TX2] a text that no host takes is not even queued', async () => {
    const { port } = await startServer({ limits: { 'text-bytes': 10 } })
    const ada = await TestClient.join(port)
    expect(await ada.loop.send('€€€€')).toMatchObject({
      error: { code: 'text-too-long', detail: { max: 10 } },
    })
    expect(await ada.loop.send(' \n ')).toMatchObject({ error: { code: 'bad-text' } })
    expect(ada.loop.view.pending).toEqual([])
  })

  test('[NM3] a name that is taken ends the attempt', async () => {
    const { port } = await startServer()
    await TestClient.join(port, { name: 'Ada' })
    const second = await TestClient.start(port, { name: 'ADA' })
    expect((await second.becomes('ended')).reason).toEqual({
      code: 'name-taken',
      detail: { name: 'ADA' },
    })
  })

  test('[NM5] a rename resolves when the host has answered, with its refusal if it refuses', async () => {
    const { port } = await startServer()
    const ada = await TestClient.join(port, { name: 'Ada' })
    const bob = await TestClient.join(port, { name: 'Bob' })
    expect(await ada.loop.rename('Countess')).toEqual({ ok: true, value: undefined })
    expect(ada.loop.view.joined?.you.name).toBe('Countess')
    expect(await bob.loop.rename('countess')).toMatchObject({ error: { code: 'name-taken' } })
    expect(await bob.loop.rename('')).toMatchObject({ error: { code: 'bad-name' } })
    await until(() =>
      expect(bob.loop.view.members.map(({ name }) => name)).toEqual(['Countess', 'Bob']),
    )
  })

  test('[HS5] [GB4] a second connection of the same profile replaces the first for good', async () => {
    const { port } = await startServer()
    const instance = newId()
    const first = await TestClient.join(port, { name: 'Ada', instance })
    const second = await TestClient.join(port, { name: 'Ada', instance })
    expect((await first.becomes('ended')).reason).toEqual({ code: 'replaced' })
    await second.says('I stay')
    await second.reads(['I stay'])
    expect(first.texts).toEqual([])
  })
})

describe('the host is trusted', () => {
  test('[TR1] not before a person has said so', async () => {
    const { port, fingerprint } = await startServer()
    const asking = await TestClient.start(port, { trust: { kind: 'ask', known: [] } })
    const { reason } = await asking.becomes('ended')
    expect(reason.code).toBe('host-unknown')
    expect(String(reason.detail?.['fingerprint']).replaceAll('-', '')).toBe(fingerprint)
    expect(asking.trusted).toEqual([])
    const pinned = await TestClient.join(port, { trust: { kind: 'pinned', fingerprint } })
    expect(pinned.trusted).toEqual([fingerprint])
  })

  test('[TR5] not because its key is known from another address', async () => {
    const { port, fingerprint, reports } = await startServer()
    const known = [{ fingerprint, address: '10.0.0.9:7465', roomName: 'Harbor' }]
    const asking = await TestClient.start(port, { trust: { kind: 'ask', known } })
    expect((await asking.becomes('ended')).reason.code).toBe('host-elsewhere')
    expect(asking.trusted).toEqual([])
    expect(reports).toEqual([])
  })

  test('[TR1] no more when its key has changed', async () => {
    const { port } = await startServer()
    const other = await makeIdentity()
    const pinned = await TestClient.start(port, {
      trust: { kind: 'pinned', fingerprint: other.fingerprint },
    })
    expect((await pinned.becomes('ended')).reason.code).toBe('host-changed')
  })

  test('[TR2] by its key of the first time, also when it was trusted unseen', async () => {
    const host = await startServer()
    const ada = await TestClient.join(host.port)
    await host.server.stop()
    await startServer({ port: host.port, identity: await makeIdentity() })
    expect((await ada.becomes('ended')).reason.code).toBe('host-changed')
    expect(ada.trusted).toEqual([host.fingerprint])
  })
})

describe('when the connection is lost', () => {
  test('a host that stops and starts again is found, and what was queued arrives once and in order', async () => {
    const host = await startServer()
    const ada = await TestClient.join(host.port, { name: 'Ada' })
    await host.server.stop()
    await until(() => expect(ada.reasons).toContain('host-stopped'))
    const queued = Array.from({ length: 5 }, (_, index) => `queued ${index}`)
    await ada.says(...queued)

    const again = await startServer({ port: host.port })
    await ada.becomes('online')
    await ada.isDelivered()

    const bob = await TestClient.join(again.port, { name: 'Bob' })
    await bob.reads(queued)
    await ada.reads(queued)
  })

  test('[HB2] [B4] a host that is silent is given up', async () => {
    const { port } = await startServer({ limits: { 'heartbeat-ms': 300, 'silence-ms': 1_500 } })
    const proxy = await Proxy.to(port)
    const ada = await TestClient.join(proxy.port)
    proxy.swallow()
    await until(() => expect(ada.reasons).toContain('timed-out'))
  })

  test('[JN3] [DF3] what was said meanwhile is caught up, and told as such', async () => {
    const { port } = await startServer()
    const proxy = await Proxy.to(port)
    const ada = await TestClient.join(proxy.port, { name: 'Ada' })
    const bob = await TestClient.join(port, { name: 'Bob' })
    await bob.says('before')
    await ada.reads(['before'])

    // Nothing gets through any more; Ada learns of it only by the cut.
    proxy.swallow()
    await bob.says('one', 'two', 'three')
    await bob.isDelivered()
    const back = await Proxy.to(port)
    proxy.redirect(back)
    proxy.cut()
    await ada.reads(['before', 'one', 'two', 'three'])

    const away = ada.events.filter(({ type }) => type === 'was-away')
    expect(away).toEqual([
      { type: 'was-away', at: expect.any(Number) as unknown, after: 1, count: 3 },
    ])
  })

  test('[JN3] [HI1] a long absence shows the newest first, and the rest is read behind it', async () => {
    const limits = { 'recent-facts': 2, 'flood-burst': 1_000 }
    const { port } = await startServer({ limits })
    const proxy = await Proxy.to(port)
    const ada = await TestClient.join(proxy.port, { name: 'Ada' })
    const bob = await TestClient.join(port, { name: 'Bob' })
    await bob.says('before')
    await ada.reads(['before'])
    proxy.swallow()
    const missed = Array.from({ length: 250 }, (_, index) => `missed ${index}`)
    await bob.says(...missed)
    await bob.isDelivered()
    proxy.redirect(await Proxy.to(port))
    proxy.cut()
    await ada.reads(missed.slice(-2))
    expect(ada.events.find(({ type }) => type === 'was-away')).toMatchObject({
      after: 1,
      count: 250,
    })
    await until(() => expect(ada.loop.session.held).toEqual([{ from: 1, to: 251 }]))
    ada.loop.readOlder()
    await until(() => expect(ada.texts).toHaveLength(102))
    ada.loop.readOlder()
    await until(() => expect(ada.texts).toHaveLength(202))
    ada.loop.readOlder()
    await ada.reads(['before', ...missed])
    expect(ada.loop.view.older).toBe('none')
  })

  test('[SM2] a message whose acknowledgement was lost is not said twice', async () => {
    const { port } = await startServer()
    const proxy = await Proxy.to(port)
    const ada = await TestClient.join(proxy.port, { name: 'Ada' })
    const bob = await TestClient.join(port, { name: 'Bob' })
    proxy.swallowAnswers()
    await ada.says('once')
    await bob.reads(['once'])
    proxy.redirect(await Proxy.to(port))
    proxy.cut()
    await ada.isDelivered()
    await ada.reads(['once'])
    await bob.says('twice')
    await bob.reads(['once', 'twice'])
    expect(ada.loop.view.pending).toEqual([])
  })

  test('a message waits from the moment it is sent, before anything is told of it', async () => {
    const { port } = await startServer()
    const ada = await TestClient.join(port)

    await ada.says('last words')

    expect(ada.loop.hasWaiting).toBe(true)
    await until(() => expect(ada.loop.hasWaiting).toBe(false))
    await ada.reads(['last words'])
  })

  test('waking up tries at once', async () => {
    const host = await startServer()
    const ada = await TestClient.join(host.port)
    await host.server.stop()
    await ada.becomes('waiting')
    await startServer({ port: host.port })
    await until(() => {
      ada.client.wake()
      expect(ada.loop.view.connection.kind).toBe('online')
    })
  })

  test('[HB3] waking up finds a connection that died in its sleep, long before its silence does', async () => {
    const { port } = await startServer()
    const proxy = await Proxy.to(port)
    const ada = await TestClient.join(proxy.port, { name: 'Ada' })
    proxy.swallow()
    ada.client.wake()
    expect((await ada.becomes('waiting')).reason.code).toBe('timed-out')
    proxy.redirect(await Proxy.to(port))
    await ada.becomes('online')
  })
})

describe('who leaves', () => {
  test('[GB1] says goodbye', async () => {
    const { port } = await startServer()
    const ada = await TestClient.join(port, { name: 'Ada' })
    const bob = await TestClient.join(port, { name: 'Bob' })
    await until(() => expect(ada.loop.view.members).toHaveLength(2))
    await bob.client.leave()
    expect(bob.loop.view.connection).toEqual({ kind: 'ended', reason: { code: 'leaving' } })
    await until(() =>
      expect(ada.loop.view.timeline).toContainEqual(
        expect.objectContaining({ kind: 'left', reason: 'leaving' }),
      ),
    )
  })

  test('may do so during the dial, and twice', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => sockets.push(socket))
    await new Promise<void>((settle) => silent.listen(0, '127.0.0.1', settle))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      silent.close()
    })
    const port = portOf(silent)
    const ada = await TestClient.start(port)
    await until(() => expect(sockets).toHaveLength(1))
    await Promise.all([ada.client.leave(), ada.client.leave()])
    expect(ada.loop.view.connection).toEqual({ kind: 'ended', reason: { code: 'leaving' } })
    for (const socket of sockets) socket.resume()
    await until(() => expect(sockets.every(({ readableEnded }) => readableEnded)).toBe(true))
  })

  test('[CN6] what was never online is not tried again', async () => {
    const { server, port } = await startServer()
    await server.stop()
    const ada = await TestClient.start(port)
    expect((await ada.becomes('ended')).reason.code).toBe('connection-refused')
    expect(ada.reasons).not.toContain('waiting')
  })

  test('what answers TLS and closes is told from a host that is gone', async () => {
    const { port } = await startServer({ limits: { 'members-per-host': 1 } })
    await TestClient.join(port, { name: 'Ada' })
    const second = await TestClient.start(port, { name: 'Bob' })
    expect((await second.becomes('ended')).reason).toEqual({
      code: 'host-full',
      detail: { max: 1 },
    })
  })
})
