// The history of a host on a simulated disk: it keeps the contract of the port with the logic that the real
// one is made of (shared/history), and its time is virtual.

import { FIRST_HASH, judgeStart, NO_FACTS, verifyChain, type Tip } from '../history/chain.ts'
import { NO_ADDRESS_BANS } from '../history/address-bans.ts'
import { factText, readFactText, type StorableDraft } from '../history/fact-text.ts'
import { decodeHeadFile } from '../history/head-record.ts'
import type {
  Committed,
  History,
  HistoryPage,
  PageQuery,
  RememberedRoom,
  StoredFact,
} from '../history/history.ts'
import { namesHeldSince } from '../history/register.ts'
import { planCommit, type CommitPlan, type FoundMessage } from '../history/plan-commit.ts'
import {
  applyRuling,
  NO_STANDING,
  readRuling,
  withoutEnded,
  type Standing,
} from '../history/standing.ts'
import { FRAME_HEADER_BYTES } from '../protocol/limits.ts'
import { failed, succeeded, type Result } from '../result.ts'
import type { Disk, Row, Write } from './disk.fixture.ts'
import { digest } from './digest.fixture.ts'
import { never } from './machine.fixture.ts'
import {
  joinFrames,
  storedFacts,
  toFact,
  toReadRow,
  toRow,
  withAddresses,
} from './stored-rows.fixture.ts'

/** What a model of the history needs of the world. */
export interface HistoryWorld {
  readonly disk: Disk
  /** Does something after so many milliseconds, unless the program has died by then. */
  readonly later: (ms: number, act: () => void) => void
  /** Something is promised, or a promise is kept. */
  readonly touch: () => void
  readonly isDead: () => boolean
  /** Milliseconds of the next write, and of the next read. */
  readonly writeMs: () => number
  readonly readMs: () => number
  readonly newEpoch: () => string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const encoder = new TextEncoder()

export class SimulatedHistory implements History {
  readonly #world: HistoryWorld
  #room: { readonly id: string; readonly epoch: string } | null = null
  #tip: Tip = NO_FACTS
  #commit = 0
  /** The last fact that was acknowledged: nobody reads beyond it. */
  #told = 0
  /** Stored by a commit that failed all the same. */
  #untold: StoredFact[] = []
  #toldBans = NO_ADDRESS_BANS
  readonly #said = new Map<string, number>()
  /** Writes wait for each other. */
  #last: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(world: HistoryWorld) {
    this.#world = world
  }

  readonly open: History['open'] = (room, recent) =>
    this.#inTurn(async () => {
      await this.#wait(this.#world.readMs())
      const { missing, damaged } = this.#inspect(room)
      const epoch = this.#world.newEpoch()
      this.#room = { id: room, epoch }
      if (missing > 0) {
        const told = await this.#store([{ type: 'history-damaged', missing }], 0, damaged)
        if (!told.ok) return failed('history-unusable', { path: 'disk', cause: told.error.code })
      } else if (this.#tip.sequence > 0 && !(await this.#writeHead(room))) {
        return failed('history-unusable', { path: 'disk', cause: 'EIO' })
      }
      const { sequence } = this.#tip
      this.#told = sequence
      const facts = this.#newest({ before: sequence + 1, from: 1, ...recent })
      const remembered: RememberedRoom = {
        epoch,
        sequence,
        recent: recent.facts === 0 ? [] : facts,
        names: this.#namesInUse(),
        since: new Map(this.#world.disk.since),
        quiet: this.#quiet(),
        standing: withoutEnded(this.#replay(), this.#tip.at, this.#world.now()),
        addressBans: (this.#toldBans = this.#world.disk.addressBans),
        damage: missing > 0 ? { missing } : null,
      }
      return succeeded(remembered)
    })

  readonly commit: History['commit'] = (room, drafts, now) =>
    this.#inTurn(async () => {
      if (this.#room?.id !== room)
        return failed('disk-failing', { path: 'disk', cause: 'not open' })
      return this.#store(drafts, now)
    })

  readonly page: History['page'] = async (room, query) => {
    await this.#wait(this.#world.readMs())
    if (this.#isClosed || this.#room?.id !== room) return this.#failure('disk-failing')
    if (this.#world.disk.problem === 'disk-failing') return this.#failure('disk-failing')
    const page: HistoryPage = { facts: this.#newest(query) }
    return succeeded(page)
  }

  readonly factAt: History['factAt'] = async (room, sequence) => {
    await this.#wait(this.#world.readMs())
    if (this.#isClosed || this.#room?.id !== room) return this.#failure('disk-failing')
    if (this.#world.disk.problem === 'disk-failing') return this.#failure('disk-failing')
    return succeeded(this.#read(sequence, sequence)[0] ?? null)
  }

  readonly admit: History['admit'] = (_room, member, since) =>
    this.#inTurn(async () => {
      await this.#wait(this.#world.writeMs())
      const { disk } = this.#world
      if (disk.problem) return this.#failure(disk.problem)
      if (!disk.since.has(member)) disk.since.set(member, since)
      return succeeded(undefined)
    })

  readonly claimName: History['claimName'] = (_room, member, key, hasSpoken, now) =>
    this.#change({ kind: 'name', key, claim: { member, usedAt: now, hasSpoken } })

  readonly forgetMember: History['forgetMember'] = (_room, member) =>
    this.#change({ kind: 'forget', member })

  readonly openRegister: History['openRegister'] = () =>
    this.#inTurn(async () => {
      await this.#wait(this.#world.readMs())
      const { invites, guests, problem } = this.#world.disk
      if (problem === 'disk-failing') return this.#failure(problem)
      return succeeded({ invites: [...invites.values()], guests: new Map(guests) })
    })

  readonly keepInvite: History['keepInvite'] = (invite) =>
    this.#change({ kind: 'invite', invite, guest: null })

  readonly keepGuest: History['keepGuest'] = (guest, invite) =>
    this.#change({ kind: 'invite', invite, guest })

  readonly close: History['close'] = () =>
    this.#inTurn(() => {
      this.#isClosed = true
      return Promise.resolve()
    })

  /** Something beside the facts: it is on the disk, or perhaps when the disk fails. */
  #change(write: Exclude<Write, { kind: 'rows' | 'head' }>): Promise<Result<void>> {
    return this.#inTurn(async () => {
      const { disk, writeMs } = this.#world
      disk.begin(write)
      await this.#wait(writeMs())
      const { problem } = disk
      const isKept = problem === null || (problem === 'disk-failing' && disk.keepsByChance())
      if (isKept) disk.finish()
      else disk.abandon()
      return problem ? this.#failure(problem) : succeeded(undefined)
    })
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    this.#world.touch()
    const turn = this.#last.then(() => {
      if (this.#isClosed) throw new Error('the history was used after it was closed')
      return this.#world.isDead() ? never<T>() : act()
    })
    this.#last = turn
    return turn
  }

  #wait(ms: number): Promise<void> {
    return new Promise((settle) => {
      this.#world.later(ms, () => {
        this.#world.touch()
        settle()
      })
    })
  }

  #failure(problem: 'disk-full' | 'disk-failing') {
    return problem === 'disk-full'
      ? failed('disk-full', { path: 'disk', free: 0, min: 50 })
      : failed('disk-failing', { path: 'disk', cause: 'EIO' })
  }

  /** The names that are held; the others are free from now on. */
  #namesInUse(): ReadonlyMap<string, string> {
    const { disk, now } = this.#world
    const last = Math.max(...[...disk.names.values()].map(({ usedAt }) => usedAt))
    const since = namesHeldSince(now(), last) ?? -Infinity
    for (const [key, { usedAt, member, hasSpoken }] of disk.names) {
      if (usedAt >= since) continue
      disk.names.delete(key)
      if (!hasSpoken) disk.since.delete(member)
    }
    return new Map([...disk.names].map(([key, { member }]) => [key, member]))
  }

  /** The members among them who have said nothing, who was written down longest ago first. */
  #quiet(): readonly string[] {
    return [...this.#world.disk.names.values()]
      .filter(({ hasSpoken }) => !hasSpoken)
      .toSorted((one, other) => one.usedAt - other.usedAt)
      .map(({ member }) => member)
  }

  #replay(): Standing {
    return this.#world.disk.rows
      .flatMap(({ sequence }) => {
        const row = this.#intact(sequence)
        return (row && readRuling(row.body)) ?? []
      })
      .reduce(applyRuling, NO_STANDING)
  }

  /** How many facts the disk has lost since the last start, and the rows that are damaged. */
  #inspect(room: string): { readonly missing: number; readonly damaged: readonly number[] } {
    const { disk } = this.#world
    const { heads, commit } = decodeHeadFile(disk.head)
    this.#commit = commit
    const { damaged } = verifyChain(digest, FIRST_HASH, disk.rows.map(toReadRow))
    const found = damaged.filter((sequence) => !disk.damaged.has(sequence))
    this.#said.clear()
    for (const { author, id, sequence } of disk.rows) this.#remember(author, id, sequence)
    const last = disk.rows.at(-1)
    const intact = disk.rows.findLast(({ sequence }) => !damaged.includes(sequence))
    const at = (intact && readFactText(intact.body)?.at) ?? 0
    this.#tip = last ? { sequence: last.sequence, at, hash: last.hash } : NO_FACTS
    const judgement = judgeStart(this.#tip, heads.get(room) ?? null, (sequence) => {
      return disk.rows[sequence - 1]?.hash ?? null
    })
    const lost = judgement.kind === 'damage' ? judgement.missing : 0
    return { missing: found.length + lost, damaged: found }
  }

  async #store(
    drafts: readonly StorableDraft[],
    now: number,
    damaged: readonly number[] = [],
  ): Promise<Result<Committed>> {
    const { disk, writeMs } = this.#world
    const room = this.#room
    if (!room) return this.#failure('disk-failing')
    const plan = planCommit({
      tip: this.#tip,
      epoch: room.epoch,
      room: room.id,
      drafts,
      now,
      findByAuthorAndId: (author, id) => this.#find(author, id),
      digest,
    })
    const facts = storedFacts(plan, room.epoch)
    if (facts.length > 0) {
      const rows = plan.rows.map((row, index) => toRow(row, facts[index]))
      const addressBans = drafts.reduce(withAddresses, disk.addressBans)
      disk.begin({ kind: 'rows', rows, damaged, addressBans })
      await this.#wait(writeMs())
      const { problem } = disk
      const isKept = problem === null || (problem === 'disk-failing' && disk.keepsByChance())
      if (isKept) disk.finish()
      else disk.abandon()
      if (isKept) this.#keep(plan)
      if (isKept && problem) this.#untold.push(...facts)
      if (problem) return this.#failure(problem)
    }
    return this.#tell(plan, facts, room.id)
  }

  /** The head file says how far the chain is; then what is stored can be told. */
  async #tell(
    plan: CommitPlan,
    facts: readonly StoredFact[],
    room: string,
  ): Promise<Result<Committed>> {
    const earlier = this.#untold
    if (facts.length + earlier.length > 0 && !(await this.#writeHead(room))) {
      this.#untold = [...earlier, ...facts]
      return this.#failure(this.#world.disk.problem ?? 'disk-failing')
    }
    this.#untold = []
    this.#told = this.#tip.sequence
    const frames = joinFrames([...earlier.map(({ frame }) => frame), plan.frames])
    const { addressBans } = this.#world.disk
    const isChanged = addressBans !== this.#toldBans
    this.#toldBans = addressBans
    return succeeded({
      outcomes: plan.outcomes,
      earlier,
      frames,
      ...(isChanged && { addressBans }),
    })
  }

  /** Says in the head file how far the chain is. False when it cannot be written. */
  async #writeHead(room: string): Promise<boolean> {
    const { disk, writeMs } = this.#world
    const { sequence, hash } = this.#tip
    disk.begin({ kind: 'head', record: { room, sequence, hash, commit: this.#commit + 1 } })
    await this.#wait(writeMs())
    if (disk.problem || disk.isHeadFailing) {
      disk.abandon()
      return false
    }
    disk.finish()
    this.#commit++
    return true
  }

  #keep(plan: CommitPlan): void {
    this.#tip = plan.tip
    for (const { author, id, sequence } of plan.rows) this.#remember(author, id, sequence)
  }

  #remember(author: string | null, id: string | null, sequence: number): void {
    if (author !== null && id !== null) this.#said.set(`${author} ${id}`, sequence)
  }

  #find(author: string, id: string): FoundMessage | null {
    const sequence = this.#said.get(`${author} ${id}`)
    const row = sequence === undefined ? null : this.#intact(sequence)
    const said = row && readFactText(row.body)?.said
    return row && said ? { text: said.text, fact: toFact(row) } : null
  }

  /** The row as it was stored, or null. */
  #intact(sequence: number): Row | null {
    const { rows } = this.#world.disk
    const row = rows[sequence - 1]
    const previous = sequence === 1 ? FIRST_HASH : (rows[sequence - 2]?.hash ?? null)
    if (!row || verifyChain(digest, previous, [toReadRow(row)]).damaged.length > 0) return null
    return row
  }

  #newest({ before, from, facts, bytes }: PageQuery): readonly StoredFact[] {
    const { rows } = this.#world.disk
    const to = Math.min(before - 1, this.#told)
    let first = to + 1
    let size = 0
    while (first > Math.max(1, from) && to + 1 - first < facts) {
      size += rows[first - 2]?.frame.length ?? 0
      if (size > bytes && first <= to) break
      first--
    }
    return this.#read(first, to)
  }

  #read(from: number, to: number): readonly StoredFact[] {
    const facts: StoredFact[] = []
    for (let sequence = Math.max(1, from); sequence <= Math.min(to, this.#told); sequence++) {
      const row = this.#intact(sequence)
      facts.push(row ? toFact(row) : this.#standIn(sequence))
    }
    return facts
  }

  /** The same bytes whoever asks: time and epoch are those of the nearest intact fact before. */
  #standIn(sequence: number): StoredFact {
    let before = sequence - 1
    while (before > 0 && !this.#intact(before)) before--
    const nearest = this.#intact(before)
    const { id: room, epoch: present } = this.#room ?? { id: '', epoch: '' }
    const { at = 0, epoch = present } = (nearest && readFactText(nearest.body)) ?? {}
    const body = encoder.encode(factText({ type: 'damaged-fact' }, { room, sequence, epoch, at }))
    const frame = new Uint8Array(FRAME_HEADER_BYTES + body.length)
    new DataView(frame.buffer).setUint32(0, body.length)
    frame.set(body, FRAME_HEADER_BYTES)
    return { sequence, epoch, frame }
  }
}
