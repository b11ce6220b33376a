// What a host answers to input that no client of ours sends, over real sockets. The numbers are those of
// docs/bad-input.md.

import { describe, expect, test } from 'vitest'
import { encodeFrame } from '../../shared/protocol/frame.ts'
import { hello, joinFront, newId, RawClient, say } from '../testing/raw-client.ts'
import { startServer, type TestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

/** Milliseconds. With this nothing is closed by a deadline within a test. */
const NEVER = 600_000
const PATIENT = { 'hello-ms': NEVER, 'authenticated-ms': NEVER, 'silence-ms': NEVER }

function frameOf(body: Uint8Array | string): Buffer {
  const bytes = Buffer.from(body)
  const header = Buffer.alloc(4)
  header.writeUInt32BE(bytes.length)
  return Buffer.concat([header, bytes])
}

function headerOf(length: number): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt32BE(length)
  return header
}

/** A message with a text that is written as it stands, escapes and all. */
function rawMessage(text: string): Buffer {
  const id = newId()
  return frameOf(`{"type":"send-message","room":"front","id":"${id}","text":"${text}"}`)
}

const POISON = '"__proto__":{"bad":1},"constructor":{"prototype":{"bad":1}}'

/** What ends the connection of a member, and with which reason. */
const CLOSING: readonly (readonly [string, Uint8Array, string])[] = [
  ['[B6] an empty frame', headerOf(0), 'bad-frame'],
  ['[B7] a length above the limit', headerOf(65_537), 'frame-too-large'],
  [
    '[B7] a length that is negative when it is read as signed',
    headerOf(0xffff_ffff),
    'frame-too-large',
  ],
  ['[B7] a length of half of all memory', headerOf(0x7fff_ffff), 'frame-too-large'],
  ['[B10] an overlong NUL', frameOf(Uint8Array.of(0x22, 0xc0, 0x80, 0x22)), 'bad-utf8'],
  ['[B10] a surrogate in UTF-8', frameOf(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)), 'bad-utf8'],
  ['[B10] a character that is cut off', frameOf(Uint8Array.of(0x22, 0xe2, 0x82, 0x22)), 'bad-utf8'],
  ['[B10] a byte order mark', frameOf('\uFEFF{"type":"heartbeat"}'), 'bad-json'],
  ['[B16] brackets that nest deeply', frameOf('['.repeat(20_000)), 'bad-json'],
  ['[B16] objects that nest deeply', frameOf('{"a":'.repeat(9) + '1' + '}'.repeat(9)), 'bad-json'],
  ['[B17] more values than a request has', frameOf(`[${'0,'.repeat(100)}0]`), 'bad-json'],
  ['[B17] a number beyond all numbers', rawRead('1e999'), 'bad-request'],
  ['[B17] a number that loses its last digit', rawRead('9007199254740993'), 'bad-request'],
  ['[B17] a key twice, of which the last counts', rawRead('1,"before":"x"'), 'bad-request'],
  ['[B18] a prototype in place of fields', frameOf(`{"type":"rename",${POISON}}`), 'bad-request'],
  ['[B19] an object for a text', rawField('text', '{"$gt":""}'), 'bad-request'],
  ['[B19] a list for an id', rawField('id', '["a"]'), 'bad-request'],
  ['[B19] nothing for a room', rawField('room', 'null'), 'bad-request'],
  ['[B28] a second hello', encodeFrame(hello('Mallory')), 'unexpected-request'],
  ['what is no JSON', frameOf('{"type":'), 'bad-json'],
]

function rawRead(before: string): Buffer {
  return frameOf(`{"type":"read-history","room":"front","from":1,"before":${before}}`)
}

function rawField(field: string, value: string): Buffer {
  const fields = { type: '"send-message"', room: '"front"', id: `"${newId()}"`, text: '"x"' }
  const all = Object.entries({ ...fields, [field]: value })
  return frameOf(`{${all.map(([key, text]) => `"${key}":${text}`).join(',')}}`)
}

/** The room as others see it, and what every object of the process has. */
function stateOf(ann: RawClient) {
  return {
    texts: [...ann.texts],
    prototype: Object.getOwnPropertyNames(Object.prototype),
    bad: 'bad' in {},
  }
}

async function talkOn(host: TestServer, ann: RawClient): Promise<void> {
  const before = ann.texts.length
  ann.say(say('still here'))
  await until(() => expect(ann.texts).toHaveLength(before + 1))
  expect(host.reports.filter(({ event }) => event === 'error')).toEqual([])
}

describe('a member whose connection ends after', () => {
  test.each(CLOSING)('%s', async (_, bytes, reason) => {
    const host = await startServer({ limits: PATIENT })
    const ann = await RawClient.join(host.port, 'Ann')
    const bad = await RawClient.join(host.port, 'Bad')
    const before = stateOf(ann)

    // What follows in the same write is not heard any more.
    bad.write(Buffer.concat([bytes, encodeFrame(say('after'))]))

    expect(await bad.closed()).toBe(reason)
    expect(stateOf(ann)).toEqual(before)
    await talkOn(host, ann)
  })
})

describe('a stranger whose connection ends after', () => {
  test.each([
    ['[B7] a length above that of a hello', headerOf(4_097), 'frame-too-large'],
    ['[B28] joining', encodeFrame(joinFront()), 'unexpected-request'],
    ['[B28] sending', encodeFrame(say('x')), 'unexpected-request'],
    ['[B28] leaving', encodeFrame({ type: 'leave', room: 'front' }), 'unexpected-request'],
    [
      '[B28] renaming',
      encodeFrame({ type: 'rename', room: 'front', name: 'X' }),
      'unexpected-request',
    ],
    [
      '[B28] reading',
      encodeFrame({ type: 'read-history', room: 'front', before: 9, from: 1 }),
      'unexpected-request',
    ],
    [
      '[B28] listing',
      encodeFrame({ type: 'list-members', room: 'front', after: null }),
      'unexpected-request',
    ],
    ['[B28] what only a newer host knows', encodeFrame({ type: 'teleport' }), 'unexpected-request'],
    ['[B12] a NUL in its name', encodeFrame(hello('An\u0000n')), 'bad-name'],
    ['[B12] a line end in its name', encodeFrame(hello('An\r\nn')), 'bad-name'],
    ['[B13] a right-to-left override in its name', encodeFrame(hello('An\u202En')), 'bad-name'],
    [
      '[B15] a name that grows when it is normalised',
      encodeFrame(hello('\uFDFA\uFDFA')),
      'bad-name',
    ],
    [
      '[B11] half a character in its name',
      frameOf(JSON.stringify(hello('A')).replace('"A"', '"A\\ud800"')),
      'bad-name',
    ],
  ])('%s', async (_, bytes, reason) => {
    const host = await startServer({ limits: PATIENT })
    const ann = await RawClient.join(host.port, 'Ann')
    const stranger = await RawClient.connect(host.port)
    const before = stateOf(ann)

    stranger.write(Buffer.concat([bytes, encodeFrame(hello('Late')), encodeFrame(joinFront())]))

    expect(await stranger.closed()).toBe(reason)
    expect(stateOf(ann)).toEqual(before)
    await talkOn(host, ann)
  })
})

describe('a member who is refused and stays after', () => {
  test.each([
    ['[B11] half a character in a text', rawMessage('a\\ud800'), 'bad-text'],
    ['[B12] a NUL in a text', rawMessage('a\\u0000'), 'bad-text'],
    ['[B12] a carriage return in a text', rawMessage('a\\r\\nb'), 'bad-text'],
    ['[B12] an escape sequence in a text', rawMessage('\\u001b[2J'), 'bad-text'],
    [
      '[B13] a name with a zero-width space',
      encodeFrame({ type: 'rename', room: 'front', name: 'A\u200Bd' }),
      'bad-name',
    ],
    ['[B28] joining a second time', encodeFrame(joinFront()), 'unexpected-request'],
    ['a text that is too long', rawMessage('x'.repeat(16_385)), 'text-too-long'],
  ])('%s', async (_, bytes, code) => {
    const host = await startServer({ limits: PATIENT })
    const ann = await RawClient.join(host.port, 'Ann')
    const before = stateOf(ann)

    ann.write(bytes)

    expect(await ann.frame('refusal')).toMatchObject({ code })
    expect(stateOf(ann)).toEqual(before)
    await talkOn(host, ann)
  })
})

test('[B18] keys that would change every object are dropped, and the message is told without them', async () => {
  const host = await startServer({ limits: PATIENT })
  const ann = await RawClient.join(host.port, 'Ann')
  const { prototype } = stateOf(ann)
  const id = newId()

  ann.write(frameOf(`{"type":"send-message","room":"front","id":"${id}","text":"x",${POISON}}`))

  const told = await ann.frame('message')
  expect(Object.keys(told).toSorted()).toEqual(
    ['at', 'author', 'epoch', 'id', 'room', 'sequence', 'text', 'type'].toSorted(),
  )
  expect(stateOf(ann)).toEqual({ texts: ['x'], prototype, bad: false })
  await talkOn(host, ann)
})

test.each([
  ['byte by byte', (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte))],
  ['all at once', (bytes: Uint8Array) => [bytes]],
  [
    'in pieces that cut every length and every character',
    (bytes: Uint8Array) => {
      const count = Math.ceil(bytes.length / 3)
      return Array.from({ length: count }, (_, index) => bytes.subarray(3 * index, 3 * index + 3))
    },
  ],
])('[B9] [B10] what arrives %s is the same', async (_, cut) => {
  const { port } = await startServer({ limits: PATIENT })
  const ann = await RawClient.join(port, 'Ann')
  const texts = ['ä', '\u{1f469}\u200d\u{1f467}', '漢字', 'x'.repeat(200)]
  const requests = texts.map((text) => say(text))

  for (const piece of cut(Buffer.concat(requests.map((request) => encodeFrame(request))))) {
    ann.write(piece)
  }

  await until(() => expect(ann.texts).toEqual(texts))
})

test('[NM2] [NM3] [B14] [B27] of a hundred who join at once under one name exactly one is in', async () => {
  const host = await startServer()
  const crowd = await Promise.all(Array.from({ length: 100 }, () => RawClient.connect(host.port)))

  // One writes it large, the next wide: it is the same name. [NM2]
  const names = ['Ann', 'ANN', 'Ａｎｎ', ' ann ']
  crowd.forEach((client, index) => {
    client.say(hello(names[index % names.length] ?? ''))
    client.say(joinFront())
  })
  const answers = await Promise.all(
    crowd.map((client) =>
      until(() => {
        const answer = client.frames.find(({ type }) => type === 'joined' || type === 'refusal')
        expect(answer).toBeDefined()
        return answer?.['code'] ?? answer?.type
      }),
    ),
  )

  expect(answers.filter((answer) => answer === 'joined')).toHaveLength(1)
  expect(answers.filter((answer) => answer === 'name-taken')).toHaveLength(99)
  expect(host.reports.filter(({ event }) => event === 'member-joined')).toHaveLength(1)
})

test('[B29] whoever knows the id of a member and what it holds is another member all the same', async () => {
  const { port } = await startServer()
  const ann = await RawClient.join(port, 'Ann')
  ann.say(say('mine'))
  const said = await ann.frame('message')
  const { id } = said['author'] as { readonly id: string }
  const resume = { epoch: said['epoch'], sequence: 1, hash: newId() }

  // The id of a member is told to everybody; the secret from which it is made is not.
  const thief = await RawClient.connect(port)
  thief.say(hello('Thief', id))
  thief.say({ ...joinFront(), resume })
  const joined = await thief.frame('joined')

  expect(joined).toMatchObject({ history: 'diverged', you: { name: 'Thief' } })
  expect((joined['you'] as { readonly id: string }).id).not.toBe(id)
  expect(ann.isClosed).toBe(false)
})
