// Who was removed does not come back by himself, also when the connection broke before he was told. [MO7]

import type { DurableFact } from '../protocol/schema.ts'
import type { Session, SessionStep } from './session.ts'
import { end } from './transitions.ts'

/** Whether a fact tells that this client was removed since it first joined: an older kick is history. */
export function isOwnKick({ member, firstJoinedAt }: Session, fact: DurableFact): boolean {
  return (
    fact.type === 'member-kicked' &&
    fact.member.id === member &&
    firstJoinedAt !== null &&
    fact.sequence > firstJoinedAt
  )
}

/** Ends the session as the host meant it. To the host this client just leaves. */
export function leaveAsKicked(session: Session): SessionStep {
  const ended = end(session, { code: 'kicked' }, false)
  return { ...ended, effects: [...ended.effects, { type: 'hang-up', reason: { code: 'leaving' } }] }
}
