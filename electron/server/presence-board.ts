// Tells rooms who came and went, gathered over `presence-ms` in a lane of its own. [PR1] [PR2]

import type { PresenceChange } from '../../shared/protocol/answer.ts'
import { encodeFrame } from '../../shared/protocol/frame.ts'
import { MEMBERS_PER_PAGE, type Limits } from '../../shared/protocol/limits.ts'
import { EMPTY_LANE, gatherChange, type PresenceLane } from '../../shared/room/presence-lane.ts'

export interface PresenceBoardOptions {
  readonly limits: Limits
  readonly countMembers: (room: string) => number
  readonly publish: (room: string, frame: Uint8Array) => void
}

export class PresenceBoard {
  readonly #options: PresenceBoardOptions
  readonly #lanes = new Map<string, PresenceLane>()
  #timer: NodeJS.Timeout | null = null
  #isStopped = false

  constructor(options: PresenceBoardOptions) {
    this.#options = options
  }

  announce(room: string, change: PresenceChange): void {
    if (this.#isStopped) return
    this.#lanes.set(room, gatherChange(this.#lanes.get(room) ?? EMPTY_LANE, change))
    this.#timer ??= setTimeout(() => this.#flushAll(), this.#options.limits['presence-ms'])
  }

  /** Tells a room now what was announced, if that concerns this member. */
  flushFor(room: string, member: string): void {
    if (this.#lanes.get(room)?.has(member)) this.flush(room)
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
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#lanes.clear()
  }

  #flushAll(): void {
    this.#timer = null
    for (const room of this.#lanes.keys()) this.flush(room)
  }

  #tell(room: string, changes: readonly PresenceChange[]): void {
    const count = this.#options.countMembers(room)
    // In a crowd nobody reads names: the count is told, the list is there for those who ask.
    const told = count > this.#options.limits['presence-detail-members'] ? [] : changes
    for (let start = 0; start === 0 || start < told.length; start += MEMBERS_PER_PAGE) {
      const page = told.slice(start, start + MEMBERS_PER_PAGE)
      this.#options.publish(room, encodeFrame({ type: 'presence', room, changes: page, count }))
    }
  }
}
