// The room batch: what a room publishes in one tick is joined once and written once, as the same bytes, to
// each of its live connections. The number of writes decides what a server can do, not their size. [BC1]

import { BATCH_BYTES, BATCH_FACTS } from '../../shared/protocol/limits.ts'
import type { LiveConnection } from './live-connection.ts'

interface RoomBatch {
  readonly audience: Set<LiveConnection>
  frames: Uint8Array[]
  bytes: number
}

export class RoomBroadcast {
  readonly #batches = new Map<string, RoomBatch>()
  readonly #onTooSlow: (connection: LiveConnection) => void
  #isFlushing = false

  /** @param onTooSlow called for a connection that did not take a batch; it MUST be unsubscribed soon. */
  constructor(onTooSlow: (connection: LiveConnection) => void) {
    this.#onTooSlow = onTooSlow
  }

  /** From here on the connection gets what the room publishes; what was published before goes without it. */
  subscribe(room: string, connection: LiveConnection): void {
    this.flush(room)
    this.#batchOf(room).audience.add(connection)
  }

  /** What was published before still reaches the connection, what comes after does not. */
  unsubscribe(room: string, connection: LiveConnection): void {
    this.flush(room)
    const batch = this.#batches.get(room)
    batch?.audience.delete(connection)
    if (batch?.audience.size === 0) this.#batches.delete(room)
  }

  /** Publishes one frame to the room with the rest of this tick. Order is that of the calls. */
  publish(room: string, frame: Uint8Array): void {
    const batch = this.#batches.get(room)
    if (!batch) return
    if (batch.bytes + frame.length > BATCH_BYTES) this.flush(room)
    batch.frames.push(frame)
    batch.bytes += frame.length
    if (batch.frames.length >= BATCH_FACTS) this.flush(room)
    // After all reads of this tick: under light load at once, under heavy load many facts in one write.
    if (this.#isFlushing) return
    this.#isFlushing = true
    setImmediate(() => this.#flushAll())
  }

  /** Writes what the room has published so far. */
  flush(room: string): void {
    const batch = this.#batches.get(room)
    if (!batch || batch.frames.length === 0) return
    const bytes = join(batch.frames, batch.bytes)
    batch.frames = []
    batch.bytes = 0
    const now = performance.now()
    const tooSlow: LiveConnection[] = []
    for (const connection of batch.audience) {
      if (!connection.wire.send(bytes, now)) tooSlow.push(connection)
    }
    for (const connection of tooSlow) this.#onTooSlow(connection)
  }

  #flushAll(): void {
    this.#isFlushing = false
    for (const room of this.#batches.keys()) this.flush(room)
  }

  #batchOf(room: string): RoomBatch {
    const known = this.#batches.get(room)
    if (known) return known
    const batch: RoomBatch = { audience: new Set(), frames: [], bytes: 0 }
    this.#batches.set(room, batch)
    return batch
  }
}

function join(frames: readonly Uint8Array[], bytes: number): Uint8Array {
  const [only] = frames
  return frames.length === 1 && only ? only : Buffer.concat(frames, bytes)
}
