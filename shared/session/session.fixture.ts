// Drives a session in tests: inputs in, effects out; the host's answers are made here.

import type { Answer, AnswerOf } from '../protocol/answer.ts'
import type { DurableFact, Member } from '../protocol/schema.ts'
import { createSession, type Session, type SessionEffect, type SessionInput } from './session.ts'
import { stepSession } from './step.ts'
import type { Trust } from './trust.ts'

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
  epoch: EPOCH,
  member: ME.id,
  rooms: [{ id: ROOM, name: 'Front' }],
  heartbeatMs: 25_000,
  silenceMs: 60_000,
  maxTextBytes: 100,
}

export function joined(sequence = 0, from = sequence + 1): AnswerOf<'joined'> {
  const list = { members: [ME], next: null, count: 1 }
  return { type: 'joined', room: ROOM, you: ME, ...list, sequence, from }
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
    id: testId(id),
    author: { id: author.id, name: author.name },
    at: 1,
    text: `text ${id}`,
  }
}

export function renamed(sequence: number, name: string, member = ME): DurableFact {
  const previous = member.name
  return { type: 'member-renamed', room: ROOM, sequence, at: 1, member: member.id, name, previous }
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

export class TestSession {
  session: Session
  now = 10_000
  random = 0.5

  constructor(trust: Trust = { kind: 'trust-new' }) {
    this.session = createSession({
      address: { address: '10.0.0.1', port: 7465 },
      name: 'Ann',
      role: 'member',
      instance: testId('instance'),
      trust,
      openHosts: [],
    })
  }

  /** Effects without what is told to the window, in short. */
  input(input: SessionInput): string[] {
    return inShort(this.effects(input))
  }

  effects(input: SessionInput): readonly SessionEffect[] {
    const step = stepSession(this.session, input, { now: this.now, random: this.random })
    this.session = step.session
    return step.effects
  }

  answer(answer: Answer): string[] {
    return this.input({ type: 'answer', answer })
  }

  send(...ids: (string | number)[]): string[] {
    return ids.flatMap((id) => this.input({ type: 'send', id: testId(id), text: `text ${id}` }))
  }

  /** Brings a session that dials into the phase asked for. */
  to(phase: 'dialing' | 'greeting' | 'joining' | 'online', sequence = 0): this {
    if (phase === 'dialing') return this
    this.effects({ type: 'secured', fingerprint: FINGERPRINT })
    if (phase === 'greeting') return this
    this.effects({ type: 'answer', answer: WELCOME })
    if (phase === 'joining') return this
    this.effects({ type: 'answer', answer: joined(sequence) })
    return this
  }

  /** The state of each message in the outbox. */
  outbox(): string[] {
    return this.session.outbox.messages.map(
      ({ id, state }) => `${id.replace(/_+$/, '')} ${state.kind}`,
    )
  }
}

export function online(sequence = 0): TestSession {
  return new TestSession().to('online', sequence)
}

function inShort(effects: readonly SessionEffect[]): string[] {
  return effects.flatMap((effect) => {
    switch (effect.type) {
      case 'tell':
        return []
      case 'say': {
        const { request } = effect
        return [`say ${request.type}${'id' in request ? ` ${request.id.replace(/_+$/, '')}` : ''}`]
      }
      case 'hang-up':
        return [`hang-up ${effect.reason.code}`]
      case 'rename-settled':
        return [`rename-settled ${effect.error?.code ?? 'done'}`]
      case 'dial':
      case 'remember-host':
      case 'keep-alive':
      case 'expect-answer':
        return [effect.type]
      default:
        throw new Error(`unknown effect: ${JSON.stringify(effect satisfies never)}`)
    }
  })
}
