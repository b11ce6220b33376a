// The client's decisions behind one function: an input goes in, the next state and effects come out.

import { assertNever } from '../assert-never.ts'
import type { RoomInfo } from '../protocol/answer.ts'
import type { CopiedRoom } from './copy.ts'
import { olderOf, pageLoaded, readOlder, readOn } from './history.ts'
import { askToJoin } from './introduction.ts'
import * as Box from './outbox.ts'
import { receiveAnswer, withdraw } from './receive.ts'
import { endPause } from './reading.ts'
import { askForRuling } from './ruling.ts'
import {
  withCopy,
  type Moment,
  type Session,
  type SessionEffect,
  type SessionInput,
  type SessionStep,
} from './session.ts'
import {
  chain,
  changeOutbox,
  deadline,
  end,
  lose,
  secured,
  startSession,
  tell,
  tellOutbox,
  wake,
} from './transitions.ts'

const PERSONAL = {
  'read-older': true,
  rename: true,
  rule: true,
  leave: true,
  send: true,
  retry: true,
  discard: true,
} as const

/** What a person asks for. */
type PersonalInput = Extract<SessionInput, { type: keyof typeof PERSONAL }>

/** What the session does with an input. Effects are to be performed in their order. */
export function stepSession(session: Session, input: SessionInput, moment: Moment): SessionStep {
  const step = decide(session, input, moment)
  const older = olderOf(step.session)
  if (older === olderOf(session) || step.effects.some(tellsOlder)) return step
  const changed = { type: 'tell', event: { type: 'older-read', facts: [], older } } as const
  return { session: step.session, effects: [...step.effects, changed] }
}

/** Whether the effect says itself what is before the timeline. */
function tellsOlder(effect: SessionEffect): boolean {
  return effect.type === 'tell' && 'older' in effect.event
}

function decide(session: Session, input: SessionInput, moment: Moment): SessionStep {
  if (isPersonal(input)) return decideForPerson(session, input, moment)
  switch (input.type) {
    case 'start':
      return startSession(session)
    case 'secured':
      return secured(session, input, moment)
    case 'answer':
      return receiveAnswer(session, input.answer, input.hash, moment)
    case 'lost':
      return lose(session, input.reason, moment)
    case 'deadline':
      return chain(deadline(session, moment), (next) => readOn(unpaused(next, moment), moment))
    case 'wake':
      return wake(session)
    case 'copy-opened':
      return copyOpened(session, input.room, input.copied)
    case 'copy-failed':
      // Once it is open nothing more depends on it: what it does not take is told apart.
      return session.room === null ? end(session, input.error, true) : { session, effects: [] }
    case 'page-loaded':
      return pageLoaded(session, input.before, input.facts, moment)
    default:
      return assertNever(input)
  }
}

function isPersonal(input: SessionInput): input is PersonalInput {
  return Object.hasOwn(PERSONAL, input.type)
}

function decideForPerson(session: Session, input: PersonalInput, moment: Moment): SessionStep {
  switch (input.type) {
    case 'read-older':
      return readOlder(session, input.from, moment)
    case 'rename':
      return rename(session, input.name)
    case 'rule':
      return askForRuling(session, input.asked)
    case 'leave':
      return end(session, { code: 'leaving' }, true)
    case 'send':
      return changeOutbox(
        session,
        Box.queueMessage(session.outbox, input.id, input.text, moment.now),
        moment,
      )
    case 'retry':
      return retry(session, input.id, moment)
    case 'discard':
      return discard(session, input.id, moment)
    default:
      return assertNever(input)
  }
}

/** Who waited for a page may ask again. */
function unpaused(session: Session, { now }: Moment): Session {
  const reading = endPause(session.reading, now)
  return reading === session.reading ? session : { ...session, reading }
}

/** The copy tells how far this client is: now it can join. */
function copyOpened(session: Session, room: RoomInfo, copied: CopiedRoom | null): SessionStep {
  // It was opened twice, for a connection that was made again meanwhile: what was said since is not in it.
  if (session.room !== null) return { session, effects: [] }
  const opened = copied ? withCopy(session, { ...copied, room }) : { ...session, room }
  const step: SessionStep = { session: opened, effects: copied ? tellCopy(opened, copied) : [] }
  const { phase } = session
  if (phase.kind !== 'opening' || phase.room.id !== room.id) return step
  return chain(step, (next) => askToJoin(next, { ...phase, kind: 'joining' }))
}

function tellCopy(session: Session, { room, you, newest }: CopiedRoom): SessionEffect[] {
  const facts = newest.map(({ fact }) => fact)
  return [
    tell({ type: 'copy-opened', room, you, facts, older: olderOf(session) }),
    tellOutbox(session.outbox),
  ]
}

function retry(session: Session, id: string, moment: Moment): SessionStep {
  const { messages } = session.outbox
  const isFailed = messages.some((message) => message.id === id && message.state.kind === 'failed')
  if (!isFailed) return { session, effects: [] }
  const step = changeOutbox(session, Box.retryMessage(session.outbox, id), moment)
  return { ...step, effects: [{ type: 'judge', id, failure: null }, ...step.effects] }
}

function discard(session: Session, id: string, moment: Moment): SessionStep {
  const { outbox, phase } = session
  const changed = changeOutbox(session, Box.discardMessage(outbox, id), moment)
  // The withdrawal goes first: what the discard sets free is refused before it. [SM5]
  const isHeld = phase.kind === 'online' && outbox.heldId === id
  const withdrawn = isHeld ? [withdraw(phase.room, id)] : []
  return { ...changed, effects: [{ type: 'forget', id }, ...withdrawn, ...changed.effects] }
}

function rename(session: Session, name: string): SessionStep {
  if (session.phase.kind !== 'online') {
    return { session, effects: [{ type: 'rename-settled', error: { code: 'connection-lost' } }] }
  }
  const { room } = session.phase
  const isFirst = session.renames.length === 0
  return {
    session: { ...session, renames: [...session.renames, name] },
    effects: isFirst ? [{ type: 'say', request: { type: 'rename', room, name } }] : [],
  }
}
