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
} from '../peer.fixture.ts'
import { LINE_PROTOCOL } from './machine.ts'
import { CUT_LINE, GOODBYE_LINE, guestLine, HELP_LINES, NO_COMMAND_LINE } from './texts.ts'

const HINT = `write ${guestLine('guest-7')}\r\n`

function connect(textBytes = CONTEXT.textBytes): Peer {
  return new Peer(converse(LINE_PROTOCOL), { textBytes })
}

/** Somebody at a telnet who has said one line. */
function guest(): Peer {
  const peer = connect()
  peer.receive('first\r\n')
  peer.hear(entered('guest-7'))
  return peer
}

describe('the welcome', () => {
  it('[M-F2] has the date and the odd line end of the original, byte for byte', () => {
    const [welcome, listen] = connect().begun

    expect(welcome?.type === 'write' && toHex(welcome.bytes)).toBe(
      '57 65 6c 63 6f 6d 65 20 31 31 2f 32 30 2f 32 30 32 36 20 31 30 3a 31 31 3a 30 34 20 41 4d 0a 0d',
    )
    expect(listen).toEqual({ type: 'listen', past: 20 })
  })

  it.each([
    [0, '1/2/2026 12:05:09 AM'],
    [12, '1/2/2026 12:05:09 PM'],
    [23, '1/2/2026 11:05:09 PM'],
  ])('counts the hour %d as en-US does', (hour, expected) => {
    const wallTime = { year: 2026, month: 1, day: 2, hour, minute: 5, second: 9 }
    const peer = new Peer(converse(LINE_PROTOCOL), { wallTime })

    expect(shown(peer.begun)[0]).toBe(`write Welcome ${expected}\n\r`)
  })
})

describe('somebody at a telnet', () => {
  it('[M-F1] [M-D14] reads until the first line, which makes a guest of him', () => {
    const peer = connect()

    expect([
      peer.hear(said('ann', 'hi')),
      peer.receive('hel', 'lo\r\n'),
      peer.hear(entered('guest-7')),
      peer.receive('more\r\n'),
    ]).toEqual([
      ['write ann: hi\r\n'],
      ['wake-after 200', 'enter guest-7'],
      [HINT, 'say hello'],
      ['say more'],
    ])
  })

  it('tries the next number when the name of a guest is taken, and says the line once', () => {
    const peer = connect()
    peer.receive('hello\r\n')

    expect([
      peer.hear(refused('enter')),
      peer.hear(refused('enter')),
      peer.hear(entered('guest-9')),
    ]).toEqual([
      ['enter guest-8'],
      ['enter guest-9'],
      [`write ${guestLine('guest-9')}\r\n`, 'say hello'],
    ])
  })

  it('is told when no name is free, and that the line was not said', () => {
    const peer = connect()
    peer.receive('hello\r\n')
    const tries = Array.from({ length: 20 }, () => peer.hear(refused('enter')))

    expect(tries.at(-1)).toEqual([
      'write * The name is taken.\r\n',
      'write * What you typed was not said.\r\n',
    ])
  })

  it('is told why he may not come in, and reads on', () => {
    const peer = connect()
    peer.receive('hello\r\n')

    expect([
      peer.hear(refused('enter', 'room-locked', 'The room is locked.')),
      peer.hear(said('ann', 'hi')),
    ]).toEqual([
      ['write * The room is locked.\r\n', 'write * What you typed was not said.\r\n'],
      ['write ann: hi\r\n'],
    ])
  })

  it('[M-D14] chooses a name, before his first line and later', () => {
    const peer = connect()

    expect([
      peer.receive('/name  Ann  Lee\r\n'),
      peer.hear(entered('Ann Lee')),
      peer.receive('/NAME Bea\r\n'),
      peer.hear(renamed('Ann Lee', 'Bea', true)),
      peer.receive('/name\r\n'),
      peer.receive('/name Eve\r\n'),
      peer.hear(refused('rename')),
    ]).toEqual([
      ['enter Ann Lee'],
      ['write * You are now called Ann Lee.\r\n'],
      ['rename Bea'],
      ['write * You are now called Bea.\r\n'],
      ['write * Type the name too: /name Ann\r\n'],
      ['rename Eve'],
      ['write * The name is taken.\r\n'],
    ])
  })

  it('does what he typed while a chosen name was being checked, under another when it is taken', () => {
    const peer = connect()

    expect([
      peer.receive('/name Ann\nhello\n/who\n'),
      peer.hear(refused('enter')),
      peer.hear(entered('guest-7')),
    ]).toEqual([
      ['enter Ann'],
      ['write * The name is taken.\r\n', 'enter guest-7'],
      [HINT, 'say hello', 'list'],
    ])
  })

  it('asks who is here, for help, and leaves', () => {
    const peer = guest()

    expect([
      peer.receive('/who\r\n'),
      peer.hear(members('ann', 'guest-7')),
      peer.receive('/help\r\n'),
      peer.receive('/quit\r\n'),
      peer.receive('x\r\n'),
      peer.hear(said('ann', 'hi'), ended()),
    ]).toEqual([
      ['list'],
      ['write * Here (2): ann, guest-7\r\n'],
      [`write ${HELP_LINES.join('\r\n')}\r\n`],
      [`write ${GOODBYE_LINE}\r\n`, 'close'],
      [],
      [],
    ])
  })

  it('asks once, however often he asks before there is an answer', () => {
    const peer = guest()

    expect([
      peer.receive('/who\r\n'.repeat(99)),
      peer.hear(members('guest-7')),
      peer.receive('/who\r\n'),
    ]).toEqual([['list'], ['write * Here (1): guest-7\r\n'], ['list']])
  })

  it('says what is no command as it was typed, with one hint', () => {
    const peer = guest()

    expect([
      peer.receive('/etc/hosts is a file\r\n'),
      peer.receive('/usr too\r\n'),
      peer.receive('//name is a command\r\n'),
    ]).toEqual([
      ['say /etc/hosts is a file', `write ${NO_COMMAND_LINE}\r\n`],
      ['say /usr too'],
      ['say /name is a command'],
    ])
  })

  it('begins with a slash that is said, and it is not read as a command afterwards', () => {
    const peer = connect()
    peer.receive('//quit\r\n')

    expect(peer.hear(entered('guest-7'))).toEqual([HINT, 'say /quit'])
  })

  it('sees who comes, goes and is called otherwise, and what else happens', () => {
    const peer = guest()

    expect(
      peer.hear(
        joined('guest-7', true),
        joined('ann'),
        renamed('ann', 'bea'),
        left('bea'),
        left('guest-7', true),
        { type: 'notice', text: 'eve was banned.' },
        refused('say', 'muted', 'You were muted.'),
      ),
    ).toEqual([
      'write * ann joined.\r\n',
      'write * ann is now called bea.\r\n',
      'write * bea left.\r\n',
      'write * eve was banned.\r\n',
      'write * You were muted.\r\n',
    ])
  })

  it('is told why the host ends the connection', () => {
    expect(guest().hear(ended())).toEqual(['write * The host stopped the room.\r\n', 'close'])
  })

  it('[M-F3] sees what he said himself, and each line of it under his name', () => {
    expect(guest().hear(said('guest-7', 'one\ntwo', true))).toEqual([
      'write guest-7: one\r\nguest-7: two\r\n',
    ])
  })

  it('is sent nothing that steers a terminal', () => {
    const acts = guest().hear(
      said('a\u001Bb', '\u001B[2J\u0007'),
      joined('\u009Bx'),
      { type: 'notice', text: 'a\r\n\u001B]0;b' },
      members('\u001Bc'),
    )

    expect(acts.join('').replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u)
  })

  it('types key by key, with corrections, and nothing is said before Enter', () => {
    const peer = guest()
    const keys = Array.from('helk\blo\r', (key) => peer.receive(key))

    expect([...keys.flat(), ...peer.wake(60_000), ...peer.receive('\n')]).toEqual(['say hello'])
  })

  it('is waited for longer when the first keys come one by one', () => {
    const peer = connect()

    expect([peer.receive('h'), peer.receive('i'), peer.receive('\r')]).toEqual([
      ['wake-after 3000'],
      ['wake-after 3000'],
      ['enter guest-7'],
    ])
  })

  it('[M-D12] says a line that is too long in parts and is told so', () => {
    const peer = connect(40)
    peer.receive('x\r\n')
    peer.hear(entered('guest-7'))

    expect(peer.receive(`${'y'.repeat(50)}\r\n`)).toEqual([
      `write ${CUT_LINE}\r\n`,
      `say ${'y'.repeat(32)}…`,
      `say …${'y'.repeat(18)}`,
    ])
  })

  it('[M-F1] negotiates in vain, and is known by it', () => {
    const peer = connect()

    expect([
      peer
        .receiveActs(fromHex('ff fb 1f ff fd 03'))
        .map((act) => act.type === 'write' && toHex(act.bytes)),
      peer.receive('hel'),
      peer.hear(said('ann', 'é')),
    ]).toEqual([['ff fe 1f ff fc 03'], [], ['write ann: é\r\n']])
  })

  it('[M-F10] says bytes that are no UTF-8 as Windows-1252', () => {
    expect(guest().receive(fromHex('00 ff c3 a9 0a 63 61 66 e9 0d 0a'))).toEqual([
      'say \uFFFDÿÃ©',
      'say café',
    ])
  })

  it('says no blank lines', () => {
    expect([connect().receive('\r\n'), guest().receive(' \r\n')]).toEqual([[], []])
  })

  it('[M-D1] has said all when his side ends, the last line without its end too', () => {
    const peer = connect()

    expect([
      peer.receive('one\ntwo'),
      peer.end(),
      peer.hear(entered('guest-7')),
      guest().end(),
      connect().end(),
    ]).toEqual([['enter guest-7'], [], [HINT, 'say one', 'say two', 'close'], ['close'], ['close']])
  })

  it('is told when he says more than can wait for his name', () => {
    const acts = connect().receive('x\n'.repeat(600))

    expect(acts).toEqual(['enter guest-7', expect.stringMatching(/^write \* That was not said/)])
  })
})

test('no bytes break it, and what it keeps is bounded', () => {
  const words = fc.constantFrom('/name x\r\n', '/quit\n', '/who\r', 'hello', '\b', '//x\n')
  const inputs = fc.array(
    fc.oneof(words, fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' })),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(inputs, fc.boolean(), (many, isLetIn) => {
      let { state } = LINE_PROTOCOL.start({ ...CONTEXT, textBytes: 64 }, 0)
      for (const input of many) {
        state = LINE_PROTOCOL.receive(state, bytesOf(input), 0).state
        if (isLetIn) state = LINE_PROTOCOL.hear(state, entered('x'), 0).state
        const { standing } = state.person
        const waiting = standing.kind === 'entering' ? standing.waiting.length : 0
        expect({ waits: waiting <= 30, holds: state.buffer.bytes.length <= 64 }).toEqual({
          waits: true,
          holds: true,
        })
      }
      LINE_PROTOCOL.end(LINE_PROTOCOL.wake(state, 0).state, 0)
    }),
  )
})
