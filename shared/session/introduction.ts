// What a client does from its hello to the request to join: it proves who it is, once, and chooses the room.

import type { Answer, AnswerOf } from '../protocol/answer.ts'
import { OLDEST_VERSION } from '../protocol/request.ts'
import type { PhaseOf, Session, SessionStep } from './session.ts'
import { end } from './transitions.ts'

/** Handles what a host says before the welcome and as the welcome. What has no place there is passed over. */
export function receiveWhileGreeting(
  session: Session,
  phase: PhaseOf<'greeting'>,
  answer: Answer,
): SessionStep {
  if (answer.type === 'challenge') return challenged(session, phase, answer)
  return answer.type === 'welcome' ? welcomed(session, phase, answer) : { session, effects: [] }
}

/** [AU1]: once for each connection, so that no host can make this client hash and sign without end. */
function challenged(
  session: Session,
  phase: PhaseOf<'greeting'>,
  challenge: AnswerOf<'challenge'>,
): SessionStep {
  const { nonce: clientNonce } = phase
  if (clientNonce === null) return { session, effects: [] }
  return {
    session: { ...session, phase: { ...phase, nonce: null } },
    effects: [{ type: 'prove', clientNonce, challenge }],
  }
}

function welcomed(
  session: Session,
  phase: PhaseOf<'greeting'>,
  welcome: AnswerOf<'welcome'>,
): SessionStep {
  const { version, rooms, member, maxTextBytes, heartbeatMs, silenceMs } = welcome
  if (version < OLDEST_VERSION) return end(session, { code: 'host-too-old' }, true)
  const wanted = session.room?.id ?? session.settings.room
  const room = wanted === null ? rooms[0] : rooms.find(({ id }) => id === wanted)
  if (!room) return end(session, { code: 'unknown-room' }, true)
  const { attempt, deadline } = phase
  const greeted = { ...session, member, maxTextBytes }
  const alive = { type: 'keep-alive', heartbeatMs, silenceMs } as const
  // The first time the copy tells how far this client is; afterwards it is open.
  if (session.room === null) {
    return {
      session: { ...greeted, phase: { kind: 'opening', attempt, deadline, room } },
      effects: [alive, { type: 'open-copy', room }],
    }
  }
  const asked = askToJoin(greeted, { kind: 'joining', attempt, deadline, room })
  return { session: asked.session, effects: [alive, ...asked.effects] }
}

/** Asks to be let into the room, from the last fact on that this client holds. */
export function askToJoin(session: Session, joining: PhaseOf<'joining'>): SessionStep {
  const { room } = joining
  const { role } = session.settings
  return {
    session: { ...session, room, phase: joining },
    effects: [
      { type: 'say', request: { type: 'join', room: room.id, role, resume: session.resume } },
    ],
  }
}
