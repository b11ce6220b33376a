// What a client does with what the host says.

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { toChatError, type Answer, type AnswerOf } from '../protocol/answer.ts'
import { isRuling } from '../protocol/ruling.ts'
import type { CopiedFact } from './copy.ts'
import {
  isOfPage,
  olderOf,
  pageRefused,
  readOn,
  receiveHistory,
  receivePageFact,
} from './history.ts'
import { receiveWhileGreeting } from './introduction.ts'
import { isOwnKick, leaveAsKicked } from './kicked.ts'
import { beginListing, continueListing, NOT_LISTING, type Listed } from './listing.ts'
import * as Box from './outbox.ts'
import { addRange } from './ranges.ts'
import { NOT_READING } from './reading.ts'
import { refuseRuling, ruled } from './ruling.ts'
import type { Moment, PhaseOf, Session, SessionEffect, SessionStep } from './session.ts'
import { chain, changeOutbox, end, flush, lose, tell, withPhase } from './transitions.ts'

/** Handles an answer in the phase that the session is in. What has no place in a phase is passed over. */
export function receiveAnswer(
  session: Session,
  answer: Answer,
  hash: string,
  moment: Moment,
): SessionStep {
  const { phase } = session
  if (answer.type === 'goodbye') {
    const reason = toChatError({ code: answer.reason, detail: answer.detail })
    return answer.final ? end(session, reason, true) : lose(session, reason, moment, true)
  }
  switch (phase.kind) {
    case 'greeting':
      return receiveWhileGreeting(session, phase, answer)
    case 'joining':
      return receiveWhileJoining(session, phase, answer, moment)
    case 'online':
      return isElsewhere(answer, phase.room)
        ? unchanged(session)
        : receiveOnline(session, phase, answer, hash, moment)
    case 'dialing':
    case 'opening':
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

/** [JN7]: what was missed is told, kept apart, or begins anew; then the facts from `from` on follow. */
function joined(
  session: Session,
  phase: PhaseOf<'joining'>,
  answer: AnswerOf<'joined'>,
  moment: Moment,
): SessionStep {
  const { room, you, members, count, sequence, from, first, history } = answer
  if (room !== phase.room.id) return unchanged(session)
  const online: Session = {
    ...session,
    listing: NOT_LISTING,
    first,
    hasBeenOnline: true,
    firstJoinedAt: session.firstJoinedAt ?? sequence,
    outageSince: null,
    outageReason: null,
    phase: {
      kind: 'online',
      room,
      attempt: phase.attempt,
      since: moment.now,
      joinedAt: sequence,
      // What it holds is not new, whatever the host says once more.
      next: Math.max(from, history === 'continued' ? (session.resume?.sequence ?? 0) + 1 : 0),
    },
  }
  const effects: SessionEffect[] = [
    { type: 'describe', room: phase.room, you },
    tell({ type: 'room-joined', room: { ...phase.room }, you, members, count, sequence }),
  ]
  const listed = chain({ session: online, effects }, (current) =>
    listOn(current, room, beginListing(current.listing, answer)),
  )
  const opened = chain(listed, (current) =>
    continueHistory(current, history, from, sequence, moment),
  )
  const told = chain(opened, (current) => withPhase(current, current.phase, []))
  return chain(
    chain(told, (current) => flush(current, moment)),
    (current) => readOn(current, moment),
  )
}

/** How what this client holds goes on with what the host has. */
function continueHistory(
  session: Session,
  history: AnswerOf<'joined'>['history'],
  from: number,
  sequence: number,
  { now }: Moment,
): SessionStep {
  const after = session.resume?.sequence ?? null
  if (history === 'diverged' && after !== null) return divergedFrom(session, from, now)
  // Also when nothing follows yet: where the timeline of an earlier history began means nothing in this one.
  if (history === 'new') return unchanged({ ...session, shownFrom: from })
  if (after === null || sequence <= after) return unchanged(session)
  const away = tell({ type: 'was-away', at: now, after, count: sequence - after })
  if (from <= after + 1) {
    // A timeline that began anew and has nothing yet, because the connection ended before, begins here.
    const isEmpty = session.shownFrom !== null && session.shownFrom > from
    return { session: isEmpty ? { ...session, shownFrom: from } : session, effects: [away] }
  }
  const anew = tell({ type: 'history-restarted', reason: 'gap', at: now, older: 'there' })
  return { session: { ...session, shownFrom: from }, effects: [anew, away] }
}

/** The host has another history: what this client holds of the old one is put aside, never thrown away. */
function divergedFrom(session: Session, from: number, now: number): SessionStep {
  const anew = { ...session, held: [], resume: null, shownFrom: from, reading: NOT_READING }
  return {
    session: anew,
    effects: [
      { type: 'put-aside' },
      tell({ type: 'history-restarted', reason: 'diverged', at: now, older: olderOf(anew) }),
    ],
  }
}

const PASSED_OVER = {
  challenge: true,
  welcome: true,
  joined: true,
  heartbeat: true,
  goodbye: true,
  'unknown-answer': true,
} as const

/** What has no place, or nothing to say, in a room. */
function isPassedOver(
  answer: Answer,
): answer is Extract<Answer, { type: keyof typeof PASSED_OVER }> {
  return Object.hasOwn(PASSED_OVER, answer.type)
}

function receiveOnline(
  session: Session,
  phase: PhaseOf<'online'>,
  answer: Answer,
  hash: string,
  moment: Moment,
): SessionStep {
  if ('epoch' in answer) {
    return receiveFact(session, phase, { epoch: answer.epoch, hash, fact: answer }, moment)
  }
  if (isPassedOver(answer)) return unchanged(session)
  switch (answer.type) {
    case 'history':
      return receiveHistory(session, answer, moment)
    case 'snapshot':
      return refreshed(session, phase, answer)
    case 'presence': {
      const { changes, count } = answer
      return {
        session,
        effects: [tell({ type: 'presence-changed', changes, count, at: moment.now })],
      }
    }
    case 'members':
      return listed(session, phase, answer)
    case 'refusal':
      return refused(session, phase, answer, moment)
    default:
      return assertNever(answer)
  }
}

/** A page that was not asked for is passed over: no host makes the list longer than it is. [JN6] */
function listed(
  session: Session,
  { room }: PhaseOf<'online'>,
  answer: AnswerOf<'members'>,
): SessionStep {
  const page = continueListing(session.listing, answer)
  if (page === null) return unchanged(session)
  const { members, count } = answer
  const told = tell({ type: 'members-listed', members, count })
  return chain({ session, effects: [told] }, (current) => listOn(current, room, page))
}

function refreshed(
  session: Session,
  { room }: PhaseOf<'online'>,
  answer: AnswerOf<'snapshot'>,
): SessionStep {
  const { members, count, sequence } = answer
  const told = tell({ type: 'members-refreshed', members, count, sequence })
  return chain({ session, effects: [told] }, (current) =>
    listOn(current, room, beginListing(current.listing, answer)),
  )
}

function listOn(session: Session, room: string, { listing, after }: Listed): SessionStep {
  const ask = { type: 'say', request: { type: 'list-members', room, after } } as const
  return { session: { ...session, listing }, effects: after === null ? [] : [ask] }
}

/** A fact is new, or of a page that was asked for, or the answer to something sent twice. */
function receiveFact(
  session: Session,
  phase: PhaseOf<'online'>,
  copied: CopiedFact,
  moment: Moment,
): SessionStep {
  const { fact } = copied
  const step = takeFact(session, phase, copied, moment)
  // The fact is the acknowledgement, also when it is already held. [SM3]
  if (fact.type === 'message' && fact.author.id === session.member) {
    return chain(step, (next) => acknowledge(next, phase, fact.id, moment))
  }
  if (isOwnKick(session, fact)) return chain(step, leaveAsKicked)
  if (isRuling(fact) && fact.sequence > phase.joinedAt) {
    return chain(step, (next) => ruled(next, fact))
  }
  // A rename from before the join is history: the name of the hello is in force. [NM5]
  const isOwnName = fact.type === 'member-renamed' && fact.member === session.member
  return isOwnName && fact.sequence > phase.joinedAt
    ? chain(step, (next) => settleRename(next, fact.name, null))
    : step
}

/**
 * A message that was refused for now was stored after all: the host must not wait for it, unless it is on its
 * way again. [SM5]
 */
function acknowledge(
  session: Session,
  { room }: PhaseOf<'online'>,
  id: string,
  moment: Moment,
): SessionStep {
  const { heldId, messages } = session.outbox
  const isHeld =
    heldId === id &&
    messages.some((message) => message.id === id && message.state.kind === 'waiting')
  const step = changeOutbox(session, Box.acknowledge(session.outbox, id), moment)
  return isHeld ? { ...step, effects: [withdraw(room, id), ...step.effects] } : step
}

/** A fact already held is not told again; a gap ends the connection. [DF3] */
function takeFact(
  session: Session,
  phase: PhaseOf<'online'>,
  copied: CopiedFact,
  moment: Moment,
): SessionStep {
  const { epoch, hash, fact } = copied
  const { sequence } = fact
  if (isOfPage(session, sequence)) return receivePageFact(session, copied, moment)
  if (sequence > phase.next) return lose(session, { code: 'connection-lost' }, moment, true)
  // Held or not, an own message in it leaves the outbox of the copy.
  if (sequence < phase.next) {
    return { session, effects: [{ type: 'keep', facts: [copied], held: session.held }] }
  }
  const held = addRange(session.held, { from: sequence, to: sequence })
  const taken: Session = {
    ...session,
    held,
    resume: { epoch, sequence, hash },
    shownFrom: session.shownFrom ?? sequence,
    phase: { ...phase, next: sequence + 1 },
  }
  const kept: SessionEffect = { type: 'keep', facts: [copied], held }
  const step = {
    session: taken,
    effects: [kept, tell({ type: 'facts-received', facts: [fact] })],
  }
  // With the first fact of a range there is something behind it that can be missing.
  const isApart = held.length > session.held.length
  return isApart || sequence === phase.joinedAt ? chain(step, (next) => readOn(next, moment)) : step
}

/** The name that was asked for first is answered: now the next one may be asked for. */
function settleRename(session: Session, name: string, error: ChatError | null): SessionStep {
  const { phase } = session
  const [, ...renames] = session.renames
  const next = renames[0]
  const settled = { ...session, renames, settings: { ...session.settings, name } }
  const effects: SessionEffect[] = []
  if (session.renames.length > 0) effects.push({ type: 'rename-settled', error })
  if (next !== undefined && phase.kind === 'online') {
    effects.push({ type: 'say', request: { type: 'rename', room: phase.room, name: next } })
  }
  return { session: settled, effects }
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
  const answered = refuseRuling(session, refusal.request, error)
  if (answered.effects.length > 0) return answered
  const { id, retryAfterMs } = refusal
  if (refusal.request === 'read-history') return pageRefused(session, retryAfterMs, moment)
  if (refusal.request !== 'send-message' || id === undefined) return unchanged(session)
  const isThere = session.outbox.messages.some((message) => message.id === id)
  if (retryAfterMs === undefined) {
    if (!isThere) return unchanged(session)
    const failed = changeOutbox(session, Box.failMessage(session.outbox, id, error), moment)
    return { ...failed, effects: [{ type: 'judge', id, failure: error }, ...failed.effects] }
  }
  const hold = { reason: error, retryAt: moment.now + Math.min(retryAfterMs, Box.MAX_HOLD_MS) }
  // What was discarded or stored meanwhile never comes again: the host must not wait for it. [SM5]
  if (!isThere) {
    const held = changeOutbox(session, Box.holdAll(session.outbox, hold), moment)
    return { ...held, effects: [withdraw(phase.room, id), ...held.effects] }
  }
  return changeOutbox(session, Box.holdFrom(session.outbox, id, hold), moment)
}

export function withdraw(room: string, id: string): SessionEffect {
  return { type: 'say', request: { type: 'withdraw-message', room, id } }
}
