import { describe, expect, it, test } from 'vitest'
import { converse } from '../conversation.ts'
import { entered, fromHex, joined, Peer, said, shown } from '../peer.fixture.ts'
import { LINE_PROTOCOL } from './machine.ts'
import { guestLine } from './texts.ts'

function connect(): Peer {
  return new Peer(converse(LINE_PROTOCOL))
}

/** McTainsh's client, which has said one message. */
function client(): Peer {
  const peer = connect()
  peer.receive('first')
  peer.wake(200)
  peer.hear(entered('guest-7'))
  return peer
}

describe("McTainsh's client", () => {
  it('[M-F3] [M-D2] says what it sends at once, without a line end, and gets no hint', () => {
    const peer = connect()

    expect([
      peer.receive(fromHex('68 65 6c')),
      peer.wake(200),
      peer.hear(entered('guest-7')),
      peer.receive('lo'),
      peer.wake(200),
    ]).toEqual([['wake-after 200'], ['enter guest-7'], ['say hel'], ['wake-after 200'], ['say lo']])
  })

  it('[M-D5] [M-D15] is written one line a time, without an end', () => {
    expect(client().hear(said('guest-7', 'one\ntwo', true), joined('Zoë'))).toEqual([
      'write guest-7: one',
      'write guest-7: two',
      'write * Zoe joined.',
    ])
  })

  it('[M-D4] is written ASCII, of at most 256 bytes', () => {
    const acts = client().hearActs(said('Zoë', `é${'x'.repeat(600)}`))
    const texts = shown(acts).map((act) => act.slice('write '.length))

    expect(texts.map(({ length }) => length)).toEqual([256, 256, expect.any(Number)])
    expect(texts[0]).toMatch(/^Zoe: ex+\.\.\.$/)
    expect(texts[1]).toMatch(/^Zoe: \.\.\.x+\.\.\.$/)
    expect(texts.join('').match(/x/g)).toHaveLength(600)
    expect(texts.join('')).toMatch(/^[\x20-\x7E]*$/)
  })

  it('may be anybody before it speaks: one line a time, short, and with an end for a telnet', () => {
    const acts = connect().hearActs(said('ann', `${'я'.repeat(300)}\nб`))
    const writes = acts.flatMap((act) => (act.type === 'write' ? [act.bytes] : []))

    expect(writes.every(({ length }) => length <= 256)).toBe(true)
    expect(shown(acts).every((act) => act.endsWith('\r\n') && act.split('\n').length === 2)).toBe(
      true,
    )
  })

  it('becomes a telnet when it ends a line, and is told then how to choose a name', () => {
    const peer = client()

    expect([peer.receive('x\r\n'), peer.receive('y\r\n'), peer.hear(said('ann', 'é'))]).toEqual([
      [`write ${guestLine('guest-7')}\r\n`, 'say x'],
      ['say y'],
      ['write ann: é\r\n'],
    ])
  })

  test('[M-D5] leaves 25 ms between two writes', () => {
    expect(LINE_PROTOCOL.writeGapMs).toBe(25)
  })
})
