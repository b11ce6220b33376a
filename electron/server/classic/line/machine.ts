// Lines of text as a state machine: what a peer types becomes lines, and what the room tells becomes lines of its style.

import type { ClassicAct, ClassicProtocol, ClassicStep } from '../protocol.ts'
import { encodeText } from '../text.ts'
import { EMPTY_BUFFER, gather, takeRest, type Gathered, type LineBuffer } from './line-buffer.ts'
import { writeLines, type Style } from './output.ts'
import {
  BEGINNING,
  finish,
  takeEvent,
  takeLine,
  tellGuest,
  type Person,
  type PersonStep,
} from './person.ts'
import { PLAIN_DATA, stripTelnet, type TelnetState } from './telnet.ts'
import { CUT_LINE, welcomeText } from './texts.ts'

/** Milliseconds between two writes: what McTainsh's client finds together it shows as one item. [M.5] */
const WRITE_GAP_MS = 25

/** Messages of before that are told at first: a screen of a terminal. */
const PAST_MESSAGES = 20

/** Milliseconds without more after which text is a message although it has no line end: a program sends all at once. */
const QUIET_MS = 200

/** The same when a single byte came: a person at a telnet that sends key by key looks for the next one. */
const KEY_MS = 3_000

export interface LineState {
  readonly person: Person
  readonly style: Style
  readonly telnet: TelnetState
  readonly buffer: LineBuffer
}

type Step = ClassicStep<LineState>

export const LINE_PROTOCOL: ClassicProtocol<LineState> = {
  name: 'line',
  writeGapMs: WRITE_GAP_MS,
  joining: null,
  start: (context) => ({
    state: {
      person: { ...BEGINNING, context },
      style: 'unknown',
      telnet: PLAIN_DATA,
      buffer: EMPTY_BUFFER,
    },
    acts: [
      { type: 'write', bytes: encodeText(welcomeText(context.wallTime)) },
      { type: 'listen', past: PAST_MESSAGES },
    ],
  }),
  receive,
  hear: (state, event) => withPerson(state, takeEvent(state.person, event, state.style)),
  wake: (state) => {
    // A terminal's line has its end, however long that takes.
    if (state.style === 'terminal') return { state, acts: [] }
    const gathered = takeRest(state.buffer)
    const isSaid = gathered.lines.length > 0
    return takeLines({ ...state, style: isSaid ? 'list' : state.style }, gathered)
  },
  end: (state) => {
    const said = takeLines(state, takeRest(state.buffer))
    const ended = withPerson(said.state, finish(said.state.person))
    return { state: ended.state, acts: [...said.acts, ...ended.acts] }
  },
}

function receive(state: LineState, bytes: Uint8Array): Step {
  const stripped = stripTelnet(state.telnet, bytes)
  const gathered = gather(state.buffer, stripped.data, state.person.context.textBytes)
  const isTerminal = stripped.hadCommand || gathered.hadLineEnd
  const style = isTerminal ? 'terminal' : state.style
  const answers: readonly ClassicAct[] =
    stripped.answers.length > 0 ? [{ type: 'write', bytes: stripped.answers }] : []
  const known = withPerson(
    { ...state, style, telnet: stripped.state },
    tellGuest(state.person, style),
  )
  const taken = takeLines(known.state, gathered)
  const waits = style !== 'terminal' && gathered.buffer.bytes.length > 0
  const isKey = style === 'unknown' && bytes.length === 1
  const wake: readonly ClassicAct[] = waits
    ? [{ type: 'wake-after', ms: isKey ? KEY_MS : QUIET_MS }]
    : []
  return { state: taken.state, acts: [...answers, ...known.acts, ...taken.acts, ...wake] }
}

function takeLines(state: LineState, { buffer, lines }: Gathered): Step {
  let step: Step = { state: { ...state, buffer }, acts: [] }
  for (const line of lines) {
    const { style } = step.state
    const told = line.isCut && style === 'terminal' ? writeLines(style, [CUT_LINE]) : []
    const taken = withPerson(step.state, takeLine(step.state.person, line, style))
    step = { state: taken.state, acts: [...step.acts, ...told, ...taken.acts] }
  }
  return step
}

function withPerson(state: LineState, { person, acts }: PersonStep): Step {
  return { state: { ...state, person }, acts }
}
