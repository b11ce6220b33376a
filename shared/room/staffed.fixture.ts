// A room with members of every role, and what its staff decides about them.

import type { Request } from '../protocol/request.ts'
import { ROOM, testId, TestHost } from './host.fixture.ts'

export const BY_NAME = { owner: 1, moderator: 2, member: 3, viewer: 4, other: 5 } as const
export type Who = keyof typeof BY_NAME

export function idOf(who: Who): string {
  return testId(`M${who}`)
}

/** A room with an owner, a moderator, a member, a viewer, and another member. */
export function staffed(): TestHost {
  const host = new TestHost()
  for (const [name, id] of Object.entries(BY_NAME)) {
    host.seat(id, name, name === 'viewer' ? 'viewer' : 'member')
  }
  host.rule({ type: 'role-changed', member: author('owner'), role: 'owner', by: author('owner') })
  host.rule({
    type: 'role-changed',
    member: author('moderator'),
    role: 'moderator',
    by: author('owner'),
  })
  return host
}

function author(who: Who) {
  return { id: idOf(who), name: who }
}

export const about = (
  type: 'kick-member' | 'unban-member' | 'unmute-member',
  who: Who,
): Request => ({
  type,
  room: ROOM,
  member: idOf(who),
})
export const kick = (who: Who): Request => about('kick-member', who)
export const ban = (who: Who, durationMs: number | null = null): Request => ({
  type: 'ban-member',
  room: ROOM,
  member: idOf(who),
  durationMs,
})
export const banAddress = (who: Who, durationMs: number | null = null): Request => ({
  type: 'ban-member',
  room: ROOM,
  member: idOf(who),
  durationMs,
  address: true,
})
export const mute = (who: Who, durationMs: number | null = null): Request => ({
  type: 'mute-member',
  room: ROOM,
  member: idOf(who),
  durationMs,
})
export const change = (who: Who, role: 'owner' | 'moderator' | 'member' | 'viewer'): Request => ({
  type: 'change-role',
  room: ROOM,
  member: idOf(who),
  role,
})
