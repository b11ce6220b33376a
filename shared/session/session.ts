// Decides what a client does: dial, introduce itself, join, send, wait, come back. Inputs in, effects
// out; `now` and `random` are arguments. What the host says is handled in receive.ts.

import type { HostAddress } from '../address/host-address.ts'
import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { fingerprintWords, formatFingerprint } from '../fingerprint/fingerprint.ts'
import type { Answer } from '../protocol/answer.ts'
import { LIMITS } from '../protocol/limits.ts'
import { PROTOCOL_VERSION, type Request, type ResumePoint } from '../protocol/request.ts'
import type { Role } from '../protocol/schema.ts'
import { backoffMs, LATE_CAP_MS } from './backoff.ts'
import { isDue } from './due.ts'
import * as Box from './outbox.ts'
import { isFinal, judgeFingerprint, type Trust } from './trust.ts'
import type { ConnectionState, SessionEvent } from './view.ts'

/** Milliseconds from a secured connection to the answer to hello and join. [HS6] */
const INTRODUCTION_MS = 15_000

/** Milliseconds in which a connection proves after a wake that it lives: people look at it within five seconds. */
const PROOF_MS = 3_000

/** Milliseconds online after which a loss is a new one: a host that closes at once is not dialed in a rush. */
const STABLE_MS = 10_000

export interface SessionSettings {
  /** Where the host is, as the person gave it. */
  readonly address: HostAddress
  readonly name: string
  readonly role: Role
  /** The id of this installation's profile: a later connection of it replaces an earlier one. */
  readonly instance: string
  readonly trust: Trust
  /**
   * Keys of hosts that this installation is connected to. To them it says nothing: the session there would
   * be replaced. Ends with `already-open`. [TR4]
   */
  readonly openHosts: readonly string[]
}

/** Where the session stands. Each phase holds only what exists in it. */
export type Phase =
  | { readonly kind: 'dialing'; readonly attempt: number }
  | { readonly kind: 'greeting'; readonly attempt: number; readonly deadline: number }
  | {
      readonly kind: 'joining'
      readonly attempt: number
      readonly deadline: number
      readonly epoch: string
      readonly room: { readonly id: string; readonly name: string }
    }
  | {
      readonly kind: 'online'
      readonly room: string
      readonly attempt: number
      readonly since: number
      /** The room's last sequence number when this connection joined: facts up to it are of the past. */
      readonly joinedAt: number
    }
  | {
      readonly kind: 'waiting'
      readonly reason: ChatError
      readonly attempt: number
      readonly retryAt: number
    }
  | { readonly kind: 'ended'; readonly reason: ChatError }

export interface Session {
  readonly settings: SessionSettings
  readonly phase: Phase
  readonly hasBeenOnline: boolean
  /** When the connection went away; null while it is there. */
  readonly outageSince: number | null
  /** Why it went away: what people want to know, however often coming back fails. */
  readonly outageReason: ChatError | null
  /** Up to where this client has the room's facts. */
  readonly resume: ResumePoint | null
  /** The member id that the host gave; null before the first welcome. */
  readonly member: string | null
  /** Bytes of UTF-8. The longest text that the host takes. */
  readonly maxTextBytes: number
  readonly outbox: Box.Outbox
  /** Renames asked for on this connection and not answered yet. */
  readonly openRenames: number
}

export type SessionInput =
  | { readonly type: 'start' }
  /** The TLS connection stands; nothing has been written. The fingerprint is in canonical form. */
  | { readonly type: 'secured'; readonly fingerprint: string }
  | { readonly type: 'answer'; readonly answer: Answer }
  /**
   * Dialing failed, or the connection is gone. Inputs MUST be of the connection dialed last: what an earlier
   * one still says or does after `hang-up` is dropped by the shell.
   */
  | { readonly type: 'lost'; readonly reason: ChatError }
  /** A deadline of nextDeadline has come. */
  | { readonly type: 'deadline' }
  /** The system woke up, the network changed, or a person does not want to wait. */
  | { readonly type: 'wake' }
  | { readonly type: 'send'; readonly id: string; readonly text: string }
  | { readonly type: 'retry'; readonly id: string }
  | { readonly type: 'discard'; readonly id: string }
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'leave' }

export type SessionEffect =
  | { readonly type: 'dial' }
  | { readonly type: 'say'; readonly request: Request }
  /** Closes the connection, after a goodbye with the reason when anything was said on it. */
  | { readonly type: 'hang-up'; readonly reason: ChatError }
  /** The host was trusted: remember its key for this address. */
  | { readonly type: 'remember-host'; readonly fingerprint: string }
  | { readonly type: 'tell'; readonly event: SessionEvent }
  /** The host told how it keeps the connection alive: do the same. Milliseconds. */
  | { readonly type: 'keep-alive'; readonly heartbeatMs: number; readonly silenceMs: number }
  /** Gives the connection up as `timed-out` unless something is heard within these milliseconds. */
  | { readonly type: 'expect-answer'; readonly withinMs: number }
  /** A rename that was asked for is done, or refused. */
  | { readonly type: 'rename-settled'; readonly error: ChatError | null }

export interface SessionStep {
  readonly session: Session
  readonly effects: readonly SessionEffect[]
}

/** Time and chance of one step. `random` is in [0, 1). */
export interface Moment {
  readonly now: number
  readonly random: number
}

export function createSession(
  settings: SessionSettings,
  resume: ResumePoint | null = null,
): Session {
  return {
    settings,
    phase: { kind: 'dialing', attempt: 1 },
    hasBeenOnline: false,
    outageSince: null,
    outageReason: null,
    resume,
    member: null,
    maxTextBytes: LIMITS['text-bytes'].default,
    outbox: Box.EMPTY_OUTBOX,
    openRenames: 0,
  }
}

/** When the session wants a `deadline` input, in the milliseconds of `now`; null for never. */
export function nextDeadline(session: Session, now: number): number | null {
  switch (session.phase.kind) {
    case 'greeting':
    case 'joining':
      return session.phase.deadline
    case 'waiting':
      return session.phase.retryAt
    case 'online':
      return Box.outboxDeadline(session.outbox, now)
    case 'dialing':
    case 'ended':
      return null
    default:
      return assertNever(session.phase)
  }
}

/** The connection state that people are shown. */
function connectionState(phase: Phase): ConnectionState {
  switch (phase.kind) {
    case 'dialing':
    case 'greeting':
    case 'joining':
      return { kind: 'connecting', attempt: phase.attempt }
    case 'online':
      return { kind: 'online' }
    case 'waiting':
    case 'ended':
      return phase
    default:
      return assertNever(phase)
  }
}

export function startSession(session: Session): SessionStep {
  return dial(session, 1)
}

function dial(session: Session, attempt: number): SessionStep {
  return withPhase(session, { kind: 'dialing', attempt }, [{ type: 'dial' }])
}

/** The host answered: talk to it only if its key is trusted. */
export function secured(session: Session, fingerprint: string, { now }: Moment): SessionStep {
  if (session.phase.kind !== 'dialing') return { session, effects: [] }
  const { address, name, instance, trust, openHosts } = session.settings
  if (openHosts.includes(fingerprint)) {
    return end(session, { code: 'already-open', detail: { fingerprint } }, true)
  }
  const distrust = judgeFingerprint(trust, fingerprint)
  if (distrust) return end(session, distrustOf(distrust, address, fingerprint), true)
  // From now on only this key will do, also when the address is dialed again. [TR2]
  const pinned = { ...session.settings, trust: { kind: 'pinned', fingerprint } as const }
  const { attempt } = session.phase
  const greeting = { kind: 'greeting', attempt, deadline: now + INTRODUCTION_MS } as const
  return withPhase({ ...session, settings: pinned }, greeting, [
    { type: 'remember-host', fingerprint },
    {
      type: 'say',
      request: { type: 'hello', version: PROTOCOL_VERSION, capabilities: [], name, instance },
    },
  ])
}

/** Why the host is not trusted, with all that a person needs to compare. [TR3] */
function distrustOf(
  code: 'host-unknown' | 'host-changed',
  { address, port }: HostAddress,
  fingerprint: string,
): ChatError {
  const words = fingerprintWords(fingerprint).join(' ')
  return { code, detail: { address, port, fingerprint: formatFingerprint(fingerprint), words } }
}

/** The connection is gone or could not be made: wait and try again, or end. */
export function lose(
  session: Session,
  reason: ChatError,
  moment: Moment,
  hangUp = false,
): SessionStep {
  const { phase } = session
  if (phase.kind === 'ended' || phase.kind === 'waiting') return { session, effects: [] }
  if (isFinal(reason.code, session.hasBeenOnline)) return end(session, reason, hangUp)
  const outageSince = session.outageSince ?? moment.now
  const isStable = phase.kind === 'online' && moment.now - phase.since >= STABLE_MS
  const attempt = isStable ? 1 : phase.attempt + 1
  const delay = backoffMs(attempt, moment.now - outageSince, moment.random)
  const isRetry = phase.kind === 'dialing' && session.outageReason !== null
  const outageReason = isRetry ? session.outageReason : reason
  const waiting = {
    kind: 'waiting',
    reason: outageReason,
    attempt,
    retryAt: moment.now + delay,
  } as const
  const outbox = Box.requeue(session.outbox)
  const effects = [...unsettledRenames(session), ...(hangUp ? [hangUpWith(reason)] : [])]
  const lost = { ...session, outageSince, outageReason, openRenames: 0 }
  return withOutbox(withPhase(lost, waiting, effects), outbox)
}

function hangUpWith(reason: ChatError): SessionEffect {
  return { type: 'hang-up', reason }
}

/** Nobody answers a rename on a connection that is gone. */
function unsettledRenames(session: Session): SessionEffect[] {
  return Array.from({ length: session.openRenames }, () => {
    return { type: 'rename-settled', error: { code: 'connection-lost' } }
  })
}

/** A deadline has come: try again, give up on an introduction, or send what was held. */
export function deadline(session: Session, moment: Moment): SessionStep {
  const { phase } = session
  switch (phase.kind) {
    case 'waiting':
      return isDue(phase.retryAt, LATE_CAP_MS, moment.now)
        ? dial(session, phase.attempt)
        : { session, effects: [] }
    case 'greeting':
    case 'joining':
      return isDue(phase.deadline, INTRODUCTION_MS, moment.now)
        ? lose(session, { code: 'timed-out' }, moment, true)
        : { session, effects: [] }
    case 'online':
      return flush(session, moment)
    case 'dialing':
    case 'ended':
      return { session, effects: [] }
    default:
      return assertNever(phase)
  }
}

/** Tries at once instead of waiting; a connection that may have died in its sleep has to prove itself. [HB3] */
export function wake(session: Session): SessionStep {
  const { phase } = session
  if (phase.kind === 'waiting') return dial(session, phase.attempt)
  if (phase.kind !== 'online') return { session, effects: [] }
  const ask: SessionEffect = { type: 'say', request: { type: 'heartbeat', reply: true } }
  return { session, effects: [ask, { type: 'expect-answer', withinMs: PROOF_MS }] }
}

/** Ends the session for good, with a goodbye if the connection stands. */
export function end(session: Session, reason: ChatError, hangUp: boolean): SessionStep {
  if (session.phase.kind === 'ended') return { session, effects: [] }
  const effects = [...unsettledRenames(session), ...(hangUp ? [hangUpWith(reason)] : [])]
  const ended = withPhase({ ...session, openRenames: 0 }, { kind: 'ended', reason }, effects)
  return session.outbox.messages.length === 0
    ? ended
    : withOutbox(ended, Box.failAll(session.outbox, reason))
}

/** Sends what may go out now. */
export function flush(session: Session, { now }: Moment): SessionStep {
  if (session.phase.kind !== 'online') return { session, effects: [] }
  const { room } = session.phase
  const { outbox, sendable } = Box.takeSendable(session.outbox, now)
  const said = sendable.map(({ id, text }): SessionEffect => {
    return { type: 'say', request: { type: 'send-message', room, id, text } }
  })
  return withOutbox({ session, effects: said }, outbox)
}

/** Changes the outbox, then sends what that allows. */
export function changeOutbox(session: Session, outbox: Box.Outbox, moment: Moment): SessionStep {
  if (outbox === session.outbox) return { session, effects: [] }
  const flushed = flush({ ...session, outbox }, moment)
  return {
    session: flushed.session,
    effects: [
      ...flushed.effects.filter(({ type }) => type !== 'tell'),
      tell({ type: 'outbox-changed', pending: flushed.session.outbox.messages }),
    ],
  }
}

/** Appends a step to another. */
export function chain(first: SessionStep, next: (session: Session) => SessionStep): SessionStep {
  const second = next(first.session)
  return { session: second.session, effects: [...first.effects, ...second.effects] }
}

export function withPhase(
  session: Session,
  phase: Phase,
  effects: readonly SessionEffect[],
): SessionStep {
  const connection = connectionState(phase)
  return {
    session: { ...session, phase },
    effects: [...effects, tell({ type: 'connection-changed', connection })],
  }
}

function withOutbox(step: SessionStep, outbox: Box.Outbox): SessionStep {
  if (outbox.messages === step.session.outbox.messages) {
    return { ...step, session: { ...step.session, outbox } }
  }
  const told = tell({ type: 'outbox-changed', pending: outbox.messages })
  return { session: { ...step.session, outbox }, effects: [...step.effects, told] }
}

export function tell(event: SessionEvent): SessionEffect {
  return { type: 'tell', event }
}
