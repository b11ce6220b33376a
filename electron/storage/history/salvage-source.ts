// A database that cannot be trusted, read as far as it can be.

import type { AddressBans } from '../../../shared/history/address-bans.ts'
import { FIRST_HASH, equalBytes } from '../../../shared/history/chain.ts'
import { readFactText } from '../../../shared/history/fact-text.ts'
import type { RememberedRegister } from '../../../shared/history/register.ts'
import { failureKind, openReadOnly, type Database, type SqlValue } from '../sqlite.ts'
import { addressBansIn, type AddressBanRow } from './address-ban-table.ts'
import { FactReader } from './fact-table.ts'
import { invitesIn, type InviteRow } from './register-table.ts'
import { sha256 } from './sha256.ts'
import { ROWS_AT_A_TIME } from './start-check.ts'

/** Numbers tried one after the other where the tree of rows is broken, doubling, before a room is given up. */
const MAX_SKIP = 2 ** 24

/** An intact fact of a damaged database. */
export interface SalvagedFact {
  readonly sequence: number
  readonly body: Uint8Array
  readonly at: number
  /** As it was chained there, and to what. */
  readonly hash: Uint8Array
  readonly previous: Uint8Array
}

export class SalvageSource {
  readonly #database: Database
  readonly #facts: FactReader

  private constructor(database: Database, facts: FactReader) {
    this.#database = database
    this.#facts = facts
  }

  /** Opens a database for reading; null when nothing at all can be read of it. */
  static open(path: string): SalvageSource | null {
    let database: Database | null = null
    try {
      database = openReadOnly(path)
      return new SalvageSource(database, new FactReader(database))
    } catch {
      database?.close() // Whatever the reason: there is nothing to be had here.
      return null
    }
  }

  close(): void {
    this.#database.close()
  }

  /** The numbers of the rooms by name: what the facts say counts more than the table of rooms. */
  rooms(): Map<string, number> {
    const names = new Map<number, string>()
    for (const { number, name } of this.#readable<{ number: SqlValue; name: SqlValue }>(
      'SELECT number, name FROM room',
    )) {
      if (typeof number === 'number' && typeof name === 'string') names.set(number, name)
    }
    for (const [number, name] of names) names.set(number, this.#nameInFacts(number) ?? name)
    return new Map([...names].map(([number, name]) => [name, number]))
  }

  /** From which fact on members may read, as far as it can be read. */
  since(room: number): { readonly member: string; readonly first: number }[] {
    const rows = this.#readable<{ room: SqlValue; member: SqlValue; first: SqlValue }>(
      'SELECT room, member, first FROM since',
    )
    return rows.flatMap((row) =>
      row.room === room && typeof row.member === 'string' && typeof row.first === 'number'
        ? [{ member: row.member, first: row.first }]
        : [],
    )
  }

  /** Who holds which name of a room, as far as it can be read. */
  names(room: number): {
    readonly key: string
    readonly member: string
    readonly usedAt: number
    readonly hasSpoken: number
  }[] {
    const rows = this.#readable<
      Record<'room' | 'key' | 'member' | 'used_at', SqlValue> & { readonly has_spoken?: SqlValue }
    >('SELECT * FROM name_claim')
    return rows.flatMap(({ room: of, key, member, used_at: usedAt, has_spoken }) => {
      const isSound = typeof key === 'string' && typeof member === 'string'
      if (of !== room || !isSound || typeof usedAt !== 'number') return []
      // An older database does not say: it counts as if.
      return [{ key, member, usedAt, hasSpoken: has_spoken === 0 ? 0 : 1 }]
    })
  }

  /** What the bans of a room keep out besides keys, as far as it can be read. */
  addressBans(room: number): AddressBans {
    return addressBansIn(this.#readable<AddressBanRow>('SELECT * FROM address_ban'), room)
  }

  /** Who may come in, as far as it can be read. */
  register(): RememberedRegister {
    const invites = this.#readable<InviteRow>('SELECT * FROM invite')
    const guests = this.#readable<{ member: SqlValue; invite: SqlValue }>(
      'SELECT member, invite FROM guest',
    )
    const admitted = guests.flatMap(({ member, invite }): [string, string][] =>
      typeof member === 'string' && typeof invite === 'string' ? [[member, invite]] : [],
    )
    return { invites: invites.flatMap(invitesIn), guests: new Map(admitted) }
  }

  /** The facts of a room that are intact, oldest first: chained to the row before. */
  *facts(room: number): Generator<SalvagedFact> {
    let before: Uint8Array | null = FIRST_HASH
    let expected = 1
    for (let from = this.#next(room, 1); from !== null; from = this.#next(room, expected)) {
      if (from !== expected) before = null
      const rows = this.#facts.range(room, from, from + ROWS_AT_A_TIME - 1)
      for (const { sequence, sealed } of rows) {
        const fact = sealed && before && intactFact(sequence, sealed, before)
        if (fact) yield fact
        before = sealed?.hash ?? null
      }
      expected = from + ROWS_AT_A_TIME
    }
  }

  /** The number of a room's last row, as far as it can be read. */
  last(room: number): number {
    try {
      return this.#facts.last(room)
    } catch (error) {
      if (failureKind(error) !== 'damaged') throw error
      return 0
    }
  }

  /** What the first readable facts of a room say that it is called. */
  #nameInFacts(room: number): string | null {
    const from = this.#next(room, 1)
    if (from === null) return null
    for (const { sealed } of this.#facts.range(room, from, from + ROWS_AT_A_TIME - 1)) {
      const text = sealed && readFactText(sealed.body)
      if (text) return text.room
    }
    return null
  }

  /** The first number from `from` on that has a row, beyond what is broken. */
  #next(room: number, from: number): number | null {
    for (let skip = 0; skip <= MAX_SKIP; skip = skip * 2 + 1) {
      try {
        return this.#facts.next(room, from + skip)
      } catch (error) {
        if (failureKind(error) !== 'damaged') throw error
      }
    }
    return null
  }

  #readable<Row>(sql: string): Row[] {
    try {
      return this.#database.prepare<Row>(sql).all()
    } catch (error) {
      if (failureKind(error) !== 'damaged') throw error
      return []
    }
  }
}

function intactFact(
  sequence: number,
  { body, hash }: { readonly body: Uint8Array; readonly hash: Uint8Array },
  previous: Uint8Array,
): SalvagedFact | null {
  if (!equalBytes(sha256(previous, body), hash)) return null
  const text = readFactText(body)
  return text && { sequence, at: text.at, body, hash, previous }
}
