// The SGS protocol as a state machine: cuts the stream into packets, and keeps the times of what waits.

import { joinBytes } from '../decode.ts'
import type { ClassicAct, ClassicContext, ClassicProtocol, ClassicStep } from '../protocol.ts'
import { readPacket, UNREAD_BYTES } from './codec.ts'
import { expire, finish, GONE, takeEvent, takePacket, type Phase, type PhaseStep } from './phase.ts'

/** Milliseconds between two packets: of two that arrive together the original loses one. [S.7] */
const WRITE_GAP_MS = 25

/** Milliseconds that a packet waits for more of it, where its lengths may count bytes or UTF-16 units. */
const SETTLE_MS = 500

/** Milliseconds for the rest of a packet that is too short in any case: longer than a lost segment takes. */
const PACKET_MS = 10_000

export interface SgsState {
  readonly context: ClassicContext
  readonly phase: Phase
  /** The beginning of a packet. */
  readonly unread: Uint8Array
  /** Since when. */
  readonly unreadSince: number
  /** When what waits in the phase has waited long enough; null when nothing does. */
  readonly expiresAt: number | null
}

type Step = ClassicStep<SgsState>

export const SGS_PROTOCOL: ClassicProtocol<SgsState> = {
  name: 'sgs',
  writeGapMs: WRITE_GAP_MS,
  joining: null,
  start: (context, now) => ({
    state: {
      context,
      phase: { kind: 'unknown' },
      unread: new Uint8Array(),
      unreadSince: now,
      expiresAt: null,
    },
    acts: [],
  }),
  receive: (state, bytes, now) => withWake(read(state, bytes, now, false), now),
  hear: (state, event, now) =>
    withWake(apply(state, takeEvent(state.phase, event, state.context), now), now),
  wake,
  end: (state, now) => {
    const late = read(state, new Uint8Array(), now, true)
    return after(late, (read) => apply(read, finish(read.phase), now))
  },
}

function wake(state: SgsState, now: number): Step {
  const isExpired = state.expiresAt !== null && now >= state.expiresAt
  const expired = isExpired
    ? apply({ ...state, expiresAt: null }, expire(state.phase, state.context), now)
    : { state, acts: [] }
  const settled = after(expired, (current) => settle(current, now))
  return withWake(settled, now)
}

/** Nothing more came of a packet: it is read as it is, or given up in the end. */
function settle(state: SgsState, now: number): Step {
  if (state.unread.length === 0 || now < state.unreadSince + SETTLE_MS) return { state, acts: [] }
  return after(read(state, new Uint8Array(), now, true), (settled) => {
    const isGivenUp = settled.unread.length > 0 && now >= settled.unreadSince + PACKET_MS
    return isGivenUp ? apply(settled, GONE, now) : { state: settled, acts: [] }
  })
}

/** Reads as many packets as there are. */
function read(state: SgsState, bytes: Uint8Array, now: number, isLate: boolean): Step {
  const stream = joinBytes(state.unread, bytes)
  let current: Step = { state, acts: [] }
  let offset = 0
  while (current.state.phase.kind !== 'gone') {
    const next = readPacket(stream.subarray(offset), isLate)
    if (next.kind === 'partial') break
    if (next.kind === 'malformed') return after(current, (at) => apply(at, GONE, now))
    offset += next.size
    current = after(current, (at) => apply(at, takePacket(at.phase, next.packet, at.context), now))
  }
  if (current.state.phase.kind === 'gone') return current
  const unread = stream.slice(offset)
  if (unread.length > UNREAD_BYTES) return after(current, (at) => apply(at, GONE, now))
  const isSamePacket = offset === 0 && state.unread.length > 0
  const unreadSince = isSamePacket ? state.unreadSince : now
  return { ...current, state: { ...current.state, unread, unreadSince } }
}

function apply(state: SgsState, { phase, acts, expiresIn }: PhaseStep, now: number): Step {
  if (phase.kind === 'gone') {
    return { state: { ...state, phase, unread: new Uint8Array(), expiresAt: null }, acts }
  }
  const kept = expiresIn === undefined ? state.expiresAt : null
  const expiresAt = typeof expiresIn === 'number' ? now + expiresIn : kept
  return { state: { ...state, phase, expiresAt }, acts }
}

/** Goes on from a step, and keeps what it wants done. */
function after(step: Step, next: (state: SgsState) => Step): Step {
  const { state, acts } = next(step.state)
  return { state, acts: [...step.acts, ...acts] }
}

/** Asks to be called at the next of its times. */
function withWake({ state, acts }: Step, now: number): Step {
  const times = [
    ...(state.expiresAt === null ? [] : [state.expiresAt]),
    ...(state.unread.length > 0 ? [settleTime(state, now)] : []),
  ]
  if (times.length === 0) return { state, acts }
  const wanted: ClassicAct = { type: 'wake-after', ms: Math.max(1, Math.min(...times) - now) }
  return { state, acts: [...acts, wanted] }
}

function settleTime({ unreadSince }: SgsState, now: number): number {
  return now < unreadSince + SETTLE_MS ? unreadSince + SETTLE_MS : unreadSince + PACKET_MS
}
