import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRequest, type Request } from './request.ts'

const ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const encoder = new TextEncoder()

function parse(value: unknown) {
  return parseText(JSON.stringify(value))
}

function parseText(text: string) {
  const parsed = parseRequest(encoder.encode(text))
  return parsed.ok ? parsed.value : parsed.error
}

const EXAMPLES: readonly Request[] = [
  {
    type: 'hello',
    key: 'k'.repeat(43),
    nonce: 'n'.repeat(22),
    version: 1,
    capabilities: ['x'],
    name: 'Ann',
    instance: ID,
  },
  { type: 'join', room: 'front', role: 'viewer', resume: null },
  { type: 'join', room: 'front', role: 'member', resume: { epoch: ID, sequence: 3, hash: ID } },
  { type: 'leave', room: 'front' },
  { type: 'send-message', room: 'front', id: ID, text: 'hello' },
  { type: 'withdraw-message', room: 'front', id: ID },
  { type: 'rename', room: 'front', name: 'Bob' },
  { type: 'list-members', room: 'front', after: null },
  { type: 'read-history', room: 'front', before: 101, from: 1 },
  { type: 'heartbeat' },
  { type: 'goodbye', reason: 'leaving', detail: { max: 3, name: 'Ann' } },
]

describe('parseRequest', () => {
  it.each(EXAMPLES)('[RQ1] reads $type', (request) => {
    expect(parse(request)).toEqual(request)
  })

  it.each(EXAMPLES)('[VR2] drops unknown keys of $type', (request) => {
    expect(parse({ ...request, future: [1, { a: 2 }] })).toEqual(request)
  })

  it.each(EXAMPLES.filter(({ type }) => type !== 'heartbeat'))(
    '[RQ2] [B19] rejects $type when any of its fields has another type',
    (request) => {
      const fields = Object.keys(request).filter((key) => key !== 'type' && key !== 'detail')
      const wrong = fields.map((key) => parse({ ...request, [key]: { $gt: '' } }))

      expect(wrong).toEqual(
        fields.map(() => ({ code: 'bad-request', detail: { request: request.type } })),
      )
    },
  )

  it.each([
    ['no object', '7'],
    ['null', 'null'],
    ['a list', '[]'],
    ['no type', '{}'],
    ['a type that is no string', '{"type":["hello"]}'],
    ['a type without end', JSON.stringify({ type: 'x'.repeat(65) })],
  ])('[RQ2] rejects %s', (_, text) => {
    expect(parseText(text)).toEqual({ code: 'bad-request' })
  })

  it.each(['ban-member', 'mute-member'])('[MO3] %s takes ten years or for good', (type) => {
    const about = (durationMs: unknown) => parse({ type, room: 'front', member: ID, durationMs })

    expect([about(null), about(316_224_000_000)]).toMatchObject([{ type }, { type }])
    const refused = { code: 'bad-request', detail: { request: type } }
    expect([about(316_224_000_001), about(9e15), about(-1)]).toEqual([refused, refused, refused])
  })

  it.each(['sing', 'constructor', '__proto__', 'toString', 'HELLO'])(
    '[VR3] tells an unknown type apart: %s',
    (type) => {
      expect(parse({ type })).toEqual({ code: 'unknown-request', detail: { request: type } })
    },
  )

  it.each([
    ['short', 'A'.repeat(21)],
    ['long', 'A'.repeat(23)],
    ['with a line end', `${'A'.repeat(22)}\n`],
    ['of another alphabet', `${'A'.repeat(21)}+`],
  ])('[ID1] rejects an id that is %s', (_, id) => {
    expect(parse({ type: 'send-message', room: 'front', id, text: 'x' })).toMatchObject({
      code: 'bad-request',
    })
  })

  it.each(['1e999', '-1', '1.5', '9007199254740993', '"1"', 'null'])(
    '[RQ2] [B17] rejects %s as a number',
    (number) => {
      const text = `{"type":"hello","version":${number},"capabilities":[],"name":"A","instance":"${ID}"}`

      expect(parseText(text)).toMatchObject({ code: 'bad-request' })
    },
  )

  it.each([
    ['without a hash', { epoch: ID, sequence: 1 }],
    ['of no fact', { epoch: ID, sequence: 0, hash: ID }],
    ['without an epoch', { sequence: 1, hash: ID }],
    ['with a hash in hexadecimal', { epoch: ID, sequence: 1, hash: 'a'.repeat(32) }],
  ])('[JN7] rejects a resume point %s', (_, resume) => {
    expect(parse({ type: 'join', room: 'front', role: 'member', resume })).toMatchObject({
      code: 'bad-request',
    })
  })

  it.each([
    ['before the first fact', { before: 0, from: 1 }],
    ['from before the first fact', { before: 1, from: 0 }],
    ['without an end', { from: 1 }],
  ])('[HI1] rejects a page %s', (_, page) => {
    expect(parse({ type: 'read-history', room: 'front', ...page })).toMatchObject({
      code: 'bad-request',
    })
  })

  it('[VR6] reads a reason that only newer peers know', () => {
    expect(parse({ type: 'goodbye', reason: 'eaten' })).toEqual({
      type: 'goodbye',
      reason: 'internal-error',
    })
  })

  it('[VR2] drops details of other forms, and what steers a terminal', () => {
    const detail = { max: 1, list: [1], 'a-b': 'x', text: 'a\u001B[2Jb', long: 'x'.repeat(257) }

    expect(parse({ type: 'goodbye', reason: 'leaving', detail })).toEqual({
      type: 'goodbye',
      reason: 'leaving',
      detail: { max: 1, text: 'a\uFFFD[2Jb' },
    })
  })
})

describe('[RQ3] keys of objects', () => {
  it('[RQ3] [B18] never lets __proto__ or constructor through', () => {
    const poison = '"__proto__":{"bad":1},"constructor":{"prototype":{"bad":1}}'
    const text = `{"type":"goodbye","reason":"leaving",${poison},"detail":{${poison},"max":1}}`

    const parsed = parseText(text)

    expect({
      keys: Object.keys(parsed),
      detail: 'detail' in parsed && parsed.detail && Object.entries(parsed.detail),
      own: Object.getOwnPropertyNames(parsed),
      polluted: 'bad' in {} || 'bad' in parsed,
    }).toEqual({
      keys: ['type', 'reason', 'detail'],
      detail: [['max', 1]],
      own: ['type', 'reason', 'detail'],
      polluted: false,
    })
  })

  it('[RQ3] [B18] leaves Object.prototype unchanged whatever arrives', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    const key = fc.constantFrom('__proto__', 'constructor', 'type', 'detail', 'reason', 'toString')
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 5 }, fc.constantFrom('goodbye', 1, null), tie('object')),
      object: fc
        .array(fc.tuple(key, tie('value')), { maxLength: 4 })
        .map((entries) => ({ entries })),
    }))
    const write = (node: unknown): string =>
      typeof node === 'object' && node !== null && 'entries' in node && Array.isArray(node.entries)
        ? `{${node.entries.map((entry: unknown) => pair(entry)).join(',')}}`
        : JSON.stringify(node)
    const pair = (entry: unknown): string =>
      Array.isArray(entry) ? `${JSON.stringify(entry[0])}:${write(entry[1])}` : '""'

    fc.assert(
      fc.property(value, (node) => {
        parseText(`{"type":"goodbye","reason":"leaving","detail":${write(node)}}`)

        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
      }),
    )
  })
})
