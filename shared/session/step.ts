// The client's decisions behind one function: an input goes in, the next state and effects come out.

import { assertNever } from '../assert-never.ts'
import * as Box from './outbox.ts'
import { receiveAnswer } from './receive.ts'
import {
  changeOutbox,
  deadline,
  end,
  lose,
  secured,
  startSession,
  wake,
  type Moment,
  type Session,
  type SessionInput,
  type SessionStep,
} from './session.ts'

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
    case 'discard':
      return changeOutbox(session, nextOutbox(session.outbox, input, moment.now), moment)
    default:
      return assertNever(input)
  }
}

function nextOutbox(
  outbox: Box.Outbox,
  input: Extract<SessionInput, { type: 'send' | 'retry' | 'discard' }>,
  now: number,
): Box.Outbox {
  switch (input.type) {
    case 'send':
      return Box.queueMessage(outbox, input.id, input.text, now)
    case 'retry':
      return Box.retryMessage(outbox, input.id)
    case 'discard':
      return Box.discardMessage(outbox, input.id)
    default:
      return assertNever(input)
  }
}

function rename(session: Session, name: string): SessionStep {
  if (session.phase.kind !== 'online') {
    return { session, effects: [{ type: 'rename-settled', error: { code: 'connection-lost' } }] }
  }
  const { room } = session.phase
  return { session, effects: [{ type: 'say', request: { type: 'rename', room, name } }] }
}
