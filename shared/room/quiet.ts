// Who holds a name and has said nothing: only so many are kept, so that strangers who come with one key after the
// other fill neither the memory nor the disk. [NM7]

import type { Room } from './room.ts'

/** The room in which a member holds a name for the first time, and has said nothing yet. */
export function withQuiet(room: Room, member: string): Room {
  return { ...room, quiet: room.quiet.set(member, true) }
}

/** The room in which a member has said something: what he holds is his. */
export function withoutQuiet(room: Room, member: string): Room {
  return room.quiet.has(member) ? { ...room, quiet: room.quiet.delete(member) } : room
}

/**
 * The room without those who have said nothing and came longest ago, until no more than `max` are left, and whom it
 * forgot. Who is here, is about to come in or has a role is not forgotten.
 */
export function boundQuiet(
  room: Room,
  max: number,
  coming: string,
): { readonly room: Room; readonly forgotten: readonly string[] } {
  let { quiet, names, claims, since } = room
  const forgotten: string[] = []
  // Each is looked at once at most. Who is here goes to the end, so that the next look begins with others.
  for (let looks = quiet.size; looks > 0 && quiet.size > max; looks--) {
    const member = firstOf(quiet)
    quiet = quiet.delete(member)
    if (member === coming || room.seats.has(member)) quiet = quiet.set(member, true)
    else if (!room.standing.roles.has(member)) {
      const key = claims.get(member)?.key ?? ''
      if (names.get(key) === member) names = names.delete(key)
      claims = claims.delete(member)
      since = since.delete(member)
      forgotten.push(member)
    }
  }
  return { room: { ...room, quiet, names, claims, since }, forgotten }
}

function firstOf(quiet: Room['quiet']): string {
  for (const member of quiet.keys()) return member
  return ''
}
