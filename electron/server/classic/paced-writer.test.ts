import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { portOf } from '../../testing/port-of.ts'
import { until } from '../../testing/until.ts'
import { PacedWriter } from './paced-writer.ts'
import type { Joining } from './protocol.ts'

const GAP_MS = 20

async function written(joining: Joining | null = null) {
  const server = createServer({ noDelay: true })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const client = connect(portOf(server), '127.0.0.1')
  const [socket] = (await once(server, 'connection')) as [Socket]
  const reads: { text: string; at: number }[] = []
  client.on('data', (bytes: Buffer) => {
    reads.push({ text: bytes.toString(), at: performance.now() })
  })
  onTestFinished(() => {
    client.destroy()
    socket.destroy()
    server.close()
  })
  let left = 0
  const writer: PacedWriter = new PacedWriter({
    socket,
    gapMs: GAP_MS,
    joining,
    onLeft: () => left++,
    onDue: () => writer.release(),
  })
  const write = (text: string, isStream?: boolean) => writer.write(Buffer.from(text), isStream)
  return { writer, write, reads, client, left: () => left }
}

test('writes one thing at a time, in order and at a distance', async () => {
  const { write, writer, reads, left } = await written()
  const start = performance.now()
  for (const text of ['one', 'two', 'three', 'four']) write(text)
  expect(writer.queuedBytes).toBe(15)
  await until(() => expect(reads).toHaveLength(4))

  expect(reads.map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four'])
  expect((reads.at(-1)?.at ?? 0) - start).toBeGreaterThanOrEqual(3 * GAP_MS)
  await until(() => expect([left(), writer.queuedBytes]).toEqual([4, 0]))
})

test('writes a stream together, and keeps no distance to it', async () => {
  const { write, reads } = await written()
  write('one')
  for (const text of ['a', 'b', 'c']) write(text, true)
  write('two')
  await until(() => expect(reads.map(({ text }) => text).join(' ')).toMatch(/two$/))

  expect(reads.map(({ text }) => text).join(' ')).toMatch(/^one abc ?two$/)
})

test('joins what waits, as far as it may be', async () => {
  const joining = { separator: Buffer.from('\n'), mostBytes: 9 }
  const { write, writer, reads, left } = await written(joining)
  for (const text of ['one', 'two', 'three', 'four', 'a longer one', 'five']) write(text)
  await until(() => expect(reads.at(-1)?.text).toBe('five'))

  expect(reads.map(({ text }) => text)).toEqual([
    'one',
    'two\nthree',
    'four',
    'a longer one',
    'five',
  ])
  await until(() => expect([left(), writer.queuedBytes]).toEqual([5, 0]))
})

test('keeps what belongs together until it is whole', async () => {
  const { write, writer, reads } = await written()
  writer.hold()
  for (const text of ['a', 'b', 'c']) write(text, true)
  expect(writer.queuedBytes).toBe(3)
  writer.release()
  await until(() => expect(reads).not.toEqual([]))

  expect(reads.map(({ text }) => text)).toEqual(['abc'])
})

test('ends after what was queued, and takes nothing more', async () => {
  const { write, writer, reads, client } = await written()
  write('one')
  write('two')
  writer.end()
  write('three')
  await once(client, 'end')

  expect(reads.map(({ text }) => text)).toEqual(['one', 'two'])
})

test('forgets what has not been written', async () => {
  const { write, writer, reads, client } = await written()
  write('one')
  write('two')
  writer.drop()
  writer.end()
  await once(client, 'end')

  expect(reads.map(({ text }) => text)).toEqual(['one'])
  expect(writer.queuedBytes).toBe(0)
})
