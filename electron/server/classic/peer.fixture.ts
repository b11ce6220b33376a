// One connection of a classic protocol for tests: what it wants done, as short texts or as bytes.

import { assertNever } from '../../../shared/assert-never.ts'
import type { ClassicConversation } from './conversation.ts'
import { joinBytes } from './decode.ts'
import type { ClassicAct, ClassicContext, ClassicEvent } from './protocol.ts'

export const CONTEXT: ClassicContext = {
  roomName: 'Bad IRC',
  textBytes: 16_384,
  wallTime: { year: 2026, month: 11, day: 20, hour: 10, minute: 11, second: 4 },
  ordinal: 7,
}

export type Input = string | Uint8Array

export function bytesOf(input: Input): Uint8Array {
  return typeof input === 'string' ? new TextEncoder().encode(input) : input
}

/** Bytes as they stand in the specification: pairs of digits, and words between quotes. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(/[\s|]/g, '').match(/../g) ?? [], (pair) =>
    Number.parseInt(pair, 16),
  )
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}

export function concat(...inputs: readonly Input[]): Uint8Array {
  return inputs.reduce<Uint8Array>(
    (joined, input) => joinBytes(joined, bytesOf(input)),
    new Uint8Array(),
  )
}

/** Acts as texts: `enter bob`, `say hello`, `write …`, `close`. */
export function shown(acts: readonly ClassicAct[]): readonly string[] {
  return acts.map((act) => show(act))
}

function show(act: ClassicAct): string {
  switch (act.type) {
    case 'enter':
    case 'rename':
      return `${act.type} ${act.name}`
    case 'say':
      return `say ${act.text}`
    case 'listen':
      return `listen ${act.past}`
    case 'wake-after':
      return `wake-after ${act.ms}`
    case 'write':
      return `write ${new TextDecoder().decode(act.bytes)}`
    case 'list':
    case 'close':
      return act.type
    default:
      return assertNever(act)
  }
}

/** A connection that has begun, with a clock of its own. */
export class Peer {
  readonly #conversation: ClassicConversation
  readonly begun: readonly ClassicAct[]
  now = 1_000

  constructor(conversation: ClassicConversation, context: Partial<ClassicContext> = {}) {
    this.#conversation = conversation
    this.begun = conversation.start({ ...CONTEXT, ...context }, this.now)
  }

  receive(...inputs: readonly Input[]): readonly string[] {
    return shown(this.receiveActs(...inputs))
  }

  receiveActs(...inputs: readonly Input[]): readonly ClassicAct[] {
    return inputs.flatMap((input) => this.#conversation.receive(bytesOf(input), this.now))
  }

  hear(...events: readonly ClassicEvent[]): readonly string[] {
    return shown(this.hearActs(...events))
  }

  hearActs(...events: readonly ClassicEvent[]): readonly ClassicAct[] {
    return events.flatMap((event) => this.#conversation.hear(event, this.now))
  }

  wake(afterMs: number): readonly string[] {
    this.now += afterMs
    return shown(this.#conversation.wake(this.now))
  }

  end(): readonly string[] {
    return shown(this.#conversation.end(this.now))
  }
}

export function entered(name: string, ...others: readonly string[]): ClassicEvent {
  return { type: 'entered', name, members: membersOf([...others, name]) }
}

export function members(...names: readonly string[]): ClassicEvent {
  return { type: 'members', members: membersOf(names) }
}

export function said(author: string, text: string, isOwn = false): ClassicEvent {
  return { type: 'message', author, text, at: 0, isOwn, isPast: false }
}

export function joined(name: string, isOwn = false): ClassicEvent {
  return { type: 'joined', name, isOwn }
}

export function left(name: string, isOwn = false): ClassicEvent {
  return { type: 'left', name, isOwn }
}

export function renamed(previous: string, name: string, isOwn = false): ClassicEvent {
  return { type: 'renamed', previous, name, isOwn }
}

export function refused(
  request: 'enter' | 'rename' | 'say',
  code = 'name-taken',
  sentence = 'The name is taken.',
): ClassicEvent {
  return { type: 'refused', request, code, sentence }
}

export function ended(sentence = 'The host stopped the room.'): ClassicEvent {
  return { type: 'ended', code: 'host-stopped', sentence }
}

function membersOf(names: readonly string[]) {
  return names.map((name) => ({ id: `id-of-${name}`, name }))
}
