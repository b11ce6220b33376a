import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { detect, detectAfterSilence, SILENCE_MS } from './detect.ts'
import { bytesOf, concat, fromHex, type Input } from './peer.fixture.ts'
import { encodePacket } from './sgs/codec.ts'

/** The verdict on all that has come, in a word. */
function verdict(input: Input): string {
  const detection = detect(bytesOf(input))
  if (detection.kind === 'classic') return detection.conversation.name
  return detection.kind === 'undecided' ? `undecided ${detection.waitMs}` : detection.kind
}

/** The first verdict when the bytes come in parts, and how many had come. */
function verdictOfParts(bytes: Uint8Array, places: readonly number[]): string {
  const borders = [...places.map((place) => place % (bytes.length + 1)), bytes.length]
  for (const border of borders.sort((one, other) => one - other)) {
    const found = verdict(bytes.subarray(0, border))
    if (!found.startsWith('undecided')) return found
  }
  return 'silence'
}

const LOGIN = fromHex('00 00 00 00 | 05 00 00 00 | 00 00 00 00 | 61 6c 69 63 65')
const CLIENT_HELLO = fromHex('16 03 01 02 00 01 00 01 fc 03 03')

describe('detect', () => {
  it.each<[string, Input, string]>([
    ['TLS', CLIENT_HELLO, 'tls'],
    ['the first byte of TLS alone', fromHex('16'), `undecided ${SILENCE_MS}`],
    ['the byte of TLS before something else', fromHex('16 04'), 'line'],
    ['the request of a web page', 'GET / HTTP/1.1\r\n', 'unwanted'],
    ['a form that posts into a room', 'POST /x HTTP/1.1\r\n\r\n/name x', 'unwanted'],
    ['the question before a request', 'OPTIONS * HTTP/1.1\r\n', 'unwanted'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'unwanted'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'unwanted'],
    ['a person who begins a word with a capital', 'P', 'undecided 200'],
    ['a word that only begins like a method', 'GETTING there', 'line'],
    ['a method in small letters', 'get / http', 'line'],
    ['[B-F5] a 16BPP viewer', fromHex('76 69 65 77 65 72'), '16bpp'],
    ['[B-D10] a viewer that ends its line', 'viewer\r\n', '16bpp'],
    ['a viewer of netcat', 'viewer\n', '16bpp'],
    ['half a viewer', 'vie', 'undecided 200'],
    ['a word that begins like it', 'viewers are late\r\n', 'line'],
    ['[B-F6] a 16BPP messenger', fromHex('6e 61 6d 65 3a 62 6f 62'), '16bpp'],
    ['a messenger without a name yet', 'name:', '16bpp'],
    ['half a messenger', 'name', 'undecided 200'],
    ['what begins like one', 'names: ann', 'line'],
    ['a messenger in capitals', 'NAME:bob', 'line'],
    ['[S-F14] an SGS login', LOGIN, 'sgs'],
    ['an SGS head without its name', LOGIN.slice(0, 12), 'sgs'],
    ['half an SGS head', LOGIN.slice(0, 9), `undecided ${SILENCE_MS}`],
    ['a packet of SGS with an unknown command', encodePacket(99, 'a', 'b'), 'line'],
    ['a length that is negative', fromHex('00 00 00 00 ff ff ff ff 00 00 00 00'), 'line'],
    ['lengths that are too large together', fromHex('02000000 00020000 f5010000'), 'line'],
    ['[M-F1] a telnet that negotiates', fromHex('ff fb 1f'), 'line'],
    ['[M-F3] a McTainsh message without an end', 'hel', 'line'],
    ['UTF-8', 'Привет', 'line'],
    ['the bytes that McTainsh relays', fromHex('00 ff c3 a9'), 'line'],
    ['an empty line', '\r\n', 'line'],
    ['nothing at all', new Uint8Array(), `undecided ${SILENCE_MS}`],
  ])('knows %s', (_, input, expected) => {
    expect(verdict(input)).toBe(expected)
  })

  it('takes silence for a person who waits, also after half a hello', () => {
    const detection = detectAfterSilence()

    expect(detection.kind === 'classic' && detection.conversation.name).toBe('line')
  })

  it('begins a conversation anew for each connection', () => {
    const [first, second] = [detect(bytesOf('name:x')), detect(bytesOf('name:x'))]

    expect(first.kind === 'classic' && second.kind === 'classic').toBe(true)
    expect(first).not.toBe(second)
  })
})

test('[B-D9] [B-D10] any split of a hello gives the same verdict', () => {
  const hellos: readonly Input[] = [
    CLIENT_HELLO,
    LOGIN,
    encodePacket(0, 'Кириллица', ''),
    concat(LOGIN, encodePacket(3, 'alice', '')),
    'viewer',
    'viewer\r\n',
    'name:bob',
    'name:bob\r\nhello\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'SSH-2.0-x\r\n',
    'hello\r\n',
    'Viewer',
    'PUTTING it off',
    fromHex('ff fd 03'),
    fromHex('00 ff c3 a9'),
  ]
  fc.assert(
    fc.property(fc.constantFrom(...hellos), fc.array(fc.nat()), (hello, places) => {
      const bytes = bytesOf(hello)

      expect(verdictOfParts(bytes, places)).toBe(verdictOfParts(bytes, []))
    }),
  )
})

test('any bytes get a verdict, and soon', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
      const isDecided = !verdict(bytes).startsWith('undecided')

      // The longest that can be undecided is a head of SGS without its last byte.
      expect(isDecided || bytes.length < 12).toBe(true)
    }),
  )
})
