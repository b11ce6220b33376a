import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { converse } from '../conversation.ts'
import {
  concat,
  CONTEXT,
  ended,
  entered,
  fromHex,
  joined,
  left,
  members,
  Peer,
  refused,
  renamed,
  said,
  toHex,
  type Input,
} from '../peer.fixture.ts'
import type { ClassicAct } from '../protocol.ts'
import { encodePacket, readPacket } from './codec.ts'
import { SGS_PROTOCOL } from './machine.ts'

const LOGIN = fromHex('00 00 00 00 | 05 00 00 00 | 00 00 00 00 | 61 6c 69 63 65')
const LIST = fromHex('03 00 00 00 | 05 00 00 00 | 00 00 00 00 | 61 6c 69 63 65')
const HELLO = fromHex('02 00 00 00 05 00 00 00 05 00 00 00 61 6c 69 63 65 68 65 6c 6c 6f')
const LOGOUT = fromHex('01 00 00 00 | 03 00 00 00 | 00 00 00 00 | 62 6f 62')

function connect(...inputs: readonly Input[]): Peer {
  const peer = new Peer(converse(SGS_PROTOCOL))
  peer.receive(...inputs)
  return peer
}

/** Alice, who has been let in; her list has been answered. */
function alice(...others: readonly string[]): Peer {
  const peer = connect(LOGIN)
  peer.hear(entered('alice', ...others))
  peer.receive(LIST)
  peer.hear(members('alice', ...others))
  return peer
}

function packets(acts: readonly ClassicAct[]) {
  return acts.flatMap((act) => {
    if (act.type !== 'write') return [act.type]
    const read = readPacket(act.bytes)
    if (read.kind !== 'packet') return [read.kind]
    return [`${read.packet.command} ${read.packet.name} | ${read.packet.message}`]
  })
}

function sizes(acts: readonly ClassicAct[]): readonly number[] {
  return acts.flatMap((act) => (act.type === 'write' ? [act.bytes.length] : []))
}

describe('the exchange', () => {
  it('[S-F1] [S-F4] [S-F7] goes from login to list to messages to logout', () => {
    const peer = new Peer(converse(SGS_PROTOCOL))

    expect([
      peer.receive(LOGIN),
      peer.hear(entered('alice', 'bob')),
      peer.receive(LIST),
      packets(peer.hearActs(members('alice', 'bob'))),
      peer.receive(HELLO),
      peer.receive(LOGOUT),
    ]).toEqual([
      ['enter alice'],
      ['listen 0', 'wake-after 5000'],
      ['list', 'wake-after 5000'],
      ['3  | alice*bob*'],
      ['say hello'],
      ['close'],
    ])
  })

  it('[S-F3] [S-F5] [S-F6] [S-F14] is told byte for byte what the original tells', () => {
    const peer = connect(LOGIN, LIST)
    const list = peer.hearActs(entered('alice'), members('alice', 'bob'))
    const acts = [
      ...list,
      ...peer.hearActs(joined('bob'), said('alice', 'hello', true), left('bob')),
    ]

    expect(acts.flatMap((act) => (act.type === 'write' ? [toHex(act.bytes)] : []))).toEqual([
      `03 00 00 00 00 00 00 00 0a 00 00 00 ${toHex(concat('alice*bob*'))}`,
      `00 00 00 00 03 00 00 00 1d 00 00 00 ${toHex(concat('bob<<<bob has joined the room>>>'))}`,
      `02 00 00 00 05 00 00 00 0c 00 00 00 ${toHex(concat('alicealice: hello'))}`,
      `01 00 00 00 03 00 00 00 1b 00 00 00 ${toHex(concat('bob<<<bob has left the room>>>'))}`,
    ])
  })

  it('holds everything until the list is answered, which shows who came meanwhile', () => {
    const peer = connect(LOGIN)
    peer.hear(entered('alice'))

    expect([
      peer.hear(joined('bob'), said('bob', 'hi'), joined('alice', true)),
      packets(peer.hearActs(members('alice', 'bob'))),
      packets(peer.hearActs(left('bob'))),
    ]).toEqual([
      ['wake-after 5000', 'wake-after 5000', 'wake-after 5000'],
      ['3  | alice*bob*', '2 Bad IRC | <<<bob has joined the room>>>', '2 bob | bob: hi'],
      ['1 bob | <<<bob has left the room>>>'],
    ])
  })

  it('tells a peer that asks for no list what happens, after a while', () => {
    const peer = connect(LOGIN)
    peer.hear(entered('alice'), joined('bob'))

    expect([peer.wake(4_999), peer.wake(1)]).toEqual([
      ['wake-after 1'],
      ['write \0\0\0\0\u0003\0\0\0\u001D\0\0\0bob<<<bob has joined the room>>>'],
    ])
  })

  it('holds no more than a bound', () => {
    const peer = connect(LOGIN)
    peer.hear(entered('alice'))
    const many = Array.from({ length: 101 }, (_, index) => said('bob', `m${index}`))

    expect(sizes(peer.hearActs(...many))).toHaveLength(101)
  })

  it('[S-D13] [S-D20] sends nobody his own login, and never an empty list', () => {
    const peer = alice()

    expect([
      peer.hear(joined('alice', true), left('alice', true)),
      packets(peer.hearActs({ type: 'members', members: [] })),
    ]).toEqual([[], ['3  | alice*']])
  })

  it('tells of new names as of one who goes and one who comes', () => {
    const peer = alice('bob')

    expect(packets(peer.hearActs(renamed('bob', 'rob'), renamed('alice', 'lis', true)))).toEqual([
      '1 bob | <<<bob has left the room>>>',
      '0 rob | <<<rob has joined the room>>>',
      '2 Bad IRC | <<<alice has left the room>>>',
      '2 Bad IRC | <<<lis has joined the room>>>',
    ])
  })

  test('[S-D1] leaves 25 ms between two packets, each in a write of its own', () => {
    expect(SGS_PROTOCOL.writeGapMs).toBe(25)
  })
})

describe('what the original cannot take', () => {
  it('[S-D11] [S-D1] cuts a long text into packets of at most 1,024 bytes and loses nothing', () => {
    const acts = alice().hearActs(said('Ünal', 'ж'.repeat(2_000)))
    const texts = packets(acts)

    expect(Math.max(...sizes(acts))).toBeLessThanOrEqual(1_024)
    expect(texts.every((text) => text.startsWith('2 Ünal | Ünal: '))).toBe(true)
    expect(texts.join('').split('ж').length - 1).toBe(2_000)
  })

  it('[S-D14] shows no star of a name, in lists, joins and messages alike', () => {
    const peer = alice()

    expect(
      packets(peer.hearActs(members('alice', 'a*b'), joined('c*d'), said('a*b', 'x*y'))),
    ).toEqual(['3  | alice*a_b*', '0 c_d | <<<c_d has joined the room>>>', '2 a_b | a_b: x*y'])
  })

  it('[S-D6] tells how many do not fit into a list, and keeps who asks in it', () => {
    const names = Array.from({ length: 300 }, (_, index) => `member ${index}`)
    const acts = alice().hearActs(members(...names, 'alice'))
    const [list = ''] = packets(acts)
    const shownNames = list.slice('3  | '.length, -1).split('*')

    expect(Math.max(...sizes(acts))).toBeLessThanOrEqual(1_024)
    expect(shownNames[0]).toBe('alice')
    expect(shownNames.at(-1)).toBe(`(and ${301 - (shownNames.length - 1)} more)`)
    expect(list.endsWith('*')).toBe(true)
  })

  it('shows each line of a text as one of its author', () => {
    expect(packets(alice().hearActs(said('bob', 'one\nalice: two')))).toEqual([
      '2 bob | bob: one\r\nbob: alice: two',
    ])
  })
})

describe('what a peer sends', () => {
  it('[S-D12] believes no name but that of the login', () => {
    const peer = alice()

    expect([
      peer.receive(encodePacket(2, 'bob', 'I am bob')),
      peer.receive(encodePacket(0, 'bob', '')),
    ]).toEqual([['say I am bob'], []])
  })

  it('[S-D15] does not hear who has not logged in', () => {
    const peer = new Peer(converse(SGS_PROTOCOL))

    expect(peer.receive(encodePacket(2, 'eve', 'x'), LIST, HELLO, LOGIN)).toEqual(['enter alice'])
  })

  it('[S-D16] does not hear unknown commands', () => {
    expect(alice().receive(encodePacket(4, 'alice', 'x'), encodePacket(99, 'alice', 'x'))).toEqual(
      [],
    )
  })

  it('[S-D19] says no blanks', () => {
    expect(alice().receive(encodePacket(2, 'alice', ''), encodePacket(2, 'alice', ' '))).toEqual([])
  })

  it('does what came before the login was accepted, in order', () => {
    const peer = connect(concat(LOGIN, LIST, HELLO))

    expect(peer.hear(entered('alice'))).toEqual([
      'listen 0',
      'list',
      'say hello',
      'wake-after 5000',
    ])
  })

  it('[S-F4] asks once, however often it asks before there is an answer', () => {
    const peer = alice()

    expect([
      peer.receive(LIST, LIST, LIST),
      packets(peer.hearActs(members('alice'))),
      peer.receive(LIST),
    ]).toEqual([['list'], ['3  | alice*'], ['list']])
  })

  it('closes who sends more than can wait for that', () => {
    expect(connect(LOGIN).receive(concat(...Array.from({ length: 513 }, () => HELLO)))).toEqual([
      'close',
    ])
  })

  it('[S-F1] closes a login without a name', () => {
    expect(connect().receive(encodePacket(0, ' ', ''))).toEqual(['close'])
  })

  it.each([
    ['a negative length', '02 00 00 00 ff ff ff ff 00 00 00 00 61'],
    ['the other one', '02 00 00 00 00 00 00 00 00 00 00 80 61'],
    ['a huge length', '02 00 00 00 05 00 00 00 ff ff ff 7f'],
    ['lengths beyond a packet', '02 00 00 00 05 00 00 00 f0 03 00 00'],
  ])('[S-D11] closes %s, and only that connection', (_, hex) => {
    expect(alice().receive(fromHex(hex), HELLO)).toEqual(['close'])
  })

  it('[S-D1] reads packets that are glued, or split at any byte', () => {
    const stream = concat(HELLO, encodePacket(2, 'alice', 'žena 😀'), HELLO)
    const everySplit = Array.from({ length: stream.length + 1 }, (_, place) =>
      alice()
        .receive(stream.slice(0, place), stream.slice(place))
        .filter((act) => act.startsWith('say')),
    )

    expect(new Set(everySplit.map((acts) => acts.join('|')))).toEqual(
      new Set(['say hello|say žena 😀|say hello']),
    )
  })

  it('waits for the rest of a packet, and not for ever', () => {
    const peer = alice()

    expect([
      peer.receive(HELLO.slice(0, 20)),
      peer.wake(500),
      peer.receive(HELLO.slice(20)),
      peer.receive(HELLO.slice(0, 5)),
      peer.wake(10_000),
    ]).toEqual([
      ['wake-after 500'],
      ['wake-after 9500'],
      ['say hello'],
      ['wake-after 500'],
      ['close'],
    ])
  })

  it('[S-D2] takes an end as a logout', () => {
    const entering = connect(LOGIN, HELLO)

    expect([
      alice().end(),
      connect().end(),
      entering.end(),
      entering.hear(entered('alice')),
    ]).toEqual([['close'], ['close'], [], ['listen 0', 'say hello', 'close']])
  })
})

describe('a refusal', () => {
  it('[S-D13] is told in the chat window, after a list that the original can read', () => {
    const peer = connect(LOGIN)

    expect([
      peer.hear(refused('enter')),
      packets(peer.receiveActs(LIST)),
      peer.receive(HELLO),
    ]).toEqual([
      ['wake-after 2000'],
      ['3  | alice*', '2 Bad IRC | <<<The name is taken.>>>', 'close'],
      [],
    ])
  })

  it('is told without a list when none is asked for', () => {
    const peer = connect(LOGIN)
    peer.hear(refused('enter'))

    expect(peer.wake(2_000).at(-1)).toBe('close')
  })

  it('of a message is told to its author', () => {
    expect(packets(alice().hearActs(refused('say', 'muted', 'You were muted.')))).toEqual([
      '2 Bad IRC | <<<You were muted.>>>',
    ])
  })

  it('tells why the host ends the connection', () => {
    expect(packets(alice().hearActs(ended()))).toEqual([
      '2 Bad IRC | <<<The host stopped the room.>>>',
      'close',
    ])
  })
})

test('no bytes break it, and what it keeps is bounded', () => {
  const packet = fc
    .tuple(fc.integer({ min: -1, max: 5 }), fc.string({ unit: 'binary' }), fc.string())
    .map(([command, name, text]) => encodePacket(command, name, text))
  const inputs = fc.array(fc.oneof(packet, fc.uint8Array({ maxLength: 64 })), { maxLength: 30 })
  fc.assert(
    fc.property(inputs, fc.boolean(), (many, isLetIn) => {
      let { state } = SGS_PROTOCOL.start(CONTEXT, 0)
      for (const input of [LOGIN, ...many]) {
        state = SGS_PROTOCOL.receive(state, input, 0).state
        if (isLetIn) state = SGS_PROTOCOL.hear(state, entered('alice'), 0).state
        expect(state.unread.length).toBeLessThanOrEqual(state.phase.kind === 'gone' ? 0 : 3_048)
        expect(state.phase.kind === 'entering' ? state.phase.waiting.length : 0).toBeLessThan(31)
      }
      SGS_PROTOCOL.end(SGS_PROTOCOL.wake(state, 20_000).state, 20_000)
    }),
  )
})
