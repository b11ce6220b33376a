// Drives a host in tests: connections by number, requests in, effects out.

import { limitsWith, type Limits } from '../protocol/limits.ts'
import type { Request, RequestOf } from '../protocol/request.ts'
import type { HostConnection, HostRules } from './connection.ts'
import type { Effect } from './effect.ts'
import { createHost, loseConnection, receiveRequest, type Host } from './host.ts'
import { createRoom } from './room.ts'

/** An id of 22 characters that shows where it comes from. */
export function testId(text: string | number): string {
  return `${text}`.padEnd(22, '_')
}

export const EPOCH = testId('epoch')
export const ROOM = 'front'

function rulesWith(changes: Partial<Limits> = {}): HostRules {
  return {
    limits: limitsWith(changes),
    epoch: EPOCH,
    identify: (instance) => `M${instance.slice(1)}`,
  }
}

export function hello(name: string, instance = name): RequestOf<'hello'> {
  return { type: 'hello', version: 1, capabilities: [], name, instance: testId(`i${instance}`) }
}

export function join(
  resumeAt: number | null = null,
  role: 'member' | 'viewer' = 'member',
): Request {
  const resume = resumeAt === null ? null : { epoch: EPOCH, sequence: resumeAt }
  return { type: 'join', room: ROOM, role, resume }
}

export function say(id: string | number, text = `text ${id}`): Request {
  return { type: 'send-message', room: ROOM, id: testId(id), text }
}

export class TestHost {
  host: Host = createHost([createRoom(ROOM, 'Front')])
  readonly connections = new Map<number, HostConnection>()
  readonly rules: HostRules
  now = 1_000

  constructor(limits: Partial<Limits> = {}) {
    this.rules = rulesWith(limits)
  }

  /** What the connection is now; a new one is greeting. */
  connection(id: number): HostConnection {
    return this.connections.get(id) ?? { kind: 'greeting', id }
  }

  hear(id: number, request: Request): readonly Effect[] {
    const step = receiveRequest(this.rules, this.host, this.connection(id), request, this.now)
    this.host = step.host
    this.connections.set(id, step.connection)
    return step.effects
  }

  lose(id: number): readonly Effect[] {
    const step = loseConnection(this.host, this.connection(id), 'connection-lost')
    this.host = step.host
    this.connections.set(id, step.connection)
    return step.effects
  }

  /** Says hello and joins. */
  seat(id: number, name: string, role: 'member' | 'viewer' = 'member'): readonly Effect[] {
    this.hear(id, hello(name))
    return this.hear(id, join(null, role))
  }

  room() {
    const room = this.host.rooms.get(ROOM)
    if (!room) throw new Error('the front room is gone')
    return room
  }
}

/** The answers among effects to one connection. */
export function answersTo(id: number, effects: readonly Effect[]) {
  return effects.flatMap((effect) =>
    effect.type === 'send' && effect.to === id ? [effect.answer] : [],
  )
}

/** Effects told in short: what, to whom, about what. */
export function inShort(effects: readonly Effect[]): string[] {
  return effects.map((effect) => {
    switch (effect.type) {
      case 'send':
        return `send ${effect.to} ${effect.answer.type}${'code' in effect.answer ? ` ${effect.answer.code}` : ''}`
      case 'repeat':
        return `repeat ${effect.to} #${effect.fact.sequence}`
      case 'publish':
        return `publish #${effect.fact.sequence}`
      case 'subscribe':
      case 'unsubscribe':
        return `${effect.type} ${effect.connection}`
      case 'announce':
        return `announce ${effect.change.type} ${effect.change.member.name}${'reason' in effect.change ? ` ${effect.change.reason}` : ''}`
      case 'close':
        return `close ${effect.connection} ${effect.reason.code}`
      default:
        throw new Error(`unknown effect: ${JSON.stringify(effect satisfies never)}`)
    }
  })
}
