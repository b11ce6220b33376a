// What a host's disk holds: rows, the head file, and what is lost when the power goes.

import { assertNever } from '../assert-never.ts'
import { NO_ADDRESS_BANS, type AddressBans } from '../history/address-bans.ts'
import type { HeadRecord } from '../history/head-record.ts'
import { encodeHeadRecord, HEAD_RECORD_BYTES } from '../history/head-record.ts'
import type { KeptInvite } from '../history/register.ts'
import type { Chance } from './chance.fixture.ts'
import type { Faults } from './faults.fixture.ts'

/** A fact as it lies on the disk. */
export interface Row {
  readonly sequence: number
  /** The start of the host that stored it. */
  readonly epoch: string
  readonly author: string | null
  readonly id: string | null
  readonly frame: Uint8Array
  readonly body: Uint8Array
  readonly hash: Uint8Array
}

/** Everything in the data folder. */
interface Content {
  readonly rows: readonly Row[]
  readonly head: readonly Uint8Array[]
  readonly since: ReadonlyMap<string, number>
  readonly damaged: ReadonlySet<number>
  readonly names: ReadonlyMap<string, Claim>
  readonly invites: ReadonlyMap<string, KeptInvite>
  readonly guests: ReadonlyMap<string, string>
  readonly addressBans: AddressBans
}

/** Who holds a name, and since when nobody has said so anew. */
interface Claim {
  readonly member: string
  /** Milliseconds since 1970. */
  readonly usedAt: number
  readonly hasSpoken: boolean
}

/** What is told of the disk to whoever watches it. */
export interface DiskWatcher {
  /** A row is on the disk from now on. */
  readonly appended: (row: Row) => void
  /** The database is an older one from now on; the head file beside it is that of before, or as old. */
  readonly restored: (disk: Disk, isHeadKept: boolean) => void
  /** A bit of a row has flipped. */
  readonly flipped: (sequence: number) => void
}

/** A write under way: done whole, or at a crash perhaps. */
export type Write =
  | {
      readonly kind: 'rows'
      readonly rows: readonly Row[]
      /** Rows that are known as damaged with these. */
      readonly damaged: readonly number[]
      readonly addressBans: AddressBans
    }
  | { readonly kind: 'head'; readonly record: HeadRecord }
  | { readonly kind: 'name'; readonly key: string; readonly claim: Claim }
  | { readonly kind: 'forget'; readonly member: string }
  /** An invite as it is now, and whom it has admitted with this, if anybody. */
  | { readonly kind: 'invite'; readonly invite: KeptInvite; readonly guest: string | null }

/** Records that the head file keeps before it is made anew. */
const MAX_RECORDS = 40

export class Disk {
  readonly #chance: Chance
  readonly #faults: Faults
  readonly #watcher: DiskWatcher
  rows: Row[] = []
  /** The records of the head file. */
  #head: readonly Uint8Array[] = []
  since = new Map<string, number>()
  /** Rows that a start has found unreadable. */
  damaged = new Set<number>()
  /** By nameKey. */
  names = new Map<string, Claim>()
  invites = new Map<string, KeptInvite>()
  /** The invite that has admitted a member. */
  guests = new Map<string, string>()
  /** What the bans among the rows keep out too. */
  addressBans = NO_ADDRESS_BANS
  /** Why nothing can be written. */
  problem: 'disk-full' | 'disk-failing' | null = null
  /** The head file alone cannot be written. */
  isHeadFailing = false
  #underWay: Write | null = null
  #backup: Content | null = null

  constructor(chance: Chance, faults: Faults, watcher: DiskWatcher) {
    this.#chance = chance
    this.#faults = faults
    this.#watcher = watcher
  }

  /** The bytes of the head file. */
  get head(): Uint8Array {
    const bytes = new Uint8Array(this.#head.length * HEAD_RECORD_BYTES)
    this.#head.forEach((record, index) => bytes.set(record, index * HEAD_RECORD_BYTES))
    return bytes
  }

  begin(write: Write): void {
    this.#underWay = write
  }

  /** The write under way is on the disk. */
  finish(): void {
    const write = this.#underWay
    this.#underWay = null
    if (write) this.#apply(write)
  }

  /** Whether a write that fails has come to the disk all the same. */
  keepsByChance(): boolean {
    return this.#chance.happens(0.4)
  }

  /** The write under way has failed and left nothing. */
  abandon(): void {
    this.#underWay = null
  }

  /** The program ended, or the power went: what was under way is there or not. */
  crash(isPowerLoss: boolean): void {
    const write = this.#underWay
    this.#underWay = null
    if (!write) return
    const isKept = this.#chance.happens(0.5)
    if (write.kind === 'rows') this.#faults.strike(isKept ? 'commit-kept' : 'commit-lost')
    if (isKept) return this.#apply(write)
    if (write.kind === 'head' && isPowerLoss) this.#tear(write.record)
  }

  makeBackup(): void {
    const { rows, since, damaged, names, invites, guests, addressBans } = this
    this.#backup = {
      rows: [...rows],
      head: this.#head,
      since: new Map(since),
      damaged: new Set(damaged),
      names: new Map(names),
      invites: new Map(invites),
      guests: new Map(guests),
      addressBans,
    }
  }

  /** Puts the backup in the place of the database, with or without its head file. False without a backup. */
  restore(withHead: boolean): boolean {
    const backup = this.#backup
    if (!backup) return false
    this.rows = [...backup.rows]
    this.since = new Map(backup.since)
    this.damaged = new Set(backup.damaged)
    this.names = new Map(backup.names)
    this.invites = new Map(backup.invites)
    this.guests = new Map(backup.guests)
    this.addressBans = backup.addressBans
    if (withHead) this.#head = backup.head
    this.#watcher.restored(this, !withHead)
    return true
  }

  /** Flips a bit of a row. */
  flip(): boolean {
    const row = this.rows[this.#chance.below(this.rows.length)]
    if (!row || this.damaged.has(row.sequence)) return false
    const body = row.body.slice()
    const at = this.#chance.below(body.length)
    body[at] = (body[at] ?? 0) ^ (1 << this.#chance.below(8))
    this.rows[row.sequence - 1] = { ...row, body }
    this.#watcher.flipped(row.sequence)
    return true
  }

  #apply(write: Write): void {
    switch (write.kind) {
      case 'head':
        return this.#appendHead(encodeHeadRecord(write.record))
      case 'name':
        return this.#applyName(write)
      case 'forget':
        this.since.delete(write.member)
        return this.#dropName(write.member)
      case 'invite':
        this.invites.set(write.invite.id, write.invite)
        if (write.guest !== null) this.guests.set(write.guest, write.invite.id)
        return
      case 'rows':
        for (const row of write.rows) {
          this.rows.push(row)
          this.#watcher.appended(row)
        }
        for (const sequence of write.damaged) this.damaged.add(sequence)
        this.addressBans = write.addressBans
        return
      default:
        return assertNever(write)
    }
  }

  /** A member has one name. */
  #applyName({ key, claim }: Extract<Write, { kind: 'name' }>): void {
    this.#dropName(claim.member)
    this.names.set(key, claim)
  }

  #dropName(member: string): void {
    for (const [key, claim] of this.names) if (claim.member === member) this.names.delete(key)
  }

  #appendHead(record: Uint8Array): void {
    this.#head = this.#isHeadFull ? [record] : [...this.#head, record]
  }

  /** Only its beginning has come to the disk: the rest is as it was before. */
  #tear(record: HeadRecord): void {
    // A new file takes the place of the old one whole or not at all.
    if (this.#isHeadFull) return
    this.#faults.strike('torn-head')
    const bytes = encodeHeadRecord(record)
    this.#appendHead(bytes.fill(0, this.#chance.below(bytes.length)))
  }

  get #isHeadFull(): boolean {
    return this.#head.length >= MAX_RECORDS
  }
}
