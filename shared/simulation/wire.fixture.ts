// A socket as a connection of frames, as electron/wire/frame-connection.ts makes it of a real one: bounded
// out, alive or dead, and closed politely.

import type { ChatError } from '../error.ts'
import { encodeFrame, FrameDecoder } from '../protocol/frame.ts'
import { goodbyeOf } from '../protocol/goodbye.ts'
import { judgeLiveness } from '../protocol/liveness.ts'
import type { Process } from './machine.fixture.ts'
import type { Socket } from './network.fixture.ts'

/** Milliseconds for the goodbye to leave and the other side to close. */
const GOODBYE_MS = 1_000

export interface WireLimits {
  readonly frameBytes: number
  readonly heartbeatMs: number
  readonly silenceMs: number
  readonly frameMs: number
  readonly queueBytes: number
  readonly drainMs: number
}

export interface WireOwner {
  readonly onBody: (body: Uint8Array) => void
  readonly onBadFrame: (error: ChatError) => void
  readonly onEnd: () => void
}

const HEARTBEAT = encodeFrame({ type: 'heartbeat' })

export class Wire {
  readonly #socket: Socket
  readonly #process: Process
  readonly #owner: WireOwner
  readonly #decoder: FrameDecoder
  #limits: WireLimits
  #state: 'open' | 'closing' | 'ended' = 'open'
  #heardAt: number
  #sentAt: number
  #frameBeganAt: number | null = null
  #answerBy: number | null = null
  #drainedAt: number
  #writtenBytes = 0
  #leftBefore = 0
  #isOverrun = false
  #onDrained: (() => void) | null = null

  constructor(socket: Socket, process: Process, limits: WireLimits, owner: WireOwner) {
    this.#socket = socket
    this.#process = process
    this.#limits = limits
    this.#owner = owner
    this.#decoder = new FrameDecoder(limits.frameBytes)
    const now = process.machine.monotonic
    this.#heardAt = now
    this.#sentAt = now
    this.#drainedAt = now
    socket.adopt({
      onData: (bytes) => this.#hear(bytes),
      onEnd: () => {
        if (this.#state === 'open') this.#startClosing()
      },
      onDrained: () => this.#writtenSoon(),
      onClose: () => this.#end(),
    })
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  /** Whether more was to be queued than may be: the owner has to end the connection. */
  get isOverrun(): boolean {
    return this.#isOverrun
  }

  get queuedBytes(): number {
    return this.#socket.queuedBytes
  }

  setLimits(limits: Partial<WireLimits>): void {
    this.#limits = { ...this.#limits, ...limits }
    this.#decoder.setMaxBodyBytes(this.#limits.frameBytes)
  }

  send(frames: Uint8Array): boolean {
    if (this.#state !== 'open') return true
    this.#isOverrun ||= this.queuedBytes + frames.length > this.#limits.queueBytes
    if (this.#isOverrun) return false
    this.#write(frames)
    this.#sentAt = this.#now
    return true
  }

  onceDrained(act: () => void): void {
    this.#onDrained = act
    if (this.queuedBytes === 0) this.#writtenSoon()
  }

  expectAnswer(withinMs: number): void {
    this.#answerBy ??= this.#now + withinMs
  }

  close(reason: ChatError): void {
    if (this.#state !== 'open') return
    this.#write(encodeFrame(goodbyeOf(reason)))
    this.#startClosing()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Why the connection has to be closed, or null; beats when it is time. */
  inspect(): ChatError | null {
    if (this.#state !== 'open') return null
    const now = this.#now
    if (this.#frameBeganAt !== null && now - this.#frameBeganAt >= this.#limits.frameMs) {
      return { code: 'timed-out' }
    }
    if (this.#answerBy !== null && now >= this.#answerBy) return { code: 'timed-out' }
    if (!this.#isDraining(now)) return { code: 'too-slow' }
    const liveness = { heardAt: this.#heardAt, sentAt: this.#sentAt }
    const verdict = judgeLiveness(liveness, this.#limits, now)
    if (verdict === 'dead') return { code: 'timed-out' }
    if (verdict === 'beat') this.send(HEARTBEAT)
    return null
  }

  get #now(): number {
    return this.#process.machine.monotonic
  }

  #isDraining(now: number): boolean {
    const queued = this.queuedBytes
    const left = this.#writtenBytes - queued
    if (queued === 0 || left > this.#leftBefore) this.#drainedAt = now
    this.#leftBefore = left
    return now - this.#drainedAt < this.#limits.drainMs
  }

  #write(frames: Uint8Array): void {
    this.#writtenBytes += frames.length
    this.#socket.write(frames)
  }

  #startClosing(): void {
    this.#state = 'closing'
    this.#socket.end()
    this.#process.later(GOODBYE_MS, () => this.#socket.destroy())
  }

  #writtenSoon(): void {
    if (this.#onDrained) this.#process.later(0, () => this.#written())
  }

  #written(): void {
    if (!this.#onDrained || this.queuedBytes > 0 || this.#state !== 'open') return
    const act = this.#onDrained
    this.#onDrained = null
    act()
  }

  #hear(bytes: Uint8Array): void {
    this.#heardAt = this.#now
    this.#answerBy = null
    const result = this.#decoder.push(bytes, (body) => {
      this.#frameBeganAt = null
      if (this.#state === 'open' && !this.#process.isDead) this.#owner.onBody(body)
    })
    this.#frameBeganAt = this.#decoder.isInsideFrame ? (this.#frameBeganAt ?? this.#heardAt) : null
    if (!result.ok && this.#state === 'open') this.#owner.onBadFrame(result.error)
  }

  #end(): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#owner.onEnd()
  }
}
