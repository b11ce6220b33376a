// Who is told what a room publishes: the same bytes, one write to each live connection. A connection that
// does not keep up leaves this path and reads from the history until it has caught up. [BC1] [SR1] [SR2]

import type { ConnectionId } from '../room/effect.ts'
import type { Outlet } from './outlet.ts'

export interface Listener {
  readonly id: ConnectionId
  readonly outlet: Outlet
}

export interface RoomDeliveryOwner {
  /** A connection has left the live path: it is told no more until it has caught up. */
  readonly onBehind: (id: ConnectionId) => void
  /** A connection queued more than it may; it MUST be ended soon. */
  readonly onOverrun: (id: ConnectionId) => void
}

export class RoomDelivery {
  readonly #live = new Map<ConnectionId, Listener>()
  /** Those who do not keep up, and the number of the last fact that each has been told. */
  readonly #behind = new Map<ConnectionId, { readonly listener: Listener; told: number }>()
  readonly #liveQueueBytes: number
  readonly #owner: RoomDeliveryOwner
  /** The number of the last fact that the live ones have been told. */
  #told: number

  constructor(told: number, liveQueueBytes: number, owner: RoomDeliveryOwner) {
    this.#told = told
    this.#liveQueueBytes = liveQueueBytes
    this.#owner = owner
  }

  /** From here on the connection is told what is published; `after` is the last fact it knows. */
  subscribe(listener: Listener, after: number): void {
    if (after === this.#told) {
      this.#live.set(listener.id, listener)
    } else {
      this.#behind.set(listener.id, { listener, told: after })
      this.#owner.onBehind(listener.id)
    }
  }

  unsubscribe(id: ConnectionId): void {
    this.#live.delete(id)
    this.#behind.delete(id)
  }

  /** Tells facts up to a number, all of them in the frames. */
  publish(frames: Uint8Array, sequence: number): void {
    const told = this.#told
    this.#told = sequence
    this.#write(frames, told)
  }

  /** Tells what is not numbered. Those who are behind get a fresh snapshot later instead. */
  tell(frame: Uint8Array): void {
    this.#write(frame, this.#told)
  }

  /** The last fact that a connection was told, if it is behind. */
  positionOf(id: ConnectionId): number | null {
    return this.#behind.get(id)?.told ?? null
  }

  /** A connection that is behind was told everything up to a number. */
  advance(id: ConnectionId, told: number): void {
    const behind = this.#behind.get(id)
    if (behind) behind.told = told
  }

  /** A connection that is behind has caught up: from here on it is told what is published. */
  resume(id: ConnectionId): void {
    const behind = this.#behind.get(id)
    if (!behind || behind.told !== this.#told) return
    this.#behind.delete(id)
    this.#live.set(id, behind.listener)
  }

  #write(frames: Uint8Array, told: number): void {
    const most = this.#liveQueueBytes - frames.length
    const late: ConnectionId[] = []
    const overrun: ConnectionId[] = []
    for (const listener of this.#live.values()) {
      const { id, outlet } = listener
      if (outlet.queuedBytes > most) {
        this.#live.delete(id)
        this.#behind.set(id, { listener, told })
        late.push(id)
      } else if (!outlet.send(frames)) {
        overrun.push(id)
      }
    }
    for (const id of late) this.#owner.onBehind(id)
    for (const id of overrun) this.#owner.onOverrun(id)
  }
}
