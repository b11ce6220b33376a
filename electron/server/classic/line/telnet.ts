// The telnet protocol, as far as it has to be understood to be left out: commands begin with the byte ff (IAC), and none
// of its options is offered. RFC 854, RFC 855, RFC 860.

const IAC = 0xff
const DO = 0xfd
const DONT = 0xfe
const WILL = 0xfb
const WONT = 0xfc
const BEGIN_OPTION = 0xfa
const END_OPTION = 0xf0
const ERASE_CHARACTER = 0xf7
const ERASE_LINE = 0xf8

/** The first of the commands (end of file). A byte below it after an IAC is no telnet: somebody writes the letter ÿ. */
const FIRST_COMMAND = 0xec

/** The option by which a telnet asks for a sign of life after Ctrl-C: until then it shows nothing at all. RFC 860. */
const TIMING_MARK = 6

/** Bytes of one subnegotiation. Real ones have some dozen; one that never ends would swallow all that is said. */
const SUBNEGOTIATION_BYTES = 1_024

/** What the keys for erasing send. */
export const BACKSPACE = 0x08
export const ERASE = 0x15

/** Where in a command the stream is. */
export type TelnetState =
  | { readonly kind: 'data' }
  | { readonly kind: 'command' }
  /** The option of a DO, DONT, WILL or WONT follows. */
  | { readonly kind: 'option'; readonly verb: number }
  | { readonly kind: 'subnegotiation'; readonly bytes: number; readonly isAfterIac: boolean }

export const PLAIN_DATA: TelnetState = { kind: 'data' }

export interface Stripped {
  readonly state: TelnetState
  /** What was typed. Erasing is BACKSPACE and ERASE. */
  readonly data: Uint8Array
  /** What the peer waits for: every option is refused, but for the timing mark. Empty when it asked for nothing. */
  readonly answers: Uint8Array
  /** Whether there was a command: then a telnet it is. */
  readonly hadCommand: boolean
}

/** Takes the commands out of some bytes, however they are split. */
export function stripTelnet(start: TelnetState, bytes: Uint8Array): Stripped {
  const data: number[] = []
  const answers: number[] = []
  let hadCommand = false
  let state = start
  for (const byte of bytes) {
    if (state.kind === 'data') {
      if (byte === IAC) state = { kind: 'command' }
      else data.push(byte)
    } else if (state.kind === 'command') {
      hadCommand ||= byte >= FIRST_COMMAND && byte !== IAC
      data.push(...typedBy(byte))
      state = afterCommand(byte)
    } else if (state.kind === 'option') {
      answers.push(...answerTo(state.verb, byte))
      state = PLAIN_DATA
    } else {
      state = afterSubnegotiated(state, byte)
    }
  }
  return {
    state,
    data: Uint8Array.from(data),
    answers: Uint8Array.from(answers),
    hadCommand,
  }
}

/** What the byte after an IAC stands for in the text. */
function typedBy(byte: number): readonly number[] {
  if (byte === IAC) return [IAC]
  if (byte === ERASE_CHARACTER) return [BACKSPACE]
  if (byte === ERASE_LINE) return [ERASE]
  return byte < FIRST_COMMAND ? [IAC, byte] : []
}

function afterCommand(byte: number): TelnetState {
  if (byte === BEGIN_OPTION) return { kind: 'subnegotiation', bytes: 0, isAfterIac: false }
  const hasOption = byte >= WILL && byte <= DONT
  return hasOption ? { kind: 'option', verb: byte } : PLAIN_DATA
}

function afterSubnegotiated(
  { bytes, isAfterIac }: TelnetState & { kind: 'subnegotiation' },
  byte: number,
): TelnetState {
  const isOver = (isAfterIac && byte === END_OPTION) || bytes >= SUBNEGOTIATION_BYTES
  if (isOver) return PLAIN_DATA
  return { kind: 'subnegotiation', bytes: bytes + 1, isAfterIac: !isAfterIac && byte === IAC }
}

function answerTo(verb: number, option: number): readonly number[] {
  if (verb === DO) return [IAC, option === TIMING_MARK ? WILL : WONT, option]
  return verb === WILL ? [IAC, DONT, option] : []
}
