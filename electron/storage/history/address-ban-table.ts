// The addresses that bans keep out: beside the facts, because members read those.

import type { AddressBan, AddressBans, RulingDraft } from '../../../shared/history/address-bans.ts'
import type { Database, SqlValue } from '../sqlite.ts'

/** A row of the table, which may hold anything. */
export type AddressBanRow = Readonly<Record<'room' | 'member' | 'address' | 'until', SqlValue>>

/** What the bans of a room keep out. A row that is not what was stored is passed over. */
export function readAddressBans(database: Database, room: number): AddressBans {
  return addressBansIn(
    database.prepare<AddressBanRow>('SELECT * FROM address_ban WHERE room = ?').all(room),
    room,
  )
}

/** What rows say of one room. */
export function addressBansIn(rows: readonly AddressBanRow[], room: number): AddressBans {
  const bans = new Map<string, AddressBan>()
  for (const { room: of, member, address, until } of rows) {
    if (of !== room || typeof member !== 'string' || typeof address !== 'string') continue
    if (until !== null && typeof until !== 'number') continue
    const others = bans.get(member)
    bans.set(member, { addresses: [...(others?.addresses ?? []), address], until })
  }
  return bans
}

/** Within the transaction that stores the drafts: as `applyToAddressBans` has it. */
export function writeAddressBans(
  database: Database,
  room: number,
  drafts: readonly RulingDraft[],
): void {
  for (const draft of drafts) {
    if (draft.type !== 'member-banned' && draft.type !== 'member-unbanned') continue
    const { id } = draft.member
    database.prepare('DELETE FROM address_ban WHERE room = ? AND member = ?').run(room, id)
    if (draft.type === 'member-banned') {
      const { addresses = [], until } = draft
      insertAddressBan(database, room, id, { addresses, until })
    }
  }
}

/** Keeps what the ban of a member keeps out. */
export function insertAddressBan(
  database: Database,
  room: number,
  member: string,
  { addresses, until }: AddressBan,
): void {
  const insert = database.prepare('INSERT INTO address_ban VALUES (?, ?, ?, ?)')
  for (const address of addresses) insert.run(room, member, address, until)
}
