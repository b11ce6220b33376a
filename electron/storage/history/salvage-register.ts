// Names, invites, guests and banned addresses on their way from damaged databases into a new one. What a room has decided is not
// carried over: it is made anew from the facts when the room opens.

import type { Database } from '../sqlite.ts'
import { insertAddressBan } from './address-ban-table.ts'
import { RegisterTable } from './register-table.ts'
import type { SalvageSource } from './salvage-source.ts'

/** Who holds which name of a room; the first source that tells of a name or a member is believed. */
export function copyNames(
  made: Database,
  room: number,
  name: string,
  sources: readonly SalvageSource[],
): void {
  const insert = made.prepare('INSERT OR IGNORE INTO name_claim VALUES (?, ?, ?, ?, ?)')
  for (const source of sources) {
    const number = source.rooms().get(name)
    if (number === undefined) continue
    for (const { key, member, usedAt, hasSpoken } of source.names(number)) {
      insert.run(room, key, member, usedAt, hasSpoken)
    }
  }
}

/**
 * What the bans of a room keep out besides keys; the first source that tells of a member is believed. What an old one
 * tells of a ban that was lifted since does nothing: it counts only with the ban of the same end.
 */
export function copyAddressBans(
  made: Database,
  room: number,
  name: string,
  sources: readonly SalvageSource[],
): void {
  const known = new Set<string>()
  for (const source of sources) {
    const number = source.rooms().get(name)
    if (number === undefined) continue
    for (const [member, ban] of source.addressBans(number)) {
      if (!known.has(member)) insertAddressBan(made, room, member, ban)
      known.add(member)
    }
  }
}

/**
 * Who may come in. An invite that only a backup knows comes back revoked: since then it may have been used up
 * or revoked, and whom it would admit may be an owner.
 */
export function copyRegister(
  made: Database,
  current: SalvageSource | null,
  backups: readonly SalvageSource[],
): void {
  const table = new RegisterTable(made)
  const registers = [
    ...(current ? [current.register()] : []),
    ...backups.map((backup) => {
      const { invites, guests } = backup.register()
      return { invites: invites.map((invite) => ({ ...invite, isRevoked: true })), guests }
    }),
  ]
  const guest = made.prepare('INSERT OR REPLACE INTO guest VALUES (?, ?)')
  made.transaction(() => {
    // The newest last: it takes the place of what older ones say.
    for (const { invites, guests } of registers.toReversed()) {
      for (const invite of invites) table.keepInvite(invite)
      for (const [member, invite] of guests) guest.run(member, invite)
    }
  })
}
