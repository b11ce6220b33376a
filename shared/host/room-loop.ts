// One room of a host: who is told what it publishes, who catches up, what is stored.

import type { Committed } from '../history/history.ts'
import type { Limits } from '../protocol/limits.ts'
import type { ConnectionId, Submission } from '../room/effect.ts'
import type { Room } from '../room/room.ts'
import { CatchUp } from './catch-up.ts'
import type { Outlet, Surroundings } from './outlet.ts'
import { RoomDelivery } from './room-delivery.ts'
import { RoomWriter } from './room-writer.ts'

export interface RoomLoop {
  readonly delivery: RoomDelivery
  readonly writer: RoomWriter
}

/** The loop that the room belongs to. */
export interface RoomLoopOwner {
  readonly limits: Limits
  readonly world: Pick<Surroundings, 'history' | 'now' | 'soon'>
  readonly roomOf: () => Room | null
  readonly outletOf: (id: ConnectionId) => Outlet | null
  /** The connection took more than it may queue, or cannot be brought up to what is live. */
  readonly onTooSlow: (id: ConnectionId) => void
  readonly onStored: (submissions: readonly Submission[], committed: Committed) => void
  readonly onUnstored: (submissions: readonly Submission[]) => void
}

/** A room of which everything up to a number was told by earlier starts. */
export function createRoomLoop(room: string, sequence: number, owner: RoomLoopOwner): RoomLoop {
  const { limits, roomOf, outletOf, onTooSlow, onStored, onUnstored } = owner
  const { history, now, soon } = owner.world
  const delivery: RoomDelivery = new RoomDelivery(sequence, limits['live-queue-bytes'], {
    // Not within the step that publishes: what it tells must be told to the others first.
    onBehind: (id) => soon(() => catchUp.goOn(id)),
    onOverrun: onTooSlow,
  })
  const catchUp = new CatchUp({
    roomOf,
    delivery,
    outletOf,
    read: (query) => history.page(room, { ...query, bytes: limits['live-queue-bytes'] }),
    onFailed: onTooSlow,
  })
  const maxWaiting = limits['waiting-facts']
  const writer = new RoomWriter({ room, history, maxWaiting, now, soon, onStored, onUnstored })
  return { delivery, writer }
}
