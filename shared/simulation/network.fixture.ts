// TCP between machines: connections that are made, carry bytes both ways, and break in every way there is.

import { ByteStream, type StreamQuality } from './byte-stream.fixture.ts'
import type { Chance } from './chance.fixture.ts'
import type { Process } from './machine.fixture.ts'
import type { Scheduler } from './scheduler.fixture.ts'

/** What the owner of a socket is told, as Node tells it. */
export interface SocketOwner {
  readonly onData: (bytes: Uint8Array) => void
  /** The other side will say no more. */
  readonly onEnd: () => void
  /** Everything that was written has left. */
  readonly onDrained: () => void
  /** The socket is released. Comes once, and nothing after it. */
  readonly onClose: () => void
}

/** What the connection is told of one of its ends. */
interface Around {
  readonly onLost: () => void
  readonly onVanished: () => void
}

/** Milliseconds after which a machine that lost its power answers for the connections that it had. */
const POWERLESS_MS = 20_000

/** One end of a connection. */
export class Socket {
  readonly #process: Process
  readonly #scheduler: Scheduler
  readonly #out: () => ByteStream
  readonly #onLost: () => void
  readonly #onVanished: () => void
  #owner: SocketOwner | null = null
  #early: (() => void)[] = []
  #hasEnded = false
  #hasHeardEnd = false
  #isClosed = false
  /** Milliseconds after which something written is answered by a reset; null while the peer is there. */
  #resetAfterMs: number | null = null

  constructor(process: Process, scheduler: Scheduler, out: () => ByteStream, around: Around) {
    this.#process = process
    this.#scheduler = scheduler
    this.#out = out
    this.#onLost = around.onLost
    this.#onVanished = around.onVanished
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Whether something can still be said. */
  get isOpen(): boolean {
    return !this.#isClosed && !this.#hasEnded && !this.#process.isDead
  }

  /** Bytes that were written and have not left. */
  get queuedBytes(): number {
    return this.#isClosed ? 0 : this.#out().queuedBytes
  }

  /** Whoever owns it is told what has happened so far, and what happens from here on. */
  adopt(owner: SocketOwner): void {
    this.#owner = owner
    const early = this.#early
    this.#early = []
    for (const act of early) act()
  }

  write(bytes: Uint8Array): void {
    if (this.#isClosed || this.#hasEnded || this.#process.isDead) return
    this.#out().write(bytes)
    const after = this.#resetAfterMs
    if (after !== null && Number.isFinite(after)) this.#scheduler.after(after, () => this.reset())
  }

  /** Says that nothing follows. */
  end(): void {
    if (this.#isClosed || this.#hasEnded) return
    this.#hasEnded = true
    this.#out().finish()
    this.#closeIfDone()
  }

  /** Releases the socket at once. What is under way still arrives at the other side. */
  destroy(): void {
    if (this.#isClosed) return
    this.#out().drop()
    this.#onLost()
    this.#close()
  }

  /** The machine is gone from one moment to the next: nothing is said, and nobody answers for a while. */
  vanish(): void {
    if (this.#isClosed) return
    this.#onVanished()
    this.#close()
  }

  /** The other side, or what is between, has reset the connection. */
  reset(): void {
    if (this.#isClosed) return
    this.#out().cut()
    this.#close()
  }

  /** Nobody is at the other end any more: what is written is answered by a reset after so long, or never. */
  orphan(resetAfterMs: number): void {
    this.#resetAfterMs = resetAfterMs
  }

  /** From here on what is written to nobody is answered. */
  heal(): void {
    if (this.#resetAfterMs !== null) this.#resetAfterMs = Math.min(this.#resetAfterMs, 200)
  }

  arrive(bytes: Uint8Array): void {
    this.#tell((owner) => owner.onData(bytes))
  }

  hearEnd(): void {
    this.#tell((owner) => {
      this.#hasHeardEnd = true
      owner.onEnd()
      // As Node does without `allowHalfOpen`.
      this.end()
      this.#closeIfDone()
    })
  }

  drained(): void {
    this.#tell((owner) => owner.onDrained())
    if (this.#hasEnded) this.#closeIfDone()
  }

  #closeIfDone(): void {
    if (this.#hasEnded && this.#hasHeardEnd && this.#out().queuedBytes === 0) this.#close()
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#scheduler.after(0, () => this.#inform((owner) => owner.onClose()))
  }

  #tell(act: (owner: SocketOwner) => void): void {
    this.#inform((owner) => {
      if (!this.#isClosed) act(owner)
    })
  }

  #inform(act: (owner: SocketOwner) => void): void {
    this.#process.machine.whenAwake(() => {
      if (this.#process.isDead) return
      if (this.#owner) act(this.#owner)
      else this.#early.push(() => this.#owner && act(this.#owner))
    })
  }
}

/** A connection: two ends and two streams. */
export class Connection {
  readonly client: Socket
  readonly host: Socket
  readonly up: ByteStream
  readonly down: ByteStream

  constructor(
    scheduler: Scheduler,
    chance: Chance,
    quality: StreamQuality,
    client: Process,
    host: Process,
  ) {
    const around = (other: () => Socket): Around => ({
      onLost: () => other().orphan(50),
      onVanished: () => this.sever(POWERLESS_MS),
    })
    this.client = new Socket(
      client,
      scheduler,
      () => this.up,
      around(() => this.host),
    )
    this.host = new Socket(
      host,
      scheduler,
      () => this.down,
      around(() => this.client),
    )
    this.up = new ByteStream(scheduler, chance, quality, endsAt(this.host, this.client))
    this.down = new ByteStream(scheduler, chance, quality, endsAt(this.client, this.host))
  }

  get isOver(): boolean {
    return this.client.isClosed && this.host.isClosed
  }

  /** Nothing arrives any more, and neither side is told. */
  sever(resetAfterMs: number): void {
    this.up.cut()
    this.down.cut()
    this.client.orphan(resetAfterMs)
    this.host.orphan(resetAfterMs)
  }

  stall(ms: number): void {
    this.up.stall(ms)
    this.down.stall(ms)
  }

  heal(quality: StreamQuality): void {
    this.client.heal()
    this.host.heal()
    this.up.quality = quality
    this.down.quality = quality
    this.up.heal()
    this.down.heal()
  }
}

function endsAt(to: Socket, from: Socket) {
  return {
    onArrive: (bytes: Uint8Array) => to.arrive(bytes),
    onFin: () => to.hearEnd(),
    onDrained: () => from.drained(),
  }
}
