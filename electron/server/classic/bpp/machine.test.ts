import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { converse } from '../conversation.ts'
import {
  bytesOf,
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
  shown,
  toHex,
  type Input,
} from '../peer.fixture.ts'
import type { ClassicAct } from '../protocol.ts'
import { BPP_PROTOCOL, type BppState } from './machine.ts'

const VIEWER = '76 69 65 77 65 72'

function connect(...inputs: readonly Input[]): Peer {
  const peer = new Peer(converse(BPP_PROTOCOL))
  peer.receive(...inputs)
  return peer
}

/** A messenger that has been let in as bob. */
function bob(hello: Input = 'name:bob'): Peer {
  const peer = connect(hello)
  peer.hear(entered('bob'))
  return peer
}

function written(acts: readonly ClassicAct[]): readonly string[] {
  return acts.flatMap((act) => (act.type === 'write' ? [toHex(act.bytes)] : []))
}

describe('a viewer', () => {
  it('[B-F3] [B-F7] is welcomed byte for byte, and reads from then on', () => {
    const acts = new Peer(converse(BPP_PROTOCOL)).receiveActs(fromHex(VIEWER))

    expect(shown(acts)[0]).toBe('listen 0')
    expect(written(acts)).toEqual([
      '57 65 6c 63 6f 6d 65 20 74 6f 20 74 68 65 20 22 42 61 64 20 49 52 43 22 20 43 68 61 74 20 53 65 72 76 65 72 21',
    ])
  })

  it('[B-F10] [B-F11] [B-F12] sees who comes, speaks and goes byte for byte', () => {
    const acts = connect(fromHex(VIEWER)).hearActs(joined('bob'), said('bob', 'hello'), left('bob'))

    expect(written(acts)).toEqual([
      '62 6f 62 20 68 61 73 20 6a 6f 69 6e 65 64 20 74 68 65 20 63 68 61 74 2e',
      '62 6f 62 3a 20 68 65 6c 6c 6f',
      '62 6f 62 20 68 61 73 20 6c 65 66 74 20 74 68 65 20 63 68 61 74',
    ])
  })

  it('is told of a new name in the words that it knows', () => {
    expect(connect('viewer').hear(renamed('bob', 'rob'))).toEqual([
      'write bob has left the chat\nrob has joined the chat.',
    ])
  })

  it('is told nothing else, and no goodbye', () => {
    const peer = connect('viewer')

    expect([
      peer.hear({ type: 'notice', text: 'x' }, members('bob'), refused('say')),
      peer.hear(ended()),
    ]).toEqual([[], ['close']])
  })

  it('[B-D9] sees a message of several lines in one write, none of them without its author', () => {
    expect(connect('viewer').hear(said('ann', 'one\r\nbob: two'))).toEqual([
      'write ann: one\nann: bob: two',
    ])
  })

  it('[B-D9] sees a long message whole, in writes that part no character', () => {
    const writes = connect('viewer')
      .hearActs(said('ann', 'я'.repeat(5_000)))
      .flatMap((act) => (act.type === 'write' ? [act.bytes] : []))
    const texts = writes.map((bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes))

    expect(writes.every(({ length }) => length <= 1_024)).toBe(true)
    expect(texts.every((text) => text.startsWith('ann: '))).toBe(true)
    expect(texts.join('').split('я').length - 1).toBe(5_000)
  })

  it('[B-D15] may talk: nobody hears it, and its end is seen', () => {
    const peer = connect('viewer')

    expect([peer.receive('hello', fromHex('00 ff')), peer.end()]).toEqual([[], ['close']])
  })

  it('[B-D10] may end its hello with a line end', () => {
    const peer = new Peer(converse(BPP_PROTOCOL))

    expect(peer.receive('viewer\r\n')[0]).toBe('listen 0')
  })

  test('[B-D9] leaves 30 ms between two writes', () => {
    expect(BPP_PROTOCOL.writeGapMs).toBe(30)
  })
})

describe('a messenger', () => {
  it.each([
    ['[B-F6] of the original', fromHex('6e 61 6d 65 3a 62 6f 62'), ['enter bob']],
    ['with colons and blanks in it', 'name:a:b c', ['enter a:b c']],
    ['[B-D20] with blanks around it', 'name: bob \t', ['enter bob']],
    ['[B-D10] of a telnet', 'name:tel\r\n', ['enter tel']],
    ['that is no UTF-8', fromHex('6e 61 6d 65 3a 4a fc 72 67'), ['enter Jürg']],
    ['that is glued to a message, as the original reads it', 'name:quickhey', ['enter quickhey']],
    ['of blanks', 'name:  \t', ['close']],
    ['[B-F9] that is empty, in a line', 'name:\r\n', ['close']],
  ])('gives a name %s', (_, hello, expected) => {
    expect(new Peer(converse(BPP_PROTOCOL)).receive(hello)).toEqual(expected)
  })

  it('[B-F9] without a name is closed when none comes', () => {
    const peer = new Peer(converse(BPP_PROTOCOL))

    expect([peer.receive('name:'), peer.wake(200)]).toEqual([['wake-after 200'], ['close']])
  })

  it('may send its name after its hello, in parts', () => {
    const peer = new Peer(converse(BPP_PROTOCOL))

    expect([peer.receive('name:', 'b', 'ob'), peer.wake(200)]).toEqual([
      ['wake-after 200', 'wake-after 200', 'wake-after 200'],
      ['enter bob'],
    ])
  })

  it('waits for no more of a name than a hello may have', () => {
    const peer = connect('name:')

    expect(peer.receive('n'.repeat(3_000))).toEqual([`enter ${'n'.repeat(3_000)}`])
  })

  it('[B-F8] [B-D11] [B-D12] is refused by an end without a byte', () => {
    expect(connect('name:bob').hear(refused('enter'))).toEqual(['close'])
  })

  it('is never sent a byte, whatever happens', () => {
    const peer = bob()

    expect(
      peer.hear(
        said('ann', 'hi'),
        said('bob', 'hi', true),
        joined('ann'),
        left('ann'),
        renamed('ann', 'eve'),
        members('bob'),
        refused('say', 'rate-limited'),
        { type: 'notice', text: 'x' },
        ended(),
      ),
    ).toEqual(['close'])
  })

  it('[B-F4] [B-D9] says each read, and each line of one', () => {
    const peer = bob()

    expect([peer.receive('hello'), peer.receive('one\r\n\r\ntwo\n'), peer.receive(' ')]).toEqual([
      ['say hello'],
      ['say one', 'say two'],
      [],
    ])
  })

  it('says what came before its name was accepted, in order', () => {
    const peer = connect('name:quick\r\nhey', 'you\r\n')

    expect(peer.hear(entered('quick'))).toEqual(['say heyyou'])
  })

  it('says nothing under a name that was refused', () => {
    const peer = connect('name:quick\nhey\n')

    expect([peer.hear(refused('enter')), peer.hear(entered('quick')), peer.receive('x')]).toEqual([
      ['close'],
      [],
      [],
    ])
  })

  it('is closed when it says more than can wait for its name', () => {
    expect(connect('name:bob').receive('x\n'.repeat(513))).toEqual(['close'])
  })

  it('[B-F13] [B-D9] says a character that comes in two reads as one', () => {
    const bytes = bytesOf('да 😀')
    const everySplit = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1)
    const texts = everySplit.map((place) => {
      const peer = bob()
      const acts = peer.receive(bytes.slice(0, place), bytes.slice(place))
      return acts
        .filter((act) => act.startsWith('say '))
        .map((act) => act.slice(4))
        .join('')
    })

    expect(texts.map((text) => text.replaceAll(' ', ''))).toEqual(everySplit.map(() => 'да😀'))
  })

  it('[M-F10] says what only looked unfinished, as Windows-1252', () => {
    const [waiting, talking] = [bob(), bob()]

    expect([
      waiting.receive(fromHex('63 61 66 e9')),
      waiting.wake(200),
      talking.receive(fromHex('63 61 66 e9'), 'next'),
    ]).toEqual([['wake-after 200'], ['say café'], ['wake-after 200', 'say café', 'say next']])
  })

  it('joins the parts of a line when it said hello in a line', () => {
    const peer = bob('name:bob\n')

    expect([peer.receive('hel', 'lo\nlast'), peer.wake(200)]).toEqual([
      ['wake-after 200', 'say hello', 'wake-after 200'],
      ['say last'],
    ])
  })

  it('says a message that is too long in parts, with marks', () => {
    const peer = new Peer(converse(BPP_PROTOCOL), { textBytes: 20 })
    peer.receive('name:bob')
    peer.hear(entered('bob'))

    expect(peer.receive('x'.repeat(30))).toEqual([
      `say ${'x'.repeat(17)}…`,
      `say …${'x'.repeat(13)}`,
    ])
  })

  it('[B-F17] leaves when it ends, and says what was held before', () => {
    const entering = connect('name:bob\nlast')

    expect([
      bob().end(),
      bob('name:bob\n').end(),
      entering.end(),
      entering.hear(entered('bob')),
      connect('name:').end(),
    ]).toEqual([['close'], ['close'], [], ['say last', 'close'], ['close']])
  })
})

test('no bytes break it, and what it keeps is bounded', () => {
  const inputs = fc.array(
    fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary' })),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(
      fc.constantFrom('viewer', 'name:', 'name:bob', 'name:b\n'),
      inputs,
      (hello, many) => {
        let { state } = BPP_PROTOCOL.start({ ...CONTEXT, textBytes: 64 }, 0)
        for (const input of [hello, ...many]) {
          state = BPP_PROTOCOL.receive(state, bytesOf(input), 0).state
          expect(keptBy(state)).toEqual({ waits: true, holds: true })
        }
        expect(BPP_PROTOCOL.end(BPP_PROTOCOL.wake(state, 200).state, 200).acts.length).toBeLessThan(
          99,
        )
      },
    ),
  )
})

/** Whether what a connection keeps is within its bounds. */
function keptBy(state: BppState) {
  const waiting = state.kind === 'entering' ? state.waiting.length : 0
  const isSpeaking = state.kind === 'entering' || state.kind === 'messenger'
  const greeting = state.kind === 'greeting' ? state.bytes.length : 0
  return {
    waits: waiting <= 30 && greeting <= 2_048,
    holds: !isSpeaking || state.speech.held.length <= 64,
  }
}
