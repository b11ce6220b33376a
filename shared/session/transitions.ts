// The steps that a session can take: dial, be secured, lose, wait, wake, end, send. Each is a value in and a
// value out; step.ts chooses among them, receive.ts adds what the host says.

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { PROTOCOL_VERSION, type RequestOf } from '../protocol/request.ts'
import { backoffMs, LATE_CAP_MS } from './backoff.ts'
import { isDue } from './due.ts'
import * as Box from './outbox.ts'
import {
  connectionState,
  INTRODUCTION_MS,
  type Moment,
  type Phase,
  type Session,
  type SessionEffect,
  type SessionStep,
  type SessionInput,
} from './session.ts'
import { stopReading } from './reading.ts'
import { unsettledRulings } from './ruling.ts'
import { isFinal, judgeHost } from './trust.ts'
import type { SessionEvent } from './view.ts'

/** Milliseconds in which a connection proves after a wake that it lives: people look at it within five seconds. */
const PROOF_MS = 3_000

/** Milliseconds online after which a loss is a new one: a host that closes at once is not dialed in a rush. */
const STABLE_MS = 10_000

export function startSession(session: Session): SessionStep {
  return dial(session, 1)
}

function dial(session: Session, attempt: number): SessionStep {
  return withPhase(session, { kind: 'dialing', attempt }, [{ type: 'dial' }])
}

/** The host answered: talk to it only if its key is trusted. */
export function secured(
  session: Session,
  { fingerprint, nonce }: Extract<SessionInput, { type: 'secured' }>,
  { now }: Moment,
): SessionStep {
  if (session.phase.kind !== 'dialing') return { session, effects: [] }
  const { address, name, instance, key, trust, openHosts } = session.settings
  if (openHosts.includes(fingerprint)) {
    return end(session, { code: 'already-open', detail: { fingerprint } }, true)
  }
  const distrust = judgeHost(trust, address, fingerprint)
  if (distrust) return end(session, distrust, true)
  // From now on only this key will do, also when the address is dialed again. [TR2]
  const pinned = { ...session.settings, trust: { kind: 'pinned', fingerprint } as const }
  const { attempt } = session.phase
  const deadline = now + INTRODUCTION_MS
  const greeting = { kind: 'greeting', attempt, deadline, nonce } as const
  const hello: RequestOf<'hello'> = {
    type: 'hello',
    version: PROTOCOL_VERSION,
    capabilities: [],
    name,
    instance,
    key,
    nonce,
  }
  return withPhase({ ...session, settings: pinned }, greeting, [
    { type: 'remember-host', fingerprint },
    { type: 'say', request: hello },
  ])
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
  const effects = [
    ...unsettledRenames(session),
    ...unsettledRulings(session),
    ...(hangUp ? [hangUpWith(reason)] : []),
  ]
  const reading = stopReading(session.reading)
  const lost = { ...session, outageSince, outageReason, renames: [], rulings: [], reading }
  return withOutbox(withPhase(lost, waiting, effects), outbox)
}

function hangUpWith(reason: ChatError): SessionEffect {
  return { type: 'hang-up', reason }
}

/** Nobody answers a rename on a connection that is gone. */
function unsettledRenames(session: Session): SessionEffect[] {
  return session.renames.map(() => {
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
    case 'opening':
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

/**
 * Tries at once instead of waiting. What was begun before may have died in its sleep: a connection has to prove
 * itself, an attempt is made anew. [HB3]
 */
export function wake(session: Session): SessionStep {
  const { phase } = session
  switch (phase.kind) {
    case 'waiting':
      return dial(session, phase.attempt)
    case 'online': {
      const ask: SessionEffect = { type: 'say', request: { type: 'heartbeat', reply: true } }
      // Somebody is waiting: what does not prove itself is dialed again without the waits of earlier failures.
      const proving = { ...session, phase: { ...phase, attempt: 0 } }
      return { session: proving, effects: [ask, { type: 'expect-answer', withinMs: PROOF_MS }] }
    }
    case 'dialing':
    case 'greeting':
    case 'opening':
    case 'joining':
      return session.hasBeenOnline ? dialAnew(session, phase.attempt) : { session, effects: [] }
    case 'ended':
      return { session, effects: [] }
    default:
      return assertNever(phase)
  }
}

function dialAnew(session: Session, attempt: number): SessionStep {
  const dialed = dial(session, attempt)
  return {
    session: dialed.session,
    effects: [hangUpWith({ code: 'connection-lost' }), ...dialed.effects],
  }
}

/** Ends the session for good, with a goodbye if the connection stands. */
export function end(session: Session, reason: ChatError, hangUp: boolean): SessionStep {
  if (session.phase.kind === 'ended') return { session, effects: [] }
  const effects = [
    ...unsettledRenames(session),
    ...unsettledRulings(session),
    ...(hangUp ? [hangUpWith(reason)] : []),
  ]
  const reading = stopReading(session.reading)
  const over = { ...session, renames: [], rulings: [], reading }
  const ended = withPhase(over, { kind: 'ended', reason }, effects)
  // What was not acknowledged stays in the outbox, and goes out when the room is joined again.
  return withOutbox(ended, Box.requeue(session.outbox))
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
      tellOutbox(flushed.session.outbox),
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
  return {
    session: { ...step.session, outbox },
    effects: [...step.effects, tellOutbox(outbox)],
  }
}

export function tellOutbox(outbox: Box.Outbox): SessionEffect {
  return tell({ type: 'outbox-changed', pending: outbox.messages, hold: Box.holdOf(outbox) })
}

export function tell(event: SessionEvent): SessionEffect {
  return { type: 'tell', event }
}
