import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat, fromHex, toHex } from '../peer.fixture.ts'
import { PLAIN_DATA, stripTelnet } from './telnet.ts'

/** What is left of some reads, one after the other. */
function strip(...reads: readonly Uint8Array[]) {
  let state = PLAIN_DATA
  let data = new Uint8Array()
  let answers = new Uint8Array()
  let hadCommand = false
  for (const bytes of reads) {
    const stripped = stripTelnet(state, bytes)
    state = stripped.state
    data = concat(data, stripped.data) as Uint8Array<ArrayBuffer>
    answers = concat(answers, stripped.answers) as Uint8Array<ArrayBuffer>
    hadCommand ||= stripped.hadCommand
  }
  return { data: toHex(data), answers: toHex(answers), hadCommand }
}

describe('stripTelnet', () => {
  it('[M-F1] takes commands, options and subnegotiations out, and refuses every option', () => {
    const stream = fromHex(
      '61 ff fb 1f ff fd 03 62 ff fa 1f 00 50 00 18 ff f0 63 ff f1 ff fe 01 64',
    )

    expect(strip(stream)).toEqual({
      data: '61 62 63 64',
      answers: 'ff fe 1f ff fc 03',
      hadCommand: true,
    })
  })

  it('answers Ctrl-C with the mark that a telnet waits for before it shows anything again', () => {
    expect(strip(fromHex('ff f4 ff fd 06')).answers).toBe('ff fb 06')
  })

  it('[M-F10] leaves what is no telnet: two ff are one, and one before a letter is itself', () => {
    expect(strip(fromHex('00 ff ff ff c3 a9'))).toEqual({
      data: '00 ff ff c3 a9',
      answers: '',
      hadCommand: false,
    })
  })

  it('makes the keys of a telnet for erasing those of a terminal', () => {
    expect(strip(fromHex('61 ff f7 62 ff f8')).data).toBe('61 08 62 15')
  })

  it('gives up a subnegotiation that does not end', () => {
    const endless = concat(fromHex('ff fa 18'), 'x'.repeat(2_000))

    expect(strip(endless).data.split(' ').length).toBeGreaterThan(900)
  })

  it('gives the same however the stream is split', () => {
    const bytes = fc.array(fc.constantFrom(0xff, 0xfa, 0xf0, 0xfb, 0xfd, 0xf7, 6, 0x61, 0xc3), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(bytes, (typed) => {
        const stream = Uint8Array.from(typed)
        const single = Array.from(stream, (byte) => Uint8Array.of(byte))

        expect(strip(...single)).toEqual(strip(stream))
      }),
    )
  })
})
