// Who may come in, and under which names: the tables of it.

import {
  namesHeldSince,
  type KeptInvite,
  type RememberedRegister,
} from '../../../shared/history/register.ts'
import type { Database, SqlValue } from '../sqlite.ts'

/** A row of the table, which may hold anything. */
export interface InviteRow {
  readonly id: SqlValue
  readonly created_at: SqlValue
  readonly expires_at: SqlValue
  readonly uses: SqlValue
  readonly used: SqlValue
  readonly is_revoked: SqlValue
  readonly role: SqlValue
}

/** Each change is a transaction of its own. Throws what SQLite says. */
export class RegisterTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Whose the names of a room are, by nameKey. */
  names(room: number): Map<string, string> {
    const rows = this.#database
      .prepare<{ key: string; member: string }>('SELECT key, member FROM name_claim WHERE room = ?')
      .all(room)
    return new Map(rows.map(({ key, member }) => [key, member]))
  }

  /** The members among them who have said nothing, who was written down longest ago first. */
  quiet(room: number): string[] {
    const rows = this.#database
      .prepare<{ member: string }>(
        'SELECT member FROM name_claim WHERE room = ? AND has_spoken = 0 ORDER BY used_at, member',
      )
      .all(room)
    return rows.map(({ member }) => member)
  }

  /**
   * Frees the names of a room that are held no more, and forgets from where on those of them may read who have said
   * nothing: see `namesHeldSince`. `now` is in milliseconds since 1970.
   */
  dropOldNames(room: number, now: number): void {
    const last = this.#database
      .prepare<{ usedAt: SqlValue }>('SELECT max(used_at) AS usedAt FROM name_claim WHERE room = ?')
      .get(room)
    const since = typeof last?.usedAt === 'number' ? namesHeldSince(now, last.usedAt) : null
    if (since === null) return
    const old = 'SELECT member FROM name_claim WHERE room = ? AND used_at < ? AND has_spoken = 0'
    this.#database.transaction(() => {
      this.#database
        .prepare(`DELETE FROM since WHERE room = ? AND member IN (${old})`)
        .run(room, room, since)
      this.#database
        .prepare('DELETE FROM name_claim WHERE room = ? AND used_at < ?')
        .run(room, since)
    })
  }

  /** The name is the member's, and no other one is. */
  claimName(room: number, member: string, key: string, hasSpoken: boolean, now: number): void {
    // A row goes when it has the same name, or is of the same member: both are unique in a room.
    this.#database
      .prepare('INSERT OR REPLACE INTO name_claim VALUES (?, ?, ?, ?, ?)')
      .run(room, key, member, now, hasSpoken ? 1 : 0)
  }

  /** The name of a member, and from where on he may read: both or neither. */
  forgetMember(room: number, member: string): void {
    this.#database.transaction(() => {
      for (const table of ['name_claim', 'since']) {
        this.#database
          .prepare(`DELETE FROM ${table} WHERE room = ? AND member = ?`)
          .run(room, member)
      }
    })
  }

  /** Everybody's invites, the oldest first, and whom they have admitted. */
  register(): RememberedRegister {
    const invites = this.#database
      .prepare<InviteRow>('SELECT * FROM invite ORDER BY created_at, id')
      .all()
    const guests = this.#database
      .prepare<{ member: string; invite: string }>('SELECT member, invite FROM guest')
      .all()
    return {
      invites: invites.flatMap(invitesIn),
      guests: new Map(guests.map(({ member, invite }) => [member, invite])),
    }
  }

  keepInvite(invite: KeptInvite): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO invite VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(
        invite.id,
        invite.createdAt,
        invite.expiresAt,
        invite.uses,
        invite.used,
        invite.isRevoked ? 1 : 0,
        invite.role,
      )
  }

  /** Both or neither. */
  keepGuest(member: string, invite: KeptInvite): void {
    this.#database.transaction(() => {
      this.keepInvite(invite)
      this.#database.prepare('INSERT OR REPLACE INTO guest VALUES (?, ?)').run(member, invite.id)
    })
  }
}

/** The invite of a row; none when the row is not what was stored. */
export function invitesIn(row: InviteRow): KeptInvite[] {
  const { id, created_at: createdAt, expires_at: expiresAt, uses, used, is_revoked, role } = row
  const isSound =
    typeof id === 'string' &&
    typeof createdAt === 'number' &&
    (expiresAt === null || typeof expiresAt === 'number') &&
    typeof uses === 'number' &&
    typeof used === 'number' &&
    typeof is_revoked === 'number' &&
    isRole(role)
  return isSound
    ? [{ id, createdAt, expiresAt, uses, used, isRevoked: is_revoked !== 0, role }]
    : []
}

function isRole(role: SqlValue): role is KeptInvite['role'] {
  return role === 'owner' || role === 'member' || role === 'viewer'
}
