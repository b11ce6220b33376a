// A decision about a member or the room in words, for the terminal and for programs that show plain lines.

import { assertNever } from './assert-never.ts'
import type { Ruling } from './history/standing.ts'
import type { RulingFact, StandingRole } from './protocol/schema.ts'

/** A decision as a script reads it: the type of its fact, and the names of that time. */
export interface RulingOutput {
  readonly type: RulingFact['type']
  readonly member?: string
  readonly by: string
  /** Milliseconds since 1970; null: until it is lifted. */
  readonly until?: number | null
  readonly role?: StandingRole
}

const ROLES: Readonly<Record<StandingRole, string>> = {
  owner: 'an owner',
  moderator: 'a moderator',
  member: 'a member',
  viewer: 'a viewer',
}

export function toRulingOutput(fact: Ruling): RulingOutput {
  return {
    type: fact.type,
    by: fact.by.name,
    ...('member' in fact && { member: fact.member.name }),
    ...('until' in fact && { until: fact.until }),
    ...('role' in fact && { role: fact.role }),
  }
}

/** The English sentence, with the time of this computer. */
export function rulingSentence({ type, by, member = '', until, role }: RulingOutput): string {
  const end = typeof until === 'number' ? ` until ${dayAndTime(until)}` : ''
  switch (type) {
    case 'role-changed':
      return `${by} made ${member} ${ROLES[role ?? 'member']}.`
    case 'member-kicked':
      return `${by} removed ${member} from the room.`
    case 'member-banned':
      return `${by} banned ${member}${end}.`
    case 'member-unbanned':
      return `${by} lifted the ban of ${member}.`
    case 'member-muted':
      return `${by} muted ${member}${end}.`
    case 'member-unmuted':
      return `${by} unmuted ${member}.`
    case 'room-locked':
      return `${by} locked the room: nobody new can join.`
    case 'room-unlocked':
      return `${by} unlocked the room.`
    default:
      return assertNever(type)
  }
}

function dayAndTime(at: number): string {
  return new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
}
