// Drives a session in tests: inputs in, effects out; the host's answers are made here.

import type { Answer, AnswerOf } from '../protocol/answer.ts'
import type { Request, ResumePoint } from '../protocol/request.ts'
import type { DurableFact, Member } from '../protocol/schema.ts'
import type { CopiedFact, CopiedRoom, Range } from './copy.ts'
import {
  createSession,
  type Session,
  type SessionEffect,
  type SessionInput,
  type SessionSettings,
} from './session.ts'
import { stepSession } from './step.ts'

export function testId(text: string | number): string {
  return `${text}`.padEnd(22, '_')
}

export const FINGERPRINT = 'a'.repeat(52)
export const EPOCH = testId('epoch')
export const ROOM = 'front'
export const ME: Member = { id: testId('me'), name: 'Ann', role: 'member' }
export const OTHER: Member = { id: testId('other'), name: 'Bob', role: 'member' }

export const WELCOME: AnswerOf<'welcome'> = {
  type: 'welcome',
  version: 1,
  capabilities: [],
  member: ME.id,
  rooms: [{ id: ROOM, name: 'Front' }],
  heartbeatMs: 25_000,
  silenceMs: 60_000,
  maxTextBytes: 100,
}

export function joined(
  sequence = 0,
  from = sequence + 1,
  history: AnswerOf<'joined'>['history'] = 'new',
): AnswerOf<'joined'> {
  const list = { members: [ME], next: null, count: 1 }
  return { type: 'joined', room: ROOM, you: ME, ...list, sequence, from, first: 1, history }
}

export function message(
  sequence: number,
  id: string | number = sequence,
  author = OTHER,
): DurableFact {
  return {
    type: 'message',
    room: ROOM,
    sequence,
    epoch: EPOCH,
    id: testId(id),
    author: { id: author.id, name: author.name },
    at: 1,
    text: `text ${id}`,
  }
}

export function renamed(sequence: number, name: string, member = ME): DurableFact {
  const place = { room: ROOM, sequence, epoch: EPOCH, at: 1 }
  return { type: 'member-renamed', ...place, member: member.id, name, previous: member.name }
}

export function refusal(id: string | number, retryAfterMs?: number): AnswerOf<'refusal'> {
  return {
    type: 'refusal',
    request: 'send-message',
    room: ROOM,
    id: testId(id),
    code: retryAfterMs === undefined ? 'id-conflict' : 'rate-limited',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}

/** The hash of a fact's body: as good as any. */
function testHash({ sequence }: { readonly sequence: number }): string {
  return testId(`h${sequence}`)
}

/** The resume point of a client that holds everything up to a number. */
export function resumeAt(sequence: number): ResumePoint {
  return { epoch: EPOCH, sequence, hash: testHash({ sequence }) }
}

/** A fact as a copy holds it. */
export function copied(fact: DurableFact): CopiedFact {
  return { epoch: fact.epoch, hash: testHash(fact), fact }
}

/** The messages of a range. */
export function messages(from: number, to: number): readonly DurableFact[] {
  return Array.from({ length: to - from + 1 }, (_, index) => message(from + index))
}

/** What the host says before the facts of a page. */
export function pageOf(from: number, to: number, first = 1): AnswerOf<'history'> {
  return { type: 'history', room: ROOM, from, to, first }
}

/** A room as an earlier run has left it, with the newest facts from a number on in its timeline. */
export function leftCopy(
  held: readonly Range[],
  newestFrom: number,
  outbox: CopiedRoom['outbox'] = [],
): CopiedRoom {
  const last = held.at(-1)?.to ?? 0
  return {
    room: { id: ROOM, name: 'Front' },
    you: ME,
    held,
    resume: last === 0 ? null : resumeAt(last),
    newest: last === 0 ? [] : messages(newestFrom, last).map(copied),
    outbox,
  }
}

export class TestSession {
  session: Session
  now = 10_000
  random = 0.5

  constructor(
    trust: SessionSettings['trust'] = { kind: 'trust-new' },
    fill: SessionSettings['fill'] = 'gaps',
  ) {
    this.session = createSession({
      address: { address: '10.0.0.1', port: 7465 },
      name: 'Ann',
      role: 'member',
      room: null,
      fill,
      instance: testId('instance'),
      key: 'key'.padEnd(43, '_'),
      trust,
      openHosts: [],
    })
  }

  /** Effects without what is told to the window and kept in the copy, in short. */
  input(input: SessionInput): string[] {
    return inShort(this.effects(input))
  }

  effects(input: SessionInput): readonly SessionEffect[] {
    const step = stepSession(this.session, input, { now: this.now, random: this.random })
    this.session = step.session
    return step.effects
  }

  answer(answer: Answer): string[] {
    return this.input(answerInput(answer))
  }

  /** The host says facts, one after the other. */
  facts(facts: readonly DurableFact[]): string[] {
    return facts.flatMap((fact) => this.answer(fact))
  }

  /** The connection goes away and is made again, up to the answer to `join`. */
  comeBack(answer: AnswerOf<'joined'>): string[] {
    this.input({ type: 'lost', reason: { code: 'connection-lost' } })
    this.input({ type: 'wake' })
    this.to('joining')
    return this.answer(answer)
  }

  open(copy: CopiedRoom | null): string[] {
    return this.input({ type: 'copy-opened', room: WELCOME_ROOM, copied: copy })
  }

  send(...ids: (string | number)[]): string[] {
    return ids.flatMap((id) => this.input({ type: 'send', id: testId(id), text: `text ${id}` }))
  }

  /** Brings a session that dials into the phase asked for. */
  to(phase: 'dialing' | 'greeting' | 'opening' | 'joining' | 'online', sequence = 0): this {
    if (phase === 'dialing') return this
    this.input(SECURED)
    if (phase === 'greeting') return this
    this.answer(CHALLENGE)
    this.answer(WELCOME)
    if (phase === 'opening') return this
    if (this.session.phase.kind === 'opening') this.open(null)
    if (phase === 'joining') return this
    this.answer(joined(sequence))
    return this
  }

  /** The state of each message in the outbox. */
  outbox(): string[] {
    return this.session.outbox.messages.map(
      ({ id, state }) => `${id.replace(/_+$/, '')} ${state.kind}`,
    )
  }

  /** What is held, in short. */
  held(): string {
    return this.session.held.map(({ from, to }) => `${from}..${to}`).join(' ')
  }
}

export const SECURED = {
  type: 'secured',
  fingerprint: FINGERPRINT,
  nonce: testId('nonce'),
} as const

const CHALLENGE = {
  type: 'challenge',
  nonce: testId('host-nonce'),
  entry: 'open',
  salt: null,
} as const

const WELCOME_ROOM = { id: ROOM, name: 'Front' }

export function answerInput(answer: Answer): SessionInput {
  return { type: 'answer', answer, hash: 'sequence' in answer ? testHash(answer) : '' }
}

export function online(sequence = 0): TestSession {
  return new TestSession().to('online', sequence)
}

/** The events among effects. */
export function told(effects: readonly SessionEffect[]) {
  return effects.flatMap((effect) => (effect.type === 'tell' ? [effect.event] : []))
}

function inShort(effects: readonly SessionEffect[]): string[] {
  // oxlint-disable-next-line complexity -- one line for each effect.
  return effects.flatMap((effect) => {
    switch (effect.type) {
      case 'tell':
      case 'keep':
      case 'describe':
        return []
      case 'say':
        return [sayInShort(effect.request)]
      case 'hang-up':
        return [`hang-up ${effect.reason.code}`]
      case 'rename-settled':
        return [`rename-settled ${effect.error?.code ?? 'done'}`]
      case 'ruling-settled':
        return [`ruling-settled ${effect.index} ${effect.error?.code ?? 'done'}`]
      case 'load-page':
        return [`load-page ${effect.from}..${effect.before - 1}`]
      case 'judge':
        return [`judge ${effect.id.replace(/_+$/, '')} ${effect.failure?.code ?? 'waits'}`]
      case 'forget':
        return [`forget ${effect.id.replace(/_+$/, '')}`]
      case 'dial':
      case 'prove':
      case 'remember-host':
      case 'keep-alive':
      case 'expect-answer':
      case 'open-copy':
      case 'put-aside':
        return [effect.type]
      default:
        throw new Error(`unknown effect: ${JSON.stringify(effect satisfies never)}`)
    }
  })
}

function sayInShort(request: Request): string {
  if ('id' in request) return `say ${request.type} ${request.id.replace(/_+$/, '')}`
  if (request.type === 'read-history') {
    return `say read-history ${request.from}..${request.before - 1}`
  }
  return `say ${request.type}`
}
