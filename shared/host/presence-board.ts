// Tells rooms who came and went, gathered over `presence-ms` in a lane of its own. [PR1] [PR2]

import type { PresenceChange } from '../protocol/answer.ts'
import { encodeFrame } from '../protocol/frame.ts'
import { MEMBERS_PER_PAGE, type Limits } from '../protocol/limits.ts'
import { emptyLane, gatherChange, type PresenceLane } from '../room/presence-lane.ts'

export interface PresenceBoardOptions {
  readonly limits: Limits
  readonly countMembers: (room: string) => number
  readonly tell: (room: string, frame: Uint8Array) => void
  /** Calls back after these milliseconds. */
  readonly later: (ms: number, act: () => void) => void
}

export class PresenceBoard {
  readonly #options: PresenceBoardOptions
  readonly #lanes = new Map<string, PresenceLane>()
  /** Rooms that will be told soon. */
  readonly #scheduled = new Set<string>()
  #isStopped = false

  constructor(options: PresenceBoardOptions) {
    this.#options = options
  }

  announce(room: string, change: PresenceChange): void {
    if (this.#isStopped) return
    this.#lanes.set(room, gatherChange(this.#lanes.get(room) ?? emptyLane(), change))
    if (this.#scheduled.has(room)) return
    this.#scheduled.add(room)
    const { later, limits } = this.#options
    later(limits[this.#isCrowd(room) ? 'presence-crowd-ms' : 'presence-ms'], () => {
      this.#scheduled.delete(room)
      this.flush(room)
    })
  }

  /** Tells a room now what was announced, if that concerns one of these members. */
  flushFor(room: string, members: readonly string[]): void {
    const lane = this.#lanes.get(room)
    if (lane && members.some((member) => lane.has(member))) this.flush(room)
  }

  /** Tells a room now what was announced. */
  flush(room: string): void {
    const lane = this.#lanes.get(room)
    if (!lane) return
    this.#lanes.delete(room)
    this.#tell(room, [...lane.values()])
  }

  /** Tells nothing any more: those who leave now are leaving because the host does. */
  stop(): void {
    this.#isStopped = true
    this.#lanes.clear()
  }

  /** Whether nobody reads names there any more. [PR2] */
  #isCrowd(room: string): boolean {
    return this.#options.countMembers(room) > this.#options.limits['presence-detail-members']
  }

  #tell(room: string, changes: readonly PresenceChange[]): void {
    const count = this.#options.countMembers(room)
    // The count is told, the list is there for those who ask.
    const told = this.#isCrowd(room) ? [] : changes
    for (let start = 0; start === 0 || start < told.length; start += MEMBERS_PER_PAGE) {
      const page = told.slice(start, start + MEMBERS_PER_PAGE)
      this.#options.tell(room, encodeFrame({ type: 'presence', room, changes: page, count }))
    }
  }
}
