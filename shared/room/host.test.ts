import { describe, expect, it } from 'vitest'
import type { Request } from '../protocol/request.ts'
import { hello, inShort, join, read, say, testId, TestHost } from './host.fixture.ts'

describe('[B28] a greeting connection', () => {
  it('[HS1] is welcomed with what it needs to know', () => {
    const host = new TestHost({ 'text-bytes': 99 })

    const effects = host.hear(1, hello('Ann'))

    expect(effects).toEqual([
      {
        type: 'send',
        to: 1,
        answer: {
          type: 'welcome',
          version: 1,
          capabilities: [],
          member: testId('MAnn'),
          rooms: [{ id: 'front', name: 'Front' }],
          heartbeatMs: 25_000,
          silenceMs: 60_000,
          maxTextBytes: 99,
        },
      },
    ])
  })

  it.each([
    ['[HS2] too old', { ...hello('Ann'), version: 0 }, 'too-old'],
    ['[HS3] with a name that cannot be shown', hello('\u200B'), 'bad-name'],
    ['[HS1] that joins', join(), 'unexpected-request'],
    ['[HS1] that sends', say(1), 'unexpected-request'],
    ['[HS1] that leaves', { type: 'leave', room: 'front' }, 'unexpected-request'],
    [
      '[HS1] that withdraws',
      { type: 'withdraw-message', room: 'front', id: testId(1) },
      'unexpected-request',
    ],
    ['[HS1] that renames', { type: 'rename', room: 'front', name: 'X' }, 'unexpected-request'],
    [
      '[HS1] that lists',
      { type: 'list-members', room: 'front', after: null },
      'unexpected-request',
    ],
    ['[HS1] that reads', read(1), 'unexpected-request'],
    ['[GB1] that says goodbye', { type: 'goodbye', reason: 'leaving' }, 'leaving'],
  ] satisfies [string, Request, string][])('%s is closed', (_, request, reason) => {
    const host = new TestHost()
    const before = host.host

    const effects = host.hear(1, request)

    expect({
      effects: inShort(effects),
      kind: host.connection(1).kind,
      same: host.host === before,
    }).toEqual({
      effects: [`close 1 ${reason}`],
      kind: 'closed',
      same: true,
    })
  })

  it('[HS2] of a newer version is welcomed', () => {
    expect(inShort(new TestHost().hear(1, { ...hello('Ann'), version: 99 }))).toEqual([
      'send 1 welcome',
    ])
  })

  it('[HS4] is told that the host is full', () => {
    const host = new TestHost({ 'members-per-host': 1 })
    host.hear(1, hello('Ann'))

    expect(host.hear(2, hello('Bob'))).toEqual([
      { type: 'close', connection: 2, reason: { code: 'host-full', detail: { max: 1 } } },
    ])
  })

  it('[HS4] finds a place again when somebody is gone', () => {
    const host = new TestHost({ 'members-per-host': 1 })
    host.hear(1, hello('Ann'))
    host.lose(1)

    expect(inShort(host.hear(2, hello('Bob')))).toEqual(['send 2 welcome'])
  })

  it('[HB1] may beat', () => {
    expect(new TestHost().hear(1, { type: 'heartbeat' })).toEqual([])
  })

  it('[HB3] gets an answer to a heartbeat that asks for one, once it has said hello', () => {
    const host = new TestHost()
    const before = host.hear(1, { type: 'heartbeat', reply: true })
    host.hear(1, hello('Ann'))

    const after = host.hear(1, { type: 'heartbeat', reply: true })

    expect([before, after]).toEqual([[], [{ type: 'send', to: 1, answer: { type: 'heartbeat' } }]])
  })
})

describe('the ghost of an instance', () => {
  it('[HS5] is replaced at once, also on a full host', () => {
    const host = new TestHost({ 'members-per-host': 1 })
    host.seat(1, 'Ann')

    const effects = host.hear(2, hello('Ann'))

    expect(inShort(effects)).toEqual([
      'unsubscribe 1',
      'announce member-left Ann replaced',
      'close 1 replaced',
      'send 2 welcome',
    ])
  })

  it('[HS5] leaves its name to the new connection', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.hear(2, hello('Ann'))

    expect(inShort(host.hear(2, join()))[0]).toBe('send 2 joined')
  })

  it.each([join(), say(1), { type: 'goodbye', reason: 'leaving' }] satisfies Request[])(
    '[HS5] is not heard any more: $type',
    (request) => {
      const host = new TestHost()
      host.seat(1, 'Ann')
      host.seat(2, 'Ann')
      const before = host.host

      const effects = host.hear(1, request)

      expect({ effects, kind: host.connection(1).kind, same: host.host === before }).toEqual({
        effects: [],
        kind: 'closed',
        same: true,
      })
    },
  )

  it('[HS5] takes nobody along when its connection breaks late', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.seat(2, 'Ann')

    expect({ effects: host.lose(1), seats: host.room().seats.size }).toEqual({
      effects: [],
      seats: 1,
    })
  })

  it('[HS5] may be closed from the host while it is on its way out', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.seat(2, 'Ann')
    host.lose(1)

    expect([host.lose(1), host.hear(1, say(1))]).toEqual([[], []])
  })
})

describe('an admitted connection', () => {
  it('[HS1] that says hello again is closed and leaves', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')

    expect(inShort(host.hear(1, hello('Ann')))).toEqual([
      'unsubscribe 1',
      'announce member-left Ann unexpected-request',
      'close 1 unexpected-request',
    ])
  })

  it('[GB1] that says goodbye leaves with its reason', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')

    expect(inShort(host.hear(1, { type: 'goodbye', reason: 'leaving' }))).toEqual([
      'unsubscribe 1',
      'announce member-left Ann leaving',
      'close 1 leaving',
    ])
  })

  it('[GB3] that is lost leaves once', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')

    expect([inShort(host.lose(1)), host.lose(1)]).toEqual([
      ['unsubscribe 1', 'announce member-left Ann connection-lost'],
      [],
    ])
  })

  it('[RQ4] is told that there is no such room', () => {
    const host = new TestHost()
    host.hear(1, hello('Ann'))

    expect(host.hear(1, { type: 'leave', room: 'attic' })).toEqual([
      { type: 'send', to: 1, answer: { type: 'refusal', request: 'leave', code: 'unknown-room' } },
    ])
  })
})
