// Brings a connection that is behind up to what is live: from memory, from the history, page by page, as fast
// as it reads. [SR2]

import type { HistoryPage, StoredFact } from '../history/history.ts'
import { encodeFrame } from '../protocol/frame.ts'
import { MEMBERS_PER_PAGE, PAGE_BYTES, PAGE_FACTS } from '../protocol/limits.ts'
import type { Result } from '../result.ts'
import type { ConnectionId } from '../room/effect.ts'
import { recentAfter } from '../room/recent.ts'
import { pageMembers, type Room } from '../room/room.ts'
import type { Outlet } from './outlet.ts'
import type { RoomDelivery } from './room-delivery.ts'

/** Facts asked for when those of a whole page do not fit into a write; then one, which always does. */
const FEW_FACTS = 4

export interface CatchUpOptions {
  readonly roomOf: () => Room | null
  readonly delivery: RoomDelivery
  readonly outletOf: (id: ConnectionId) => Outlet | null
  readonly read: (query: {
    readonly before: number
    readonly from: number
    readonly facts: number
  }) => Promise<Result<HistoryPage>>
  /** The connection took more than it may queue, or the history cannot be read. */
  readonly onFailed: (id: ConnectionId) => void
}

export class CatchUp {
  readonly #options: CatchUpOptions
  /** For whom a page is being read. */
  readonly #reading = new Set<ConnectionId>()

  constructor(options: CatchUpOptions) {
    this.#options = options
  }

  /** Goes on with a connection that is behind, as far as it reads, and again when it has read that. */
  goOn(id: ConnectionId): void {
    const { delivery, outletOf, roomOf } = this.#options
    const outlet = outletOf(id)
    const room = roomOf()
    if (!outlet || !room || this.#reading.has(id)) return
    for (;;) {
      const told = delivery.positionOf(id)
      if (told === null) return
      if (outlet.queuedBytes > 0) return outlet.onceDrained(() => this.goOn(id))
      if (told === room.sequence) return this.#finish(id, outlet, room)
      const recent = recentAfter(room.recent, told, room.sequence)
      if (!recent) return void this.#read(id, told, PAGE_FACTS, room.sequence)
      if (!this.#tell(id, outlet, fitting(recent))) return
    }
  }

  async #read(id: ConnectionId, told: number, facts: number, last: number): Promise<void> {
    const { delivery, outletOf, read, onFailed } = this.#options
    this.#reading.add(id)
    // What is stored and not published yet is not to be told: it may not be on the disk for good.
    const before = Math.min(told + facts, last) + 1
    const page = await read({ from: told + 1, before, facts })
    this.#reading.delete(id)
    const outlet = outletOf(id)
    if (!outlet) return
    // Meanwhile it may have left, and come back further on.
    if (delivery.positionOf(id) !== told) return this.goOn(id)
    if (!page.ok) return onFailed(id)
    const [first] = page.value.facts
    // So long that the page holds only the newest of them: fewer at a time.
    if (first?.sequence !== told + 1) {
      if (facts === 1) onFailed(id)
      else await this.#read(id, told, facts > FEW_FACTS ? FEW_FACTS : 1, last)
    } else if (this.#tell(id, outlet, page.value.facts)) {
      this.goOn(id)
    }
  }

  #tell(id: ConnectionId, outlet: Outlet, facts: readonly StoredFact[]): boolean {
    const last = facts.at(-1)
    if (!last) return false
    for (const { frame } of facts) {
      if (outlet.send(frame)) continue
      this.#options.onFailed(id)
      return false
    }
    this.#options.delivery.advance(id, last.sequence)
    return true
  }

  /** It missed who came and went: a fresh list replaces that, and then it is live. [SR3] */
  #finish(id: ConnectionId, outlet: Outlet, room: Room): void {
    const members = pageMembers(room, null, MEMBERS_PER_PAGE)
    const { id: roomId, sequence } = room
    if (outlet.send(encodeFrame({ type: 'snapshot', room: roomId, ...members, sequence }))) {
      this.#options.delivery.resume(id)
    } else {
      this.#options.onFailed(id)
    }
  }
}

/** As many of the first as make one write. */
function fitting(facts: readonly StoredFact[]): readonly StoredFact[] {
  let bytes = 0
  let count = 0
  for (const { frame } of facts) {
    bytes += frame.length
    if (count > 0 && bytes > PAGE_BYTES) break
    count++
  }
  return facts.slice(0, count)
}
