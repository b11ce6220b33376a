// The client's decisions behind one function: an input goes in, the next state and effects come out.

import { assertNever } from '../assert-never.ts'
import * as Box from './outbox.ts'
import { receiveAnswer, withdraw } from './receive.ts'
import type { Moment, Session, SessionInput, SessionStep } from './session.ts'
import { changeOutbox, deadline, end, lose, secured, startSession, wake } from './transitions.ts'

/** What the session does with an input. Effects are to be performed in their order. */
export function stepSession(session: Session, input: SessionInput, moment: Moment): SessionStep {
  switch (input.type) {
    case 'start':
      return startSession(session)
    case 'secured':
      return secured(session, input.fingerprint, moment)
    case 'answer':
      return receiveAnswer(session, input.answer, moment)
    case 'lost':
      return lose(session, input.reason, moment)
    case 'deadline':
      return deadline(session, moment)
    case 'wake':
      return wake(session)
    case 'rename':
      return rename(session, input.name)
    case 'leave':
      return end(session, { code: 'leaving' }, true)
    case 'send':
    case 'retry':
      return changeOutbox(session, nextOutbox(session, input, moment.now), moment)
    case 'discard':
      return discard(session, input.id, moment)
    default:
      return assertNever(input)
  }
}

function nextOutbox(
  { outbox, phase }: Session,
  input: Extract<SessionInput, { type: 'send' | 'retry' }>,
  now: number,
): Box.Outbox {
  const changed =
    input.type === 'send'
      ? Box.queueMessage(outbox, input.id, input.text, now)
      : Box.retryMessage(outbox, input.id)
  // Nothing goes out of a session that has ended: it must not look as if it would.
  return phase.kind === 'ended' ? Box.failAll(changed, phase.reason) : changed
}

function discard(session: Session, id: string, moment: Moment): SessionStep {
  const { outbox, phase } = session
  const changed = changeOutbox(session, Box.discardMessage(outbox, id), moment)
  // The withdrawal goes first: what the discard sets free is refused before it. [SM5]
  return phase.kind === 'online' && outbox.heldId === id
    ? { ...changed, effects: [withdraw(phase.room, id), ...changed.effects] }
    : changed
}

function rename(session: Session, name: string): SessionStep {
  if (session.phase.kind !== 'online') {
    return { session, effects: [{ type: 'rename-settled', error: { code: 'connection-lost' } }] }
  }
  const { room } = session.phase
  return {
    session: { ...session, openRenames: session.openRenames + 1 },
    effects: [{ type: 'say', request: { type: 'rename', room, name } }],
  }
}
