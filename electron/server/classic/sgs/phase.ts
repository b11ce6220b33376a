// Where a peer of SGS stands, and what its packets and the room's events do there: login, then the list, then messages.
// [S.3] [S.7]

import { assertNever } from '../../../../shared/assert-never.ts'
import { toSaid } from '../decode.ts'
import type { ClassicAct, ClassicContext, ClassicEvent } from '../protocol.ts'
import { COMMANDS, type SgsPacket } from './codec.ts'
import { listPacket, noticePackets, toPackets } from './packets.ts'

/** Packets that wait for a login to be accepted, which takes milliseconds: about as many as `text-bytes` hold of what people type. */
const MOST_WAITING = 512

/** Events that wait for the list to be asked for: the original asks 30 ms after its login. */
const MOST_HELD = 100

/** Milliseconds after which a peer that asks for no list is told what happens all the same. */
const HOLD_MS = 5_000

/** Milliseconds that the reason of a refusal waits for the peer to be ready for it. */
const REFUSED_MS = 2_000

export type Phase =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'entering'
      readonly name: string
      readonly waiting: readonly SgsPacket[]
      readonly isEnding: boolean
    }
  | {
      readonly kind: 'member'
      readonly name: string
      /** What happened before the list is answered; null from then on. */
      readonly held: readonly ClassicEvent[] | null
      /** Whether the list was asked for and is not answered: a thousand questions in one read are one. */
      readonly isListing: boolean
    }
  /** Its login was refused: it is told as soon as it can show it, which is after a list. */
  | { readonly kind: 'refused'; readonly name: string; readonly sentence: string }
  | { readonly kind: 'gone' }

export interface PhaseStep {
  readonly phase: Phase
  readonly acts: readonly ClassicAct[]
  /** Milliseconds after which `expire` is to be called; null when it is not to be called any more. */
  readonly expiresIn?: number | null
}

export const GONE: PhaseStep = { phase: { kind: 'gone' }, acts: [{ type: 'close' }] }

/** Takes one packet. The name within is believed at the login only. */
export function takePacket(phase: Phase, packet: SgsPacket, context: ClassicContext): PhaseStep {
  switch (phase.kind) {
    case 'unknown':
      return introduce(phase, packet)
    case 'entering': {
      const waiting = [...phase.waiting, packet]
      return waiting.length > MOST_WAITING ? GONE : { phase: { ...phase, waiting }, acts: [] }
    }
    case 'member':
      return serve(phase, packet, context)
    case 'refused':
      if (packet.command === COMMANDS.logout) return GONE
      return packet.command === COMMANDS.list
        ? tellRefusal(phase, context, [listPacket([], phase.name)])
        : { phase, acts: [] }
    case 'gone':
      return { phase, acts: [] }
    default:
      return assertNever(phase)
  }
}

/** Takes one event of the room. */
export function takeEvent(phase: Phase, event: ClassicEvent, context: ClassicContext): PhaseStep {
  if (phase.kind === 'gone') return { phase, acts: [] }
  if (event.type === 'ended') {
    const packets = noticePackets(context.roomName, event.sentence)
    return { ...GONE, acts: [...toWrites(packets), ...GONE.acts] }
  }
  if (phase.kind === 'entering') return answerLogin(phase, event, context)
  return phase.kind === 'member' ? tell(phase, event, context) : { phase, acts: [] }
}

/** What waited has waited long enough. */
export function expire(phase: Phase, context: ClassicContext): PhaseStep {
  if (phase.kind === 'refused') return tellRefusal(phase, context, [])
  return phase.kind === 'member' ? release(phase, context, true) : { phase, acts: [] }
}

/** The peer says no more. */
export function finish(phase: Phase): PhaseStep {
  if (phase.kind === 'gone') return { phase, acts: [] }
  return phase.kind === 'entering' ? { phase: { ...phase, isEnding: true }, acts: [] } : GONE
}

function introduce(phase: Phase, { command, name }: SgsPacket): PhaseStep {
  if (command === COMMANDS.logout) return GONE
  if (command !== COMMANDS.login) return { phase, acts: [] }
  const wanted = name.trim()
  if (wanted === '') return GONE
  return {
    phase: { kind: 'entering', name: wanted, waiting: [], isEnding: false },
    acts: [{ type: 'enter', name: wanted }],
  }
}

function serve(
  phase: Phase & { kind: 'member' },
  packet: SgsPacket,
  { textBytes }: ClassicContext,
): PhaseStep {
  switch (packet.command) {
    case COMMANDS.message:
      return {
        phase,
        acts: toSaid(packet.message, textBytes).map((text) => ({ type: 'say', text })),
      }
    case COMMANDS.list:
      return {
        phase: { ...phase, isListing: true },
        acts: phase.isListing ? [] : [{ type: 'list' }],
      }
    case COMMANDS.logout:
      return GONE
    default:
      return { phase, acts: [] }
  }
}

function answerLogin(
  phase: Phase & { kind: 'entering' },
  event: ClassicEvent,
  context: ClassicContext,
): PhaseStep {
  if (event.type === 'entered') {
    const member: Phase = { kind: 'member', name: event.name, held: [], isListing: false }
    const begun: PhaseStep = { phase: member, acts: [{ type: 'listen', past: 0 }] }
    return { ...takeWaiting(begun, phase, context), expiresIn: HOLD_MS }
  }
  if (event.type === 'refused' && event.request === 'enter') {
    const refused: Phase = { kind: 'refused', name: phase.name, sentence: event.sentence }
    return {
      ...takeWaiting({ phase: refused, acts: [] }, phase, context),
      expiresIn: REFUSED_MS,
    }
  }
  return { phase, acts: [] }
}

function takeWaiting(
  begun: PhaseStep,
  { waiting, isEnding }: Phase & { kind: 'entering' },
  context: ClassicContext,
): PhaseStep {
  let { phase, acts } = begun
  for (const packet of waiting) {
    const taken = takePacket(phase, packet, context)
    phase = taken.phase
    acts = [...acts, ...taken.acts]
  }
  return isEnding && phase.kind !== 'gone'
    ? { ...GONE, acts: [...acts, ...GONE.acts] }
    : { phase, acts }
}

function tell(
  phase: Phase & { kind: 'member' },
  event: ClassicEvent,
  context: ClassicContext,
): PhaseStep {
  const named = event.type === 'renamed' && event.isOwn ? { ...phase, name: event.name } : phase
  if (event.type === 'members') {
    const { acts, ...step } = release({ ...named, isListing: false }, context, false)
    const list = toWrites([listPacket(event.members, named.name)])
    return { ...step, acts: [...list, ...acts] }
  }
  if (named.held === null)
    return { phase: named, acts: toWrites(toPackets(event, context.roomName, true)) }
  const held = [...named.held, event]
  const holding = { ...named, held }
  return held.length > MOST_HELD ? release(holding, context, true) : { phase: holding, acts: [] }
}

/** Tells what was held. `changesList`: the peer has no list that already shows who came and went. */
function release(
  phase: Phase & { kind: 'member' },
  context: ClassicContext,
  changesList: boolean,
): PhaseStep {
  const packets = (phase.held ?? []).flatMap((event) =>
    toPackets(event, context.roomName, changesList),
  )
  return { phase: { ...phase, held: null }, acts: toWrites(packets), expiresIn: null }
}

function tellRefusal(
  { sentence }: Phase & { kind: 'refused' },
  { roomName }: ClassicContext,
  packets: readonly Uint8Array[],
): PhaseStep {
  const acts = toWrites([...packets, ...noticePackets(roomName, sentence)])
  return { ...GONE, acts: [...acts, ...GONE.acts] }
}

function toWrites(packets: readonly Uint8Array[]): readonly ClassicAct[] {
  return packets.map((bytes) => ({ type: 'write', bytes }))
}
