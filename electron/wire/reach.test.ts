import { connect, createServer, type Server, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { portOf } from '../testing/port-of.ts'
import { TestClient } from '../testing/test-client.ts'
import { startServer } from '../testing/test-server.ts'
import { reach } from './reach.ts'

const never = new AbortController().signal

/** Something on a free port that does this with each connection. */
async function listening(handle: (socket: Socket, count: number) => void): Promise<Server> {
  let count = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    handle(socket, ++count)
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return server
}

/** A way to a host on which the first connection is so slow that it is taken for silence. */
async function slowWayTo(port: number) {
  let connections = 0
  const way = await listening((socket, count) => {
    connections = count
    if (count === 1) {
      socket.end('Welcome 11/20/2026 10:11:04 AM\n\r')
      return
    }
    const host = connect(port, '127.0.0.1')
    host.on('error', () => undefined)
    host.on('close', () => socket.destroy())
    socket.pipe(host).pipe(socket)
  })
  return { port: portOf(way), connections: () => connections }
}

test('[UV2] a welcome for classic programs is answered by coming again at once', async () => {
  const { port, fingerprint } = await startServer({ classic: true })
  const way = await slowWayTo(port)

  const reached = await reach({ address: '127.0.0.1', port: way.port }, never)

  if (reached.ok) onTestFinished(() => void reached.value.socket.destroy())
  expect(reached).toMatchObject({ ok: true, value: { fingerprint } })
  expect(way.connections()).toBe(2)
})

test('[UV2] a client that is welcomed so is online, and was told of no failure', async () => {
  const { port } = await startServer({ classic: true })
  const way = await slowWayTo(port)

  const client = await TestClient.join(way.port)

  expect(client.reasons).toEqual([])
})

test('what answers in plain text twice is not Parley', async () => {
  let connections = 0
  const server = await listening((socket, count) => {
    connections = count
    socket.end('220 harbor ESMTP\r\n')
  })
  const port = portOf(server)

  expect(await reach({ address: '127.0.0.1', port }, never)).toMatchObject({
    ok: false,
    error: { code: 'not-parley', detail: { port } },
  })
  expect(connections).toBe(2)
})

test('what closes without a word is dialed once', async () => {
  let connections = 0
  const server = await listening((socket, count) => {
    connections = count
    socket.destroy()
  })

  const reached = await reach({ address: '127.0.0.1', port: portOf(server) }, never)

  expect(reached).toMatchObject({ ok: false, error: { code: 'closed-early' } })
  expect(connections).toBe(1)
})
