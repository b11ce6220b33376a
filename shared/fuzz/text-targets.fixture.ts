// What people type and what peers send, before anything is decided: parsers give the same again, or say no.

import { formatHostAddress, parseHostAddress } from '../address/host-address.ts'
import { formatInvite, looksLikeInvite, parseInvite } from '../invite/invite.ts'
import { normalizePassword, weakness } from '../passphrase/passphrase.ts'
import { parseAnswer } from '../protocol/answer.ts'
import { encodeFrame, FrameDecoder } from '../protocol/frame.ts'
import { parseLimitSettings } from '../protocol/limit-settings.ts'
import { MAX_NAME_LENGTH } from '../protocol/limits.ts'
import { nameKey } from '../protocol/name-key.ts'
import { normalizeName, normalizeRoomName, toShownName } from '../protocol/name.ts'
import { parseRequest } from '../protocol/request.ts'
import { hello, join, LEAVE, read, rename, ROOM, say, testId } from '../room/host.fixture.ts'
import { joined, message, pageOf, refusal, renamed, WELCOME } from '../session/session.fixture.ts'
import type { Target } from './fuzz.fixture.ts'

/** Bytes. Small, so that many inputs go beyond. */
const MAX_BODY_BYTES = 256

/** Parts into which the bytes of frames are split at most. */
const MAX_PARTS = 1024

const FINGERPRINT = 'aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq'

export const REQUESTS: readonly object[] = [
  hello('Ann'),
  { type: 'prove', signature: 's'.repeat(86), password: 'p'.repeat(43), invite: testId('t') },
  { type: 'ban-member', room: ROOM, member: testId('MBob'), durationMs: 1_000 },
  { type: 'change-role', room: ROOM, member: testId('MBob'), role: 'viewer' },
  { type: 'lock-room', room: ROOM },
  join(),
  say(1),
  say(2, 'x\n\u00e9😀'),
  say(1, 'other'),
  say(3, '\u0000'),
  rename('Bob'),
  rename('\u202E'),
  read(10),
  LEAVE,
  { type: 'list-members', room: 'front', after: null },
  { type: 'withdraw-message', room: 'front', id: '1_____________________' },
  { type: 'heartbeat', reply: true },
  { type: 'goodbye', reason: 'leaving', detail: { name: 'Ann', max: 3 } },
]

export const ANSWERS: readonly object[] = [
  WELCOME,
  joined(),
  joined(3, 1, 'continued'),
  joined(2, 3, 'diverged'),
  message(1),
  message(2, 'mine'),
  renamed(3, 'Carl'),
  refusal(1),
  refusal(2, 500),
  pageOf(1, 2),
  { type: 'presence', room: 'front', changes: [], count: 2 },
  { type: 'snapshot', room: 'front', members: [], next: null, count: 0, sequence: 3 },
  { type: 'members', room: 'front', members: [], next: null, count: 0 },
  { type: 'history-damaged', room: 'front', sequence: 4, epoch: 'e'.repeat(22), at: 1, missing: 2 },
  { type: 'heartbeat' },
  { type: 'goodbye', reason: 'too-slow' },
]

export const TEXT_TARGETS: readonly Target[] = [
  {
    name: 'frames',
    seeds: [
      encodeFrame({ a: 1 }),
      encodeFrame({ text: 'x'.repeat(200) }),
      Uint8Array.of(0, 0, 0, 1),
    ],
    isJson: false,
    begin: () => feedFrames,
  },
  jsonTarget('requests', REQUESTS, (body) => {
    const parsed = parseRequest(body)
    if (parsed.ok) same(parseRequest(bytesOf(parsed.value)), parsed)
  }),
  jsonTarget('answers', ANSWERS, (body) => {
    const parsed = parseAnswer(body)
    if (parsed.ok) same(parseAnswer(bytesOf(parsed.value)), parsed)
  }),
  textTarget(
    'invites',
    [
      `parley://192.168.1.20,[fd00::1],harbor.example:7465/#${FINGERPRINT}.Zm9vYmFyYmF6cXV4Zm9vYg`,
      ` <PARLEY://[::1]:1/%23${FINGERPRINT}>.`,
    ],
    (text) => {
      looksLikeInvite(text)
      const parsed = parseInvite(text)
      if (!parsed.ok) return same(parsed.error, { code: 'bad-invite' })
      same(parseInvite(formatInvite(parsed.value)), parsed)
    },
  ),
  textTarget(
    'names',
    ['Ann', 'paypal', 'Straße ΟΔΟΣ', '李明 ー', '\u0440\u0430', 'I1l|mO0'],
    feedName,
  ),
  textTarget(
    'addresses',
    ['harbor:7465', '[fe80::1%eth0]:1', '::ffff:1.2.3.4', ' a.b : 80 '],
    (text) => {
      const parsed = parseHostAddress(text, 7465)
      if (parsed.ok) same(parseHostAddress(formatHostAddress(parsed.value), 1), parsed)
    },
  ),
  textTarget(
    'passwords',
    ['abdomen zoom-ABACUS unwell flint otter', 'P@ssw0rd!', 'ﬁ\u0301'],
    (text) => {
      const password = normalizePassword(text)
      if (!password.ok) return
      weakness(password.value)
      same(normalizePassword(password.value), password)
    },
  ),
  textTarget('limits', ['text-bytes=1 flood-burst=30', 'hello-ms=10000'], (text) => {
    const limits = parseLimitSettings(text.split(' '))
    if (
      limits.ok &&
      !Object.values(limits.value).every((value) => Number.isSafeInteger(value) && value > 0)
    )
      throw new Error('a limit that is none')
  }),
]

/** The bodies are the same however the bytes are split, and nothing is read after an error. */
function feedFrames(bytes: Uint8Array): void {
  const whole = bodiesOf(bytes, bytes.length)
  // Byte by byte, as long as that is not work of its own.
  const smallest = Math.ceil(bytes.length / MAX_PARTS)
  same(bodiesOf(bytes, smallest), whole)
  same(bodiesOf(bytes, smallest + 6), whole)
}

function bodiesOf(bytes: Uint8Array, size: number) {
  const decoder = new FrameDecoder(MAX_BODY_BYTES)
  const bodies: string[] = []
  let hasFailed = false
  for (let at = 0; at < bytes.length; at += size) {
    const taken = bodies.length
    const pushed = decoder.push(bytes.subarray(at, at + size), (body) => bodies.push(body.join()))
    if (hasFailed && (pushed.ok || bodies.length > taken)) throw new Error('read after an error')
    hasFailed = !pushed.ok
  }
  return { bodies, hasFailed }
}

function feedName(text: string): void {
  const room = normalizeRoomName(text)
  const name = normalizeName(text)
  const key = nameKey(text.slice(0, MAX_NAME_LENGTH * 4))
  same(nameKey(key), key)
  if (room.ok) same(normalizeRoomName(room.value), room)
  if (!name.ok) return
  same(normalizeName(name.value), name)
  same(toShownName(name.value), name.value)
  same(room, name)
}

function jsonTarget(
  name: string,
  values: readonly object[],
  feed: (body: Uint8Array) => void,
): Target {
  return { name, seeds: values.map((value) => bytesOf(value)), isJson: true, begin: () => feed }
}

function textTarget(name: string, texts: readonly string[], feed: (text: string) => void): Target {
  const seeds = texts.map((text) => new TextEncoder().encode(text))
  const feedBytes = (input: Uint8Array) => feed(new TextDecoder().decode(input))
  return { name, seeds, isJson: false, begin: () => feedBytes }
}

/** JSON as it travels. */
export function bytesOf(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}

/** Throws unless both are the same as JSON. */
export function same(actual: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (left !== right) throw new Error(`${left} is not ${right}`)
}
