// The 16BPP protocol as a state machine. A viewer is told four kinds of lines and nothing else; a messenger is never
// sent a byte, since the first one blinds it to the end of the connection: it is refused by closing. [B.4] [B.12]

import { assertNever } from '../../../../shared/assert-never.ts'
import { onceForAll } from '../once-for-all.ts'
import type { ClassicAct, ClassicEvent, ClassicProtocol, ClassicStep } from '../protocol.ts'
import { encodeText, messageLines, packLines, toLineName } from '../text.ts'
import { joinBytes } from '../decode.ts'
import { HELLO_BYTES, readHello } from './hello.ts'
import { finishSpeech, speak, type Speech, type Spoken } from './speech.ts'

/** Milliseconds between two writes to a viewer: what it finds together it shows as one line. [B.9] */
const WRITE_GAP_MS = 30

/** Milliseconds that a message waits for the rest of its last character, and a bare `name:` for the name. [B.12] */
const REST_MS = 200

/** Bytes of one write to a viewer. Fits into one packet of any network, so that no read of it ends inside a character. */
const VIEWER_WRITE_BYTES = 1_024

/** Between two lines, and not after the last: each write is shown as a line of its own. [B.9] */
const LINE_END = '\n'

/** Messages that wait for a name to be accepted, which takes milliseconds: about as many as `text-bytes` hold of what people type. */
const MOST_WAITING = 512

export type BppState =
  | {
      readonly kind: 'greeting'
      readonly roomName: string
      readonly textBytes: number
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'viewer' }
  | {
      readonly kind: 'entering'
      readonly speech: Speech
      readonly waiting: readonly string[]
      readonly isEnding: boolean
    }
  | { readonly kind: 'messenger'; readonly speech: Speech }
  | { readonly kind: 'gone' }

type Step = ClassicStep<BppState>

const GONE: Step = { state: { kind: 'gone' }, acts: [{ type: 'close' }] }

export const BPP_PROTOCOL: ClassicProtocol<BppState> = {
  name: '16bpp',
  writeGapMs: WRITE_GAP_MS,
  // A viewer shows each line as one, whether they come together or not. [B.12]
  joining: { separator: encodeText(LINE_END), mostBytes: VIEWER_WRITE_BYTES },
  start: ({ roomName, textBytes }) => ({
    state: { kind: 'greeting', roomName, textBytes, bytes: new Uint8Array() },
    acts: [],
  }),
  receive,
  hear,
  wake,
  end,
}

function receive(state: BppState, bytes: Uint8Array): Step {
  switch (state.kind) {
    case 'greeting':
      return greet({ ...state, bytes: joinBytes(state.bytes, bytes) }, state.bytes.length > 0)
    case 'entering':
    case 'messenger':
      return say(state, speak(state.speech, bytes))
    case 'viewer':
    case 'gone':
      // A viewer that talks is read and not heard: unread bytes would hide its end. [B.7]
      return { state, acts: [] }
    default:
      return assertNever(state)
  }
}

/** `wasSplit`: `name:` came alone, so that the name may come in parts as well. */
function greet(state: BppState & { kind: 'greeting' }, wasSplit: boolean): Step {
  const hello = readHello(state.bytes)
  if (hello.kind === 'viewer') {
    const welcome = `Welcome to the "${toLineName(state.roomName)}" Chat Server!`
    return {
      state: { kind: 'viewer' },
      acts: [{ type: 'listen', past: 0 }, ...toWrites([welcome])],
    }
  }
  const isWhole = hello.kind === 'messenger' && (hello.isLine || !wasSplit)
  return isWhole || state.bytes.length > HELLO_BYTES
    ? enter(state)
    : { state, acts: [{ type: 'wake-after', ms: REST_MS }] }
}

function enter({ bytes, textBytes }: BppState & { kind: 'greeting' }): Step {
  const hello = readHello(bytes)
  if (hello.kind !== 'messenger' || hello.name === '') return GONE
  const speech: Speech = { isByLine: hello.isLine, textBytes, held: new Uint8Array() }
  const state: BppState = { kind: 'entering', speech, waiting: [], isEnding: false }
  const said = say(state, speak(speech, hello.rest))
  return { state: said.state, acts: [{ type: 'enter', name: hello.name }, ...said.acts] }
}

function say(
  state: BppState & { kind: 'entering' | 'messenger' },
  { speech, texts }: Spoken,
): Step {
  const acts: ClassicAct[] = speech.held.length > 0 ? [{ type: 'wake-after', ms: REST_MS }] : []
  if (state.kind === 'messenger') {
    return { state: { ...state, speech }, acts: [...toSay(texts), ...acts] }
  }
  const waiting = [...state.waiting, ...texts]
  // It cannot be told that something is lost, except by this.
  return waiting.length > MOST_WAITING ? GONE : { state: { ...state, speech, waiting }, acts }
}

function hear(state: BppState, event: ClassicEvent): Step {
  switch (state.kind) {
    case 'viewer':
      return event.type === 'ended' ? GONE : { state, acts: writesFor(event) }
    case 'entering':
    case 'messenger':
      return answer(state, event)
    case 'greeting':
      return event.type === 'ended' ? GONE : { state, acts: [] }
    case 'gone':
      return { state, acts: [] }
    default:
      return assertNever(state)
  }
}

function answer(state: BppState & { kind: 'entering' | 'messenger' }, event: ClassicEvent): Step {
  if (event.type === 'ended') return GONE
  if (state.kind === 'messenger') return { state, acts: [] }
  if (event.type === 'refused' && event.request === 'enter') return GONE
  if (event.type !== 'entered') return { state, acts: [] }
  const acts = toSay(state.waiting)
  return state.isEnding
    ? { ...GONE, acts: [...acts, ...GONE.acts] }
    : { state: { kind: 'messenger', speech: state.speech }, acts }
}

function wake(state: BppState): Step {
  if (state.kind === 'greeting') return enter(state)
  return state.kind === 'entering' || state.kind === 'messenger'
    ? say(state, finishSpeech(state.speech))
    : { state, acts: [] }
}

function end(state: BppState): Step {
  if (state.kind === 'gone') return { state, acts: [] }
  if (state.kind === 'greeting') return endGreeting(state)
  if (state.kind === 'viewer') return GONE
  const said = say(state, finishSpeech(state.speech))
  return said.state.kind === 'entering'
    ? { state: { ...said.state, isEnding: true }, acts: said.acts }
    : { ...GONE, acts: [...said.acts.filter(({ type }) => type !== 'close'), ...GONE.acts] }
}

function endGreeting(state: BppState & { kind: 'greeting' }): Step {
  const entered = enter(state)
  if (entered.state.kind !== 'entering') return entered
  const ended = end(entered.state)
  return { state: ended.state, acts: [...entered.acts, ...ended.acts] }
}

const writesFor = onceForAll((event: ClassicEvent) => toWrites(linesFor(event)))

/** What a viewer is told, byte for byte: there is a full stop when somebody comes and none when he goes. [B.4] */
function linesFor(event: ClassicEvent): readonly string[] {
  switch (event.type) {
    case 'message':
      return messageLines(toLineName(event.author), event.text, VIEWER_WRITE_BYTES)
    case 'joined':
      return [joinedLine(event.name)]
    case 'left':
      return [leftLine(event.name)]
    case 'renamed':
      // It knows no new names: one goes, another comes.
      return [leftLine(event.previous), joinedLine(event.name)]
    case 'entered':
    case 'refused':
    case 'members':
    case 'notice':
    case 'ended':
      return []
    default:
      return assertNever(event)
  }
}

function joinedLine(name: string): string {
  return `${toLineName(name)} has joined the chat.`
}

function leftLine(name: string): string {
  return `${toLineName(name)} has left the chat`
}

function toSay(texts: readonly string[]): ClassicAct[] {
  return texts.map((text) => ({ type: 'say', text }))
}

function toWrites(lines: readonly string[]): ClassicAct[] {
  return packLines(lines, LINE_END, VIEWER_WRITE_BYTES).map((text) => ({
    type: 'write',
    bytes: encodeText(text),
  }))
}
