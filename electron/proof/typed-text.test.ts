// Whatever people type, paste or send, reading it takes no longer than its length allows: no pattern that runs on
// it can go back and try again.

import { expect, test } from 'vitest'
import { parseHostAddress, parsePort } from '../../shared/address/host-address.ts'
import { parseFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import { parseLimitSettings } from '../../shared/protocol/limit-settings.ts'
import { nameKey } from '../../shared/protocol/name-key.ts'
import { normalizeName, toShownName } from '../../shared/protocol/name.ts'
import { parseRequest } from '../../shared/protocol/request.ts'
import { checkText, isBlank, normalizeText, toShownText } from '../../shared/protocol/text.ts'
import { toIndexedText, toWordQuery } from '../storage/copy/copy-words.ts'
import { parseCommand } from '../terminal/usage.ts'
import { cpuTimeOf } from '../testing/cpu-time.ts'

/** Bytes of UTF-8 of each text. */
const TEXT_BYTES = 65_536

/** Milliseconds for one text. A pattern that backtracks takes minutes. */
const MAX_MS = 10

/** What texts are made of: each is repeated over the whole length, and what ends it makes most patterns fail. */
const UNITS: readonly string[] = [
  ...Array.from(' \t\n\r\u0000.,:;-_=%@#*`~\'"!?/\\|<>[](){}a1ß\u0301\u00a0\u200b\u2800漢각กﷺﷲ'),
  '\u{1f600}',
  '\u{1f1e9}\u{1f1ea}',
  '\u{1f469}\u200d',
  '\ud800',
  ...'a | a|a.|a-|1:|::|\r\n|\t\n|../|x=1|a漢|[](|**a|](|<a|https://a|a@a.|a:1|%25|\\u0000'.split(
    '|',
  ),
]
const ENDS = ['', '!', '\u0000']

const encoder = new TextEncoder()

function textsOf(bytes: number): readonly string[] {
  return UNITS.flatMap((unit) => {
    const text = unit.repeat(Math.floor((bytes - 1) / encoder.encode(unit).length))
    return ENDS.map((end) => text + end)
  })
}

/** Requests that hold a text in each place where one can be, within a frame. */
function requestOf(text: string): Uint8Array {
  const whole = JSON.stringify({ type: 'send-message', room: text.slice(0, 9_000), id: text, text })
  return encoder.encode(whole.slice(0, TEXT_BYTES))
}

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'a name': (text) => normalizeName(text),
  'the key of a name': (text) => nameKey(text.slice(0, 128)),
  'a name of a host': (text) => toShownName(text),
  'a text': (text) => checkText(text, TEXT_BYTES),
  'a text that may be blank': (text) => isBlank(text),
  'the line ends of a text': (text) => normalizeText(text),
  'a text of a host': (text) => toShownText(text),
  'an address': (text) => parseHostAddress(text, 7_465),
  'a bracketed address': (text) => parseHostAddress(`[${text}`, 7_465),
  'a port': (text) => parsePort(text),
  'a fingerprint': (text) => parseFingerprint(text),
  'the name of a limit': (text) => parseLimitSettings([text]),
  'the value of a limit': (text) => parseLimitSettings([`text-bytes=${text}`]),
  'words to search for': (text) => toWordQuery(text),
  'a command': (text) => parseCommand(['join', text, '--name', text], '::'),
  'a request': (text) => parseRequest(requestOf(text)),
}

test.each(Object.entries(READERS))('[B20] %s of 64 KiB is read in no time', (_, read) => {
  const slow = textsOf(TEXT_BYTES)
    .map((text) => ({ ms: cpuTimeOf(() => read(text)), text: text.slice(0, 8) }))
    .filter(({ ms }) => ms > MAX_MS)

  expect(slow).toEqual([])
})

test('[B20] the words of the longest message are found in no time', () => {
  const slow = textsOf(16_384)
    .map((text) => ({ ms: cpuTimeOf(() => toIndexedText(text)), text: text.slice(0, 8) }))
    .filter(({ ms }) => ms > MAX_MS)

  expect(slow).toEqual([])
})
