// The history of a host in an SQLite database, on the thread that calls it. What decides is in shared/history.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { ChatError } from '../../../shared/error.ts'
import type {
  Committed,
  Draft,
  HistoryPage,
  PageQuery,
  RememberedRoom,
  StoredFact,
} from '../../../shared/history/history.ts'
import { applyToAddressBans } from '../../../shared/history/address-bans.ts'
import { planCommit, type CommitPlan } from '../../../shared/history/plan-commit.ts'
import type { StorableDraft } from '../../../shared/history/fact-text.ts'
import type { KeptInvite, RememberedRegister } from '../../../shared/history/register.ts'
import { applyRuling } from '../../../shared/history/standing.ts'
import { isRuling } from '../../../shared/protocol/ruling.ts'
import { failed, succeeded, type Result } from '../../../shared/result.ts'
import { failureKind } from '../sqlite.ts'
import { writeAddressBans } from './address-ban-table.ts'
import { Availability, isFailure } from './availability.ts'
import { BackgroundCheck } from './background-check.ts'
import { isBackupDue, makeBackup } from './backups.ts'
import { HeadFile } from './head-file.ts'
import type { HistoryOptions } from './history-options.ts'
import { recoverRoom } from './recover-room.ts'
import { RoomHistory } from './room-history.ts'
import { HEAD_FILE } from './schema.ts'
import { sha256 } from './sha256.ts'
import { checkRoom } from './start-check.ts'
import { openSoundTables } from './sound-tables.ts'
import { writeStanding } from './standing-table.ts'
import { Tables, untoldCount } from './tables.ts'

/** Bytes that a probe writes: more pages than the database keeps free by itself. */
const PROBE_BYTES = 65_536

export class SqliteHistory {
  readonly #folder: string
  readonly #options: HistoryOptions
  readonly #availability: Availability
  readonly #rooms = new Map<string, RoomHistory>()
  readonly #checks: BackgroundCheck[] = []
  #head: HeadFile
  /** Null after an error of the disk: what a connection says after that is not to be trusted. */
  #tables: Tables | null

  private constructor(folder: string, options: HistoryOptions, tables: Tables, head: HeadFile) {
    this.#folder = folder
    this.#options = options
    this.#availability = new Availability(folder, options)
    this.#tables = tables
    this.#head = head
  }

  /** Opens the history of a folder, made anew from what can be read if it is damaged. */
  static open(folder: string, options: HistoryOptions): Result<SqliteHistory> {
    try {
      const { tables, head } = openSoundTables(folder, options)
      return succeeded(new SqliteHistory(folder, options, tables, head))
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return failed('history-unusable', { path: folder, cause: error.message })
    }
  }

  get isWorking(): boolean {
    return this.#availability.isWorking
  }

  open(
    name: string,
    recent: { readonly facts: number; readonly bytes: number },
  ): Result<RememberedRoom> {
    return this.#guarded((tables) => {
      const number = tables.roomNumber(name)
      const checked = checkRoom(tables.stored, number, this.#head.heads.get(name) ?? null)
      const known = tables.knownDamage(number)
      const fresh = checked.damaged.filter((sequence) => !known.has(sequence))
      const missing = fresh.length + checked.lost + tables.count(untoldCount(name))
      const now = this.#now()
      const { tip } = checked
      const room = new RoomHistory(tables, { name, number, epoch: randomId(), tip }, now)
      if (missing > 0) this.#storeDamage(tables, room, missing, fresh)
      else this.#head.append(name, room.tip)
      tables.register.dropOldNames(number, now)
      this.#rooms.set(name, room)
      this.#checks.push(new BackgroundCheck(room))
      return {
        epoch: room.epoch,
        sequence: room.tip.sequence,
        recent: room.page(tables.stored, { ...recent, from: 1, before: room.tip.sequence + 1 }),
        since: tables.since(number),
        names: tables.register.names(number),
        quiet: tables.register.quiet(number),
        standing: room.standing,
        addressBans: room.addressBans,
        damage: missing > 0 ? { missing } : null,
      }
    })
  }

  commit(name: string, drafts: readonly Draft[], now: number): Result<Committed> {
    const room = this.#rooms.get(name)
    if (!room) return failed('unknown-room')
    return this.#guarded((tables) => {
      return room.acknowledge(this.#store(tables, room, drafts, now))
    })
  }

  /** Read without the writing connection: also while nothing can be stored. */
  page(name: string, query: PageQuery): Result<HistoryPage> {
    const room = this.#rooms.get(name)
    if (!room) return failed('unknown-room')
    return this.#reading((tables) => ({ facts: room.page(tables.pages, query) }))
  }

  factAt(name: string, sequence: number): Result<StoredFact | null> {
    const room = this.#rooms.get(name)
    if (!room) return failed('unknown-room')
    if (!(sequence >= 1 && sequence <= room.told)) return succeeded(null)
    return this.#reading((tables) => room.facts(tables.pages, sequence, sequence)[0] ?? null)
  }

  admit(name: string, member: string, since: number): Result<void> {
    const room = this.#rooms.get(name)
    if (!room) return failed('unknown-room')
    return this.#guarded((tables) => tables.addSince(room.number, member, since))
  }

  claimName(
    name: string,
    member: string,
    key: string,
    hasSpoken: boolean,
    now: number,
  ): Result<void> {
    const room = this.#rooms.get(name)
    if (!room) return failed('unknown-room')
    return this.#guarded(({ register }) =>
      register.claimName(room.number, member, key, hasSpoken, now),
    )
  }

  forgetMember(name: string, member: string): Result<void> {
    const room = this.#rooms.get(name)
    if (!room) return failed('unknown-room')
    return this.#guarded(({ register }) => register.forgetMember(room.number, member))
  }

  /** Also while nothing can be stored. */
  openRegister(): Result<RememberedRegister> {
    return this.#reading((tables) => tables.register.register())
  }

  keepInvite(invite: KeptInvite): Result<void> {
    return this.#guarded((tables) => tables.register.keepInvite(invite))
  }

  keepGuest(member: string, invite: KeptInvite): Result<void> {
    return this.#guarded((tables) => tables.register.keepGuest(member, invite))
  }

  /** Tries to store something that leaves no trace: whether messages can be stored again. */
  probe(): void {
    this.#guarded((tables) => {
      tables.writer.transaction(() => {
        tables.writer.prepare('INSERT INTO probe VALUES (zeroblob(?))').run(PROBE_BYTES)
        tables.writer.exec('DELETE FROM probe')
      })
      for (const room of this.#rooms.values()) this.#head.append(room.name, room.tip)
    })
  }

  /**
   * Checks some hundred facts that the start had no time to check. Gives whether there are more; damage is
   * told by `onDamage`.
   */
  checkStep(): boolean {
    const check = this.#checks[0]
    if (!check) return false
    if (!this.isWorking) return true
    const stepped = this.#guarded((tables) => check.step(tables))
    if (!stepped.ok) return true
    if (stepped.value.isDone) this.#checks.shift()
    if (stepped.value.damage) this.#options.onDamage?.(stepped.value.damage)
    return this.#checks.length > 0
  }

  /** Copies the database, while it is used, if the last copy is a day old. */
  async backUpIfDue(): Promise<void> {
    const now = this.#now()
    try {
      // A damaged database would push the last sound copy out.
      const isWorthIt = this.#tables?.hasFacts() && !this.#tables.hasDamage()
      if (isWorthIt && isBackupDue(this.#folder, now)) await makeBackup(this.#folder, now)
    } catch (error) {
      // What a full or failing disk means is told by the commits; the next backup is tried in an hour.
      if (!isFailure(error)) throw error
    }
  }

  close(): void {
    this.#tables?.close()
    this.#tables = null
    this.#head.close()
    this.#rooms.clear()
  }

  /**
   * Does something that writes. After an error of the disk everything is opened and looked at anew first:
   * what an earlier sync has lost, a later one does not report.
   */
  #guarded<T>(act: (tables: Tables) => T): Result<T> {
    const shortage = this.#availability.findShortage()
    if (shortage) return { ok: false, error: shortage }
    try {
      const value = act(this.#tables ?? this.#reopen())
      this.#availability.recover()
      return succeeded(value)
    } catch (error) {
      return this.#failure(error)
    }
  }

  #reading<T>(act: (tables: Tables) => T): Result<T> {
    try {
      return succeeded(act(this.#tables ?? this.#reopen()))
    } catch (error) {
      return this.#failure(error)
    }
  }

  #failure(error: unknown): { readonly ok: false; readonly error: ChatError } {
    // A full database has rolled back and is sound; anything else may have left anything behind.
    if (failureKind(error) !== 'full') this.#letGo()
    return { ok: false, error: this.#availability.fail(error) }
  }

  #letGo(): void {
    try {
      this.#tables?.close()
      this.#head.close()
    } catch {
      // Closing failed as well: the error before it is the one to tell.
    }
    this.#tables = null
  }

  #reopen(): Tables {
    const tables = Tables.open(this.#folder, this.#options)
    try {
      const head = new HeadFile(join(this.#folder, HEAD_FILE), this.#options.syncHead)
      for (const room of this.#rooms.values()) recoverRoom(tables, room)
      for (const room of this.#rooms.values()) head.append(room.name, room.tip)
      this.#head = head
      this.#tables = tables
      return tables
    } catch (error) {
      tables.close()
      throw error
    }
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now()
  }

  #store(
    tables: Tables,
    room: RoomHistory,
    drafts: readonly StorableDraft[],
    now: number,
    also: () => void = () => undefined,
  ): CommitPlan {
    const plan = planCommit({
      tip: room.tip,
      epoch: room.epoch,
      room: room.name,
      drafts,
      now,
      findByAuthorAndId: (author, id) => room.find(tables.stored, author, id),
      digest: sha256,
    })
    if (plan.rows.length === 0) return plan
    // No ruling is ever `repeated`: each of them is a new fact.
    const rulings = drafts.filter(isRuling)
    const standing = rulings.reduce(applyRuling, room.standing)
    const addressBans = rulings.reduce(applyToAddressBans, room.addressBans)
    tables.writer.transaction(() => {
      tables.insert.insert(room.number, plan.rows)
      room.said.store(plan.rows)
      if (standing !== room.standing) {
        writeStanding(tables.writer, room.number, plan.tip.sequence, standing)
      }
      if (addressBans !== room.addressBans) writeAddressBans(tables.writer, room.number, rulings)
      also()
    })
    room.stored(plan, standing, addressBans)
    this.#head.append(room.name, plan.tip)
    return plan
  }

  #storeDamage(
    tables: Tables,
    room: RoomHistory,
    missing: number,
    damaged: readonly number[],
  ): void {
    const now = this.#now()
    const plan = this.#store(tables, room, [{ type: 'history-damaged', missing }], now, () => {
      tables.addDamage(room.number, damaged)
      tables.setCount(untoldCount(room.name), 0)
    })
    room.acknowledge(plan)
    this.#options.onDamage?.({ room: room.name, missing })
  }
}

/** 128 random bits as the protocol writes ids. */
function randomId(): string {
  return randomBytes(16).toString('base64url')
}
