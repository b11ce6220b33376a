import { describe, expect, it } from 'vitest'
import { parseAnswer, toChatError, type Answer } from './answer.ts'
import { encodeFrame } from './frame.ts'
import { FRAME_HEADER_BYTES, LIMITS, MAX_HOST_FRAME_BYTES, MEMBERS_PER_PAGE } from './limits.ts'

const ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const ANN = { id: ID, name: 'Ann', role: 'member' } as const

function parse(value: object) {
  const parsed = parseAnswer(encodeFrame(value).subarray(FRAME_HEADER_BYTES))
  return parsed.ok ? parsed.value : parsed.error
}

const WELCOME = {
  type: 'welcome',
  version: 1,
  capabilities: [],
  member: ID,
  rooms: [{ id: 'front', name: 'Front' }],
  heartbeatMs: 25_000,
  silenceMs: 60_000,
  maxTextBytes: 16_384,
} as const
const MESSAGE = {
  type: 'message',
  room: 'front',
  sequence: 1,
  epoch: ID,
  id: ID,
  author: { id: ID, name: 'Ann' },
  at: 1_700_000_000_000,
  text: 'hello\n\tyou',
} as const
const RENAMED = {
  type: 'member-renamed',
  room: 'front',
  sequence: 2,
  epoch: ID,
  at: 1,
  member: ID,
  name: 'Bob',
  previous: 'Ann',
} as const
const DAMAGED = { type: 'history-damaged', room: 'front', sequence: 3, epoch: ID, at: 1 } as const
const BY = { id: ID, name: 'Olaf' } as const
const RULED = { room: 'front', sequence: 4, epoch: ID, at: 1, by: BY } as const
const BOB = { id: ID, name: 'Bob' } as const
const RULINGS = [
  { type: 'role-changed', ...RULED, member: BOB, role: 'moderator' },
  { type: 'member-kicked', ...RULED, member: BOB },
  { type: 'member-banned', ...RULED, member: BOB, until: 8.64e15 },
  { type: 'member-unbanned', ...RULED, member: BOB },
  { type: 'member-muted', ...RULED, member: BOB, until: null },
  { type: 'member-unmuted', ...RULED, member: BOB },
  { type: 'room-locked', ...RULED },
  { type: 'room-unlocked', ...RULED },
] as const
const PRESENCE = {
  type: 'presence',
  room: 'front',
  changes: [
    { type: 'member-joined', member: ANN },
    { type: 'member-left', member: ANN, reason: 'leaving' },
  ],
  count: 0,
} as const
const EXAMPLES: readonly Answer[] = [
  { ...WELCOME, capabilities: [], rooms: [{ id: 'front', name: 'Front' }] },
  {
    type: 'joined',
    room: 'front',
    you: ANN,
    members: [ANN],
    next: null,
    count: 1,
    sequence: 2,
    from: 1,
    first: 1,
    history: 'continued',
  },
  { type: 'snapshot', room: 'front', members: [ANN], next: null, count: 1, sequence: 9 },
  { type: 'history', room: 'front', from: 1, to: 100, first: 1 },
  { type: 'history-damaged', room: 'front', sequence: 3, epoch: ID, at: 1, missing: 7 },
  { type: 'damaged-fact', room: 'front', sequence: 4, epoch: ID, at: 1 },
  { type: 'members', room: 'front', members: [ANN], next: ID, count: 2 },
  MESSAGE,
  ...RULINGS,
  RENAMED,
  { ...PRESENCE, changes: [...PRESENCE.changes] },
  {
    type: 'refusal',
    request: 'send-message',
    room: 'front',
    id: ID,
    code: 'rate-limited',
    retryAfterMs: 100,
    detail: { max: 1 },
  },
  { type: 'heartbeat' },
  { type: 'goodbye', reason: 'host-stopped' },
]

describe('parseAnswer', () => {
  it.each(EXAMPLES)('[AN1] reads $type', (answer) => {
    expect(parse(answer)).toEqual(answer)
  })

  it.each(EXAMPLES)('[VR2] drops unknown keys of $type', (answer) => {
    expect(parse({ ...answer, future: { a: [1] } })).toEqual(answer)
  })

  it('[VR4] [B24] keeps the place of a durable fact that only newer hosts know', () => {
    const place = { room: 'front', sequence: 9, epoch: ID, at: 5 }

    expect(parse({ type: 'poll-opened', ...place, question: '?' })).toEqual({
      type: 'unknown-fact',
      ...place,
    })
  })

  it('[VR4] [B24] keeps the place of such a fact also when its time is in another form', () => {
    const fact = { type: 'poll-opened', room: 'front', sequence: 9, epoch: ID, at: 'noon' }

    expect(parse(fact)).toMatchObject({ type: 'unknown-fact', sequence: 9, at: 0 })
  })

  it.each([
    ['a message without an author', { ...MESSAGE, author: undefined }],
    ['a text that is a list', { ...MESSAGE, text: ['x'] }],
    ['a name that is a number', { ...RENAMED, name: 7 }],
    ['a ruling by nobody', { ...RULINGS[1], by: undefined }],
    ['a kick of nobody', { ...RULINGS[1], member: undefined }],
    ['a ban that does not say until when', { ...RULINGS[2], until: undefined }],
    ['an end that no date can tell', { ...RULINGS[2], until: 8.64e15 + 1 }],
    ['a role that is a number', { ...RULINGS[0], role: 1 }],
    ['damage without a number', { ...DAMAGED, missing: -1 }],
  ])('[VR4] [B24] keeps the place of a fact that does not fit its form: %s', (_, fact) => {
    const { room, sequence, epoch, at } = fact

    expect(parse(fact)).toEqual({ type: 'unknown-fact', room, sequence, epoch, at })
  })

  it.each([{ type: 'typing' }, { type: 'constructor' }, { type: 'x', room: 'front' }])(
    '[VR3] passes over $type',
    (answer) => {
      expect(parse(answer)).toEqual({ type: 'unknown-answer' })
    },
  )

  it.each(['host-unknown', 'host-changed', 'already-open', 'profile-in-use', 'not-a-code'])(
    '[VR6] lets no host say %s',
    (code) => {
      expect([
        parse({ type: 'goodbye', reason: code }),
        parse({ type: 'refusal', request: 'join', code }),
      ]).toEqual([
        { type: 'goodbye', reason: 'internal-error' },
        { type: 'refusal', request: 'join', code: 'internal-error' },
      ])
    },
  )

  it('[GB2] passes over values that are no numbers of ours', () => {
    const body = '{"type":"goodbye","reason":"banned","detail":{"until":1e300,"max":1e400,"n":2}}'
    const parsed = parseAnswer(new TextEncoder().encode(body))
    expect(parsed).toMatchObject({ value: { detail: { n: 2 } } })
    expect(parsed).not.toMatchObject({ value: { detail: { until: 1e300 } } })
    expect(JSON.stringify(parsed)).not.toContain('null')
  })

  it('[DF2] takes no time that a date cannot tell', () => {
    for (const at of [8.64e15, -8.64e15]) {
      expect(parse({ ...MESSAGE, at })).toMatchObject({ at })
      expect(new Date(at).getTime()).toBe(at)
      expect(parse({ ...MESSAGE, at: at * 1.001 })).not.toMatchObject({ type: 'message' })
    }
  })

  it('[VR5] takes a role that only newer hosts know as a member', () => {
    const you = { ...ANN, role: 'herald' }
    const joined = { ...EXAMPLES[1], you, members: [you] }

    expect(parse(joined)).toEqual(EXAMPLES[1])
  })

  it('[VR5] takes a role in a ruling that only newer hosts know as a member', () => {
    const [changed] = RULINGS

    expect(parse({ ...changed, role: 'herald' })).toEqual({ ...changed, role: 'member' })
  })

  it('[RL1] tells every role there is', () => {
    const roles = ['owner', 'moderator', 'member', 'viewer']
    const members = roles.map((role) => ({ ...ANN, role }))

    expect(parse({ ...EXAMPLES[1], members })).toMatchObject({ members })
  })

  it('[VR5] passes over presence changes that only newer hosts know', () => {
    const changes = [{ type: 'member-away', since: 3 }, ...PRESENCE.changes]

    expect(parse({ ...PRESENCE, changes })).toEqual(PRESENCE)
  })

  it('[AN3] rejects a presence change that is known and malformed', () => {
    const changes = [{ type: 'member-joined', member: { id: ID } }]

    expect(parse({ ...PRESENCE, changes })).toMatchObject({ code: 'bad-request' })
  })

  it.each([
    ['a welcome without rooms', { ...WELCOME, rooms: [] }],
    ['a heartbeat that no timer can wait for', { ...WELCOME, heartbeatMs: 2 ** 31 }],
    ['a silence of nothing', { ...WELCOME, silenceMs: 0 }],
    ['a sequence that is no whole number', { ...MESSAGE, sequence: 1.5 }],
    ['facts before the first', { ...EXAMPLES[1], from: 0 }],
    ['a judgement of the history that it does not know', { ...EXAMPLES[1], history: 'maybe' }],
    ['a fact without an epoch', { ...MESSAGE, epoch: undefined }],
    ['a ruling without a number', { ...RULINGS[1], sequence: undefined }],
    ['an answer that is no fact, whatever it bears', { ...EXAMPLES[1], you: null, epoch: ID }],
  ])('[AN3] rejects %s', (_, answer) => {
    expect(parse(answer)).toMatchObject({ code: 'bad-request' })
  })

  it('[NM4] makes names harmless that steer a terminal or a line', () => {
    const name = 'A\u001B]0;x\u0007\u202Enn'

    expect(parse({ ...RENAMED, name })).toEqual({ ...RENAMED, name: 'A\uFFFD]0;x\uFFFD\uFFFDnn' })
  })

  it('[TX4] makes texts harmless and leaves everything else', () => {
    const text = 'a\u001B[2J\r\u0000b 👩‍👩‍👧 \u05D0\n\t\ud800'

    expect(parse({ ...MESSAGE, text })).toEqual({
      ...MESSAGE,
      text: 'a\uFFFD[2J\uFFFD\uFFFDb 👩‍👩‍👧 \u05D0\n\t\uFFFD',
    })
  })
})

describe('[FR3] frames of a host', () => {
  it('[FR3] hold a full page of the longest names', () => {
    const member = { id: ID, name: '😀'.repeat(32), role: 'member' }
    const members = Array.from({ length: MEMBERS_PER_PAGE }, () => member)
    const joined = { ...EXAMPLES[1], members, count: Number.MAX_SAFE_INTEGER, next: ID }

    expect({
      fits: encodeFrame(joined).length <= MAX_HOST_FRAME_BYTES,
      parsed: parse(joined),
    }).toEqual({ fits: true, parsed: joined })
  })

  it.each(['"', '\n', '語', '😀'])('[FR3] hold the longest text of %j', (unit) => {
    const bytes = new TextEncoder().encode(unit).length
    const text = unit.repeat(Math.floor(LIMITS['text-bytes'].default / bytes))

    expect(encodeFrame({ ...MESSAGE, text }).length).toBeLessThanOrEqual(MAX_HOST_FRAME_BYTES)
  })
})

describe('toChatError', () => {
  it('[GB2] keeps the code, and what is told with it', () => {
    expect([
      toChatError({ code: 'name-taken', detail: { name: 'Ann' } }),
      toChatError({ code: 'leaving', detail: undefined }),
      toChatError({ code: 'banned', detail: { until: 5 } }),
      toChatError({ code: 'leaving', detail: { words: 'call me', until: 5 } }),
    ]).toEqual([
      { code: 'name-taken', detail: { name: 'Ann' } },
      { code: 'leaving' },
      { code: 'banned', detail: { until: 5 } },
      { code: 'leaving' },
    ])
  })
})
