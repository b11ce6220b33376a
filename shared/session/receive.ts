// What a client does with what the host says.

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { toChatError, type Answer, type AnswerOf } from '../protocol/answer.ts'
import { OLDEST_VERSION } from '../protocol/request.ts'
import type { DurableFact } from '../protocol/schema.ts'
import * as Box from './outbox.ts'
import type { Moment, Phase, Session, SessionEffect, SessionStep } from './session.ts'
import { chain, changeOutbox, end, flush, lose, tell, withPhase } from './transitions.ts'

type PhaseOf<K extends Phase['kind']> = Extract<Phase, { kind: K }>

/** Handles an answer in the phase that the session is in. What has no place in a phase is passed over. */
export function receiveAnswer(session: Session, answer: Answer, moment: Moment): SessionStep {
  const { phase } = session
  if (answer.type === 'goodbye') {
    const reason = toChatError({ code: answer.reason, detail: answer.detail })
    return answer.final ? end(session, reason, true) : lose(session, reason, moment, true)
  }
  switch (phase.kind) {
    case 'greeting':
      return answer.type === 'welcome' ? welcomed(session, phase, answer) : unchanged(session)
    case 'joining':
      return receiveWhileJoining(session, phase, answer, moment)
    case 'online':
      return isElsewhere(answer, phase.room)
        ? unchanged(session)
        : receiveOnline(session, phase, answer, moment)
    case 'dialing':
    case 'waiting':
    case 'ended':
      return unchanged(session)
    default:
      return assertNever(phase)
  }
}

/** One connection may carry more rooms; this session is about one. [AN2] */
function isElsewhere(answer: Answer, room: string): boolean {
  return 'room' in answer && answer.room !== undefined && answer.room !== room
}

function unchanged(session: Session): SessionStep {
  return { session, effects: [] }
}

function welcomed(
  session: Session,
  phase: PhaseOf<'greeting'>,
  welcome: AnswerOf<'welcome'>,
): SessionStep {
  const room = welcome.rooms[0]
  if (welcome.version < OLDEST_VERSION || !room) return end(session, { code: 'host-too-old' }, true)
  const { epoch, member, maxTextBytes, heartbeatMs, silenceMs } = welcome
  const { role } = session.settings
  const joining: Phase = {
    kind: 'joining',
    attempt: phase.attempt,
    deadline: phase.deadline,
    epoch,
    room,
  }
  return {
    session: { ...session, member, maxTextBytes, phase: joining },
    effects: [
      { type: 'keep-alive', heartbeatMs, silenceMs },
      { type: 'say', request: { type: 'join', room: room.id, role, resume: session.resume } },
    ],
  }
}

function receiveWhileJoining(
  session: Session,
  phase: PhaseOf<'joining'>,
  answer: Answer,
  moment: Moment,
): SessionStep {
  if (answer.type === 'joined') return joined(session, phase, answer, moment)
  if (answer.type === 'refusal' && answer.request === 'join') {
    return lose(session, toChatError(answer), moment, true)
  }
  return unchanged(session)
}

function joined(
  session: Session,
  phase: PhaseOf<'joining'>,
  answer: AnswerOf<'joined'>,
  moment: Moment,
): SessionStep {
  const { room, you, members, count, next, sequence, from } = answer
  if (room !== phase.room.id) return unchanged(session)
  const known = session.resume?.epoch === phase.epoch ? session.resume.sequence : null
  const caughtUp = sequence - from + 1
  const missed = known === null ? 0 : Math.max(0, from - 1 - known)
  const wasAway = session.hasBeenOnline && known !== null && caughtUp + missed > 0
  const effects: SessionEffect[] = [
    tell({ type: 'room-joined', room: { ...phase.room }, you, members, count, sequence }),
  ]
  if (wasAway) effects.push(tell({ type: 'was-away', at: moment.now, caughtUp, missed }))
  if (next !== null) effects.push(listMembers(room, next))
  const online: Session = {
    ...session,
    hasBeenOnline: true,
    outageSince: null,
    outageReason: null,
    resume: { epoch: phase.epoch, sequence: from - 1 },
  }
  const step = withPhase(
    online,
    {
      kind: 'online',
      room,
      attempt: phase.attempt,
      since: moment.now,
      joinedAt: sequence,
    },
    effects,
  )
  return chain(step, (opened) => flush(opened, moment))
}

function receiveOnline(
  session: Session,
  phase: PhaseOf<'online'>,
  answer: Answer,
  moment: Moment,
): SessionStep {
  switch (answer.type) {
    case 'message':
    case 'member-renamed':
      return receiveFact(session, phase, answer, moment)
    case 'unknown-fact':
      return advance(session, answer.sequence, moment, [])
    case 'presence': {
      const { changes, count } = answer
      return {
        session,
        effects: [tell({ type: 'presence-changed', changes, count, at: moment.now })],
      }
    }
    case 'members':
      return { session, effects: listed(phase.room, answer) }
    case 'refusal':
      return refused(session, phase, answer, moment)
    case 'welcome':
    case 'joined':
    case 'heartbeat':
    case 'goodbye':
    case 'unknown-answer':
      return unchanged(session)
    default:
      return assertNever(answer)
  }
}

function listed(room: string, { members, count, next }: AnswerOf<'members'>): SessionEffect[] {
  const told = tell({ type: 'members-listed', members, count })
  return next === null ? [told] : [told, listMembers(room, next)]
}

function receiveFact(
  session: Session,
  phase: PhaseOf<'online'>,
  fact: DurableFact,
  moment: Moment,
): SessionStep {
  const step = advance(session, fact.sequence, moment, [
    tell({ type: 'facts-received', facts: [fact] }),
  ])
  const isOwn = (fact.type === 'message' ? fact.author.id : fact.member) === session.member
  if (!isOwn) return step
  // The fact is the acknowledgement, also when it is already held. [SM3]
  if (fact.type === 'message') {
    return chain(step, (next) => changeOutbox(next, Box.acknowledge(next.outbox, fact.id), moment))
  }
  // A rename from before the join is history: the name of the hello is in force. [NM5]
  return fact.sequence > phase.joinedAt
    ? chain(step, (next) => settleRename(next, fact.name, null))
    : step
}

/** Moves the resume point by one fact. A fact already held is not told again; a gap ends the connection. [DF3] */
function advance(
  session: Session,
  sequence: number,
  moment: Moment,
  effects: readonly SessionEffect[],
): SessionStep {
  const { resume } = session
  if (!resume || sequence <= resume.sequence) return unchanged(session)
  if (sequence > resume.sequence + 1)
    return lose(session, { code: 'connection-lost' }, moment, true)
  return { session: { ...session, resume: { ...resume, sequence } }, effects }
}

/** Renames are answered in the order in which they were asked. */
function settleRename(session: Session, name: string, error: ChatError | null): SessionStep {
  const settings = { ...session.settings, name }
  return session.openRenames === 0
    ? { session: { ...session, settings }, effects: [] }
    : {
        session: { ...session, settings, openRenames: session.openRenames - 1 },
        effects: [{ type: 'rename-settled', error }],
      }
}

function refused(
  session: Session,
  phase: PhaseOf<'online'>,
  refusal: AnswerOf<'refusal'>,
  moment: Moment,
): SessionStep {
  const error: ChatError = toChatError(refusal)
  if (refusal.request === 'rename') {
    return settleRename(session, session.settings.name, error)
  }
  const { id, retryAfterMs } = refusal
  if (refusal.request !== 'send-message' || id === undefined) return unchanged(session)
  if (retryAfterMs === undefined) {
    return changeOutbox(session, Box.failMessage(session.outbox, id, error), moment)
  }
  // What was discarded meanwhile never comes again: the host must not wait for it. [SM5]
  if (!session.outbox.messages.some((message) => message.id === id)) {
    return { session, effects: [withdraw(phase.room, id)] }
  }
  const retryAt = moment.now + Math.min(retryAfterMs, Box.MAX_HOLD_MS)
  return changeOutbox(session, Box.holdFrom(session.outbox, id, retryAt), moment)
}

export function withdraw(room: string, id: string): SessionEffect {
  return { type: 'say', request: { type: 'withdraw-message', room, id } }
}

function listMembers(room: string, after: string): SessionEffect {
  return { type: 'say', request: { type: 'list-members', room, after } }
}
