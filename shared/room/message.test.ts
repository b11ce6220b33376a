import { describe, expect, it } from 'vitest'
import {
  FRAME_HEADER_BYTES,
  MAX_HOST_FRAME_BYTES,
  MAX_NAME_LENGTH,
  MAX_TEXT_BYTES,
} from '../protocol/limits.ts'
import type { Request } from '../protocol/request.ts'
import {
  answersTo,
  EPOCH,
  hello,
  inShort,
  join,
  published,
  rename,
  ROOM,
  say,
  testId,
  TestHost,
} from './host.fixture.ts'

function withdraw(id: string | number): Request {
  return { type: 'withdraw-message', room: ROOM, id: testId(id) }
}

describe('send-message', () => {
  it('[SM1] publishes the message with the next number of the room, to its author too', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.hear(1, say('a'))
    host.now = 2_000

    const effects = host.hear(1, say('b', 'hi'))

    expect([inShort(effects), published(effects)]).toEqual([
      ['publish #2'],
      [
        {
          type: 'message',
          room: ROOM,
          sequence: 2,
          epoch: EPOCH,
          id: testId('b'),
          author: { id: testId('MAnn'), name: 'Ann' },
          at: 2_000,
          text: 'hi',
        },
      ],
    ])
  })

  it('[SM2] answers the same message again with its fact, to that connection alone', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.hear(1, say('a'))
    const before = host.room()

    expect([inShort(host.hear(1, say('a'))), host.room() === before]).toEqual([
      ['repeat 1 #1'],
      true,
    ])
  })

  it('[SM2] knows the message again over a new connection of its author', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.hear(1, say('a'))
    host.seat(2, 'Ann')

    expect(inShort(host.hear(2, say('a')))).toEqual(['repeat 2 #1'])
  })

  it('[SM4] takes the same id of another author as another message', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.seat(2, 'Bob')
    host.hear(1, say('a'))

    expect(inShort(host.hear(2, say('a')))).toEqual(['publish #2'])
  })

  it('[SM4] [B33] refuses the same id with another text', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.hear(1, say('a'))
    const before = host.room()

    const effects = host.hear(1, say('a', 'other'))

    expect({ answers: answersTo(1, effects), same: host.room() === before }).toEqual({
      answers: [
        {
          type: 'refusal',
          request: 'send-message',
          room: ROOM,
          id: testId('a'),
          code: 'id-conflict',
        },
      ],
      same: true,
    })
  })

  it.each([
    ['[TX1] blank', ' \n', 'bad-text'],
    ['[TX1] with a control', '\u0007', 'bad-text'],
    ['[TX2] too long', 'x'.repeat(17), 'text-too-long'],
  ])('refuses a text: %s', (_, text, code) => {
    const host = new TestHost({ 'text-bytes': 16 })
    host.seat(1, 'Ann')

    expect(inShort(host.hear(1, say('a', text)))).toEqual([`send 1 refusal ${code}`])
  })

  it('[TX2] [FR3] stores nothing that no client can read, whatever the host has set', () => {
    const host = new TestHost({ 'text-bytes': 65_536, 'frame-bytes': 1_000_000 })
    host.seat(1, '𐐷'.repeat(MAX_NAME_LENGTH))
    const longest = host.hear(1, say('a', '"'.repeat(MAX_TEXT_BYTES)))
    const longer = host.hear(1, say('b', '"'.repeat(MAX_TEXT_BYTES + 1)))
    const [publish] = longest.filter((effect) => effect.type === 'publish')

    expect(publish?.frames.length).toBeLessThanOrEqual(FRAME_HEADER_BYTES + MAX_HOST_FRAME_BYTES)
    expect(inShort(longer)).toEqual(['send 1 refusal text-too-long'])
  })

  it('[RL1] is refused to a viewer', () => {
    const host = new TestHost()
    host.seat(1, 'Ann', 'viewer')

    expect(inShort(host.hear(1, say('a')))).toEqual(['send 1 refusal read-only'])
  })

  it('[RQ4] is refused to somebody who is not in the room', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.hear(1, { type: 'leave', room: ROOM })

    expect(inShort(host.hear(1, say('a')))).toEqual(['send 1 refusal not-joined'])
  })
})

describe('flood', () => {
  /** Ann has sent two messages and may send no more at this moment; `c` was refused. */
  function flooded(): TestHost {
    const host = new TestHost({ 'flood-burst': 2, 'flood-per-second': 10 })
    host.seat(1, 'Ann')
    for (const id of ['a', 'b', 'c']) host.hear(1, say(id))
    return host
  }

  it('[FL1] refuses for now, and says for how long', () => {
    const host = new TestHost({ 'flood-burst': 1, 'flood-per-second': 10 })
    host.seat(1, 'Ann')
    host.hear(1, say('a'))

    expect(answersTo(1, host.hear(1, say('b')))).toEqual([
      {
        type: 'refusal',
        request: 'send-message',
        room: ROOM,
        id: testId('b'),
        code: 'rate-limited',
        retryAfterMs: 100,
      },
    ])
  })

  it('[FL2] takes no later message of the author before the refused one', () => {
    const host = flooded()
    host.now += 1_000

    const told = ['d', 'e', 'c', 'd'].map((id) => inShort(host.hear(1, say(id)))[0])

    expect(told).toEqual([
      'send 1 refusal rate-limited',
      'send 1 refusal rate-limited',
      'publish #3',
      'publish #4',
    ])
  })

  it('[FL2] waits no longer for a message that is refused for good', () => {
    const host = flooded()
    host.now += 1_000

    const told = [say('c', ' '), say('d')].map((request) => inShort(host.hear(1, request))[0])

    expect(told).toEqual(['send 1 refusal bad-text', 'publish #3'])
  })

  it('[SM5] waits no longer for a message that is withdrawn', () => {
    const host = flooded()
    host.now += 1_000

    const told = [withdraw('c'), say('d')].map((request) => inShort(host.hear(1, request)))

    expect(told).toEqual([[], ['publish #3']])
  })

  it('[SM5] does not mind a withdrawal of another message', () => {
    const host = flooded()
    host.now += 1_000

    const told = [withdraw('d'), say('d')].map((request) => inShort(host.hear(1, request)))

    expect(told).toEqual([[], ['send 1 refusal rate-limited']])
  })

  it('[JN5] waits no longer once the author has left', () => {
    const host = flooded()
    host.now += 1_000
    host.hear(1, { type: 'leave', room: ROOM })
    host.hear(1, { type: 'join', room: ROOM, role: 'member', resume: null })

    expect(inShort(host.hear(1, say('d')))).toEqual(['publish #3'])
  })

  it('[FL1] is a matter of each author', () => {
    const host = flooded()
    host.seat(2, 'Bob')

    expect(inShort(host.hear(2, say('x')))).toEqual(['publish #3'])
  })

  it('[FL1] is one for all devices of a member', () => {
    const host = flooded()
    host.hear(2, hello('Ann', 'Ann', 'phone'))
    host.hear(2, join())

    expect(inShort(host.hear(2, say('x')))).toEqual(['send 2 refusal rate-limited'])
  })

  it('[FL1] is not ended by coming back', () => {
    const host = flooded()
    host.lose(1)
    host.hear(2, hello('Ann'))
    host.hear(2, join())
    const before = inShort(host.hear(2, say('x')))
    host.now += 1_000

    expect([before, inShort(host.hear(2, say('x')))]).toEqual([
      ['send 2 refusal rate-limited'],
      ['publish #3'],
    ])
  })

  it('[FL1] counts what is decided about others with what is said', () => {
    const host = flooded()
    host.rule({
      type: 'role-changed',
      member: { id: testId('MAnn'), name: 'Ann' },
      role: 'owner',
      by: { id: testId('MAnn'), name: 'Ann' },
    })

    expect(inShort(host.hear(1, { type: 'lock-room', room: ROOM }))).toEqual([
      'send 1 refusal rate-limited',
    ])
  })

  it('[FL1] ends although the clock went back by an hour', () => {
    const host = flooded()
    host.now -= 3_600_000
    host.hear(1, say('c'))
    host.now += 100

    expect(inShort(host.hear(1, say('c')))).toEqual(['publish #3'])
  })
})

describe('rename', () => {
  it('[NM3] takes the new name and frees the old one', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')

    const effects = host.hear(1, rename(' Anna '))

    expect({
      facts: published(effects),
      names: [...host.room().names],
      seat: host.room().seats.get(testId('MAnn'))?.member.name,
    }).toEqual({
      facts: [
        {
          type: 'member-renamed',
          room: ROOM,
          sequence: 1,
          epoch: EPOCH,
          at: 1_000,
          member: testId('MAnn'),
          name: 'Anna',
          previous: 'Ann',
        },
      ],
      names: [['ANNA'.toLowerCase(), testId('MAnn')]],
      seat: 'Anna',
    })
  })

  it('[NM3] may change the case of the own name', () => {
    const host = new TestHost()
    host.seat(1, 'ann')

    expect(inShort(host.hear(1, rename('ANN')))).toEqual(['publish #1'])
  })

  it.each([
    ['[NM1]', '\u202E', 'bad-name'],
    ['[NM3]', 'BOB', 'name-taken'],
  ])('%s refuses %j', (_, name, code) => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.seat(2, 'Bob')
    const before = host.room()

    expect([inShort(host.hear(1, rename(name))), host.room() === before]).toEqual([
      [`send 1 refusal ${code}`],
      true,
    ])
  })

  it('[FL1] counts attempts, also those that are refused', () => {
    const host = new TestHost({ 'flood-burst': 2 })
    host.seat(1, 'Ann')
    host.seat(2, 'Bob')

    const told = ['Bob', 'Bob', 'Bob'].map((name) => inShort(host.hear(1, rename(name)))[0])

    expect(told).toEqual([
      'send 1 refusal name-taken',
      'send 1 refusal name-taken',
      'send 1 refusal rate-limited',
    ])
  })

  it('[NM5] names the author of later messages', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.hear(1, rename('Anna'))

    expect(published(host.hear(1, say('a')))).toMatchObject([{ author: { name: 'Anna' } }])
  })
})
