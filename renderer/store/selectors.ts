// What components ask of the state.

import { formatHostAddress } from '../../shared/address/host-address.ts'
import { RANK } from '../../shared/protocol/moderation.ts'
import type { Member, StandingRole } from '../../shared/protocol/schema.ts'
import type { ChatState, OpenRoom } from './chat-state.ts'

/** The room on the screen, or null on the start screen and while a room is about to open. */
export function shownRoom(state: ChatState): OpenRoom | null {
  const { screen } = state
  if (screen.kind !== 'room') return null
  return state.rooms.find((room) => room.session === screen.session) ?? null
}

/** The name to fill a dialog in with: the one used last, or the one typed on the first screen. */
export function ownName({ start, introduction }: ChatState): string {
  return introduction ?? start.name
}

/** What a room is called: its name, or the address until the host has told it. */
export function roomTitle(room: OpenRoom): string {
  return room.view.joined?.room.name ?? room.address
}

/** The address that tells a room from another open one of the same name, or null where the name does. */
export function distinguishingAddress(room: OpenRoom, rooms: readonly OpenRoom[]): string | null {
  const title = roomTitle(room)
  const hasTwin = rooms.some((other) => other !== room && roomTitle(other) === title)
  return hasTwin ? formatHostAddress(room) : null
}

/** Whether a message can be brought into view without reading more. */
export function isInTimeline(room: OpenRoom, message: string): boolean {
  return room.view.timeline.some(
    (entry) => entry.kind === 'message' && entry.message.id === message,
  )
}

/** Everybody else in a room. */
export function otherPeople(room: OpenRoom): number {
  return Math.max(0, room.view.memberCount - 1)
}

/** Everybody else in the room that this application hosts, or null when that is not known. */
export function hostedPeople({ hosted, rooms }: ChatState): number | null {
  const room = rooms.find(({ session }) => session === hosted?.session)
  return room ? otherPeople(room) : null
}

/** As what one decides in a room: null for those who decide nothing, and while the room is away. */
export function rulingRole({ view }: OpenRoom): 'owner' | 'moderator' | null {
  const role: StandingRole | undefined = view.joined?.you.role
  if (view.connection.kind !== 'online') return null
  return role === 'owner' || role === 'moderator' ? role : null
}

/** Whether one decides about this member: somebody else, of a lower role. */
export function decidesAbout(room: OpenRoom, member: Member): boolean {
  const role = rulingRole(room)
  return role !== null && member.id !== room.view.joined?.you.id && RANK[member.role] < RANK[role]
}

/** Yourself first, then by name as people of this language sort. */
export function sortMembers(
  members: readonly Member[],
  you: string | undefined,
): readonly Member[] {
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
  return members.toSorted(
    (a, b) =>
      Number(b.id === you) - Number(a.id === you) ||
      collator.compare(a.name, b.name) ||
      (a.id < b.id ? -1 : 1),
  )
}
