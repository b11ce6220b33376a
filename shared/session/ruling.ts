// What this client asks a room to decide about others, until it is answered. [MO1]

import type { ChatError } from '../error.ts'
import { RULINGS, type RulingAsked } from '../protocol/moderation.ts'
import type { RulingFact } from '../protocol/schema.ts'
import type { Session, SessionEffect, SessionStep } from './session.ts'

/** Asks; `ruling-settled` follows, when it was decided or refused or the connection is gone. */
export function askForRuling(session: Session, asked: RulingAsked): SessionStep {
  if (session.phase.kind !== 'online')
    return { session, effects: [settled({ code: 'connection-lost' })] }
  const { room } = session.phase
  return {
    session: { ...session, rulings: [...session.rulings, asked.type] },
    effects: [{ type: 'say', request: { ...asked, room } }],
  }
}

/** A ruling of one's own answers the oldest request of its kind: a room decides in the order of asking. */
export function ruled(session: Session, fact: RulingFact): SessionStep {
  if (fact.by.id !== session.member) return { session, effects: [] }
  return settle(session, (asked) => RULINGS[asked] === fact.type, null)
}

/** A refusal answers the oldest request of its kind. */
export function refuseRuling(session: Session, request: string, error: ChatError): SessionStep {
  return settle(session, (asked) => asked === request, error)
}

/** Nobody answers on a connection that is gone. */
export function unsettledRulings(session: Session): readonly SessionEffect[] {
  return session.rulings.map(() => settled({ code: 'connection-lost' }))
}

function settle(
  session: Session,
  isMeant: (asked: RulingAsked['type']) => boolean,
  error: ChatError | null,
): SessionStep {
  const index = session.rulings.findIndex(isMeant)
  if (index === -1) return { session, effects: [] }
  const rulings = session.rulings.filter((_, each) => each !== index)
  // The first of those who wait is not always the one that is answered: which one is told.
  return { session: { ...session, rulings }, effects: [settled(error, index)] }
}

function settled(error: ChatError | null, index = 0): SessionEffect {
  return { type: 'ruling-settled', error, index }
}
