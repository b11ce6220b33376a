// What a host says to its members, as what a classic peer is told.

import { assertNever } from '../../../shared/assert-never.ts'
import { describeError, type ErrorCode } from '../../../shared/error.ts'
import {
  parseAnswer,
  toChatError,
  type Answer,
  type AnswerOf,
} from '../../../shared/protocol/answer.ts'
import { FRAME_HEADER_BYTES } from '../../../shared/protocol/limits.ts'
import { isRuling } from '../../../shared/protocol/ruling.ts'
import type { DurableFact } from '../../../shared/protocol/schema.ts'
import { rulingSentence, toRulingOutput } from '../../../shared/ruling-sentence.ts'
import { onceForAll } from './once-for-all.ts'
import type { ClassicEvent } from './protocol.ts'

/** Whose events these are, and whether they happened before he came. */
export interface Hearer {
  readonly member: string
  readonly isPast: boolean
}

/** The answers in whole frames of our own. What is told to a whole room is one buffer for all. */
export const answersIn: (frames: Uint8Array) => readonly Answer[] = onceForAll(parse)

function parse(frames: Uint8Array): readonly Answer[] {
  const answers: Answer[] = []
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength)
  for (let start = 0; start < frames.length;) {
    const end = start + FRAME_HEADER_BYTES + view.getUint32(start)
    const answer = parseAnswer(frames.subarray(start + FRAME_HEADER_BYTES, end))
    if (answer.ok) answers.push(answer.value)
    start = end
  }
  return answers
}

/** Whether an answer is a durable fact. */
export function isFact(answer: Answer): answer is DurableFact {
  return 'sequence' in answer && 'epoch' in answer
}

/** What an answer tells a classic peer. Nothing for what only Parley's own programs need. */
export function toEvents(answer: Answer, hearer: Hearer): readonly ClassicEvent[] {
  const isForAll = !hearer.isPast && !concerns(answer, hearer.member)
  return isForAll ? eventsForAll(answer) : eventsFor(answer, hearer)
}

const eventsForAll = onceForAll((answer: Answer) =>
  eventsFor(answer, { member: '', isPast: false }),
)

/** Whether something happened to this member, or by it. */
function concerns(answer: Answer, member: string): boolean {
  if (answer.type === 'message') return answer.author.id === member
  if (answer.type === 'member-renamed') return answer.member === member
  return answer.type === 'presence' && answer.changes.some((change) => change.member.id === member)
}

// One case for each answer.
// oxlint-disable-next-line complexity
function eventsFor(answer: Answer, hearer: Hearer): readonly ClassicEvent[] {
  if (isFact(answer)) return factEvents(answer, hearer)
  switch (answer.type) {
    case 'joined':
      return [{ type: 'entered', name: answer.you.name, members: answer.members }]
    case 'members':
      return [{ type: 'members', members: answer.members }]
    case 'presence':
      return presenceEvents(answer, hearer)
    case 'refusal':
      return refusalEvents(answer)
    case 'history':
    case 'snapshot':
    case 'challenge':
    case 'welcome':
    case 'heartbeat':
    case 'goodbye':
    case 'unknown-answer':
      return []
    default:
      return assertNever(answer)
  }
}

function factEvents(fact: DurableFact, { member, isPast }: Hearer): readonly ClassicEvent[] {
  if (isRuling(fact)) return [notice(rulingSentence(toRulingOutput(fact)))]
  switch (fact.type) {
    case 'message':
      return [
        {
          type: 'message',
          author: fact.author.name,
          text: fact.text,
          at: fact.at,
          isOwn: fact.author.id === member,
          isPast,
        },
      ]
    case 'member-renamed': {
      const { previous, name } = fact
      return [{ type: 'renamed', previous, name, isOwn: fact.member === member }]
    }
    case 'history-damaged':
      return [error('history-lost', { missing: fact.missing })]
    case 'damaged-fact':
      return [error('fact-damaged', { sequence: fact.sequence })]
    case 'unknown-fact':
      return [error('fact-unknown', { sequence: fact.sequence })]
    default:
      return assertNever(fact)
  }
}

function presenceEvents(
  { changes }: AnswerOf<'presence'>,
  { member: own }: Hearer,
): readonly ClassicEvent[] {
  return changes.map(({ type, member: { id, name } }) => ({
    type: type === 'member-joined' ? ('joined' as const) : ('left' as const),
    name,
    isOwn: id === own,
  }))
}

const REQUESTS: Readonly<Record<string, 'enter' | 'rename' | 'say'>> = {
  enter: 'enter',
  rename: 'rename',
  'send-message': 'say',
}

function refusalEvents(refusal: AnswerOf<'refusal'>): readonly ClassicEvent[] {
  const request = REQUESTS[refusal.request]
  if (!request) return []
  const { code } = refusal
  return [{ type: 'refused', request, code, sentence: describeError(toChatError(refusal)) }]
}

function error(code: ErrorCode, detail: Readonly<Record<string, number>>): ClassicEvent {
  return notice(describeError({ code, detail }))
}

function notice(text: string): ClassicEvent {
  return { type: 'notice', text }
}
