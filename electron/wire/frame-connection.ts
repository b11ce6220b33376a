// A socket as a connection of frames: bounded in, bounded out, alive or dead, and closed politely.
// The only file that reads and writes a socket's bytes.

import type { TLSSocket } from 'node:tls'
import type { ChatError } from '../../shared/error.ts'
import { encodeFrame, FrameDecoder } from '../../shared/protocol/frame.ts'
import { goodbyeOf } from '../../shared/protocol/goodbye.ts'
import { judgeLiveness } from '../../shared/protocol/liveness.ts'

/** Milliseconds for the goodbye to leave and the other side to close, before the socket is destroyed. */
const GOODBYE_MS = 1_000

export interface FrameConnectionLimits {
  /** Bytes of the largest frame body accepted. */
  readonly frameBytes: number
  readonly heartbeatMs: number
  readonly silenceMs: number
  /** Milliseconds in which a frame that has begun must end. */
  readonly frameMs: number
  /** Bytes that may wait to be written. */
  readonly queueBytes: number
  /** Milliseconds in which the bytes that wait must become fewer. */
  readonly drainMs: number
}

/** What the owner of a connection is told. Nothing is told after `onEnd`, which comes exactly once. */
export interface FrameConnectionOwner {
  /** A frame body, valid until the call returns. */
  readonly onBody: (body: Uint8Array) => void
  /** The decoder rejected the stream: it has no frame borders any more. The owner closes. */
  readonly onBadFrame: (error: ChatError) => void
  /** The connection is over and its socket released. */
  readonly onEnd: () => void
}

const HEARTBEAT = encodeFrame({ type: 'heartbeat' })

export class FrameConnection {
  readonly #socket: TLSSocket
  readonly #owner: FrameConnectionOwner
  readonly #decoder: FrameDecoder
  #limits: FrameConnectionLimits
  #state: 'open' | 'closing' | 'ended' = 'open'
  #heardAt: number
  #sentAt: number
  #frameBeganAt: number | null = null
  /** When something has to have been heard; null while nothing is expected. */
  #answerBy: number | null = null
  #drainedAt: number
  /** Bytes ever written, and how many of them had left at the last look. */
  #writtenBytes = 0
  #leftBefore = 0
  #isOverrun = false
  #goodbyeTimer: NodeJS.Timeout | undefined
  #pauseTimer: NodeJS.Timeout | undefined
  /** When reading goes on, while it is paused. */
  #resumeAt = 0
  #onDrained: (() => void) | null = null

  /** Takes over the socket, its errors included. `now` is a monotonic clock in milliseconds. */
  constructor(
    socket: TLSSocket,
    limits: FrameConnectionLimits,
    owner: FrameConnectionOwner,
    now: number,
  ) {
    this.#socket = socket
    this.#owner = owner
    this.#limits = limits
    this.#decoder = new FrameDecoder(limits.frameBytes)
    this.#heardAt = now
    this.#sentAt = now
    this.#drainedAt = now
    socket.setNoDelay(true)
    socket.on('data', this.#onData)
    socket.on('end', this.#onPeerEnd)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
  }

  /** Changes the limits from here on, for instance after the hello. */
  setLimits(limits: Partial<FrameConnectionLimits>): void {
    this.#limits = { ...this.#limits, ...limits }
    this.#decoder.setMaxBodyBytes(this.#limits.frameBytes)
  }

  /**
   * Queues whole frames. MUST NOT block and MUST NOT reorder. Returns false, without queueing anything,
   * when they would exceed the queue's limit: the reader is too slow and the owner closes. From then on
   * nothing is queued: what comes after a gap would look as if there was none. A caller that writes to many
   * gives the time once, by the monotonic clock in milliseconds.
   */
  send(frames: Uint8Array, now = performance.now()): boolean {
    if (this.#state !== 'open') return true
    this.#isOverrun ||= this.#socket.writableLength + frames.length > this.#limits.queueBytes
    if (this.#isOverrun) return false
    this.#write(frames)
    this.#sentAt = now
    return true
  }

  /** Bytes that were sent and have not left yet. */
  get queuedBytes(): number {
    return this.#socket.writableLength
  }

  /** Calls back once, soon after everything queued has left. Not at all when the connection ends before. */
  onceDrained(act: () => void): void {
    this.#onDrained = act
    if (this.#socket.writableLength === 0) setImmediate(this.#onWritten)
  }

  /**
   * Reads nothing for these milliseconds, so that TCP slows the other side down; called again, from then on. What
   * was read already is told. The time counts neither as silence nor against a frame that has begun.
   */
  pauseReading(ms: number): void {
    if (this.#state !== 'open') return
    this.#resumeAt = performance.now() + ms
    if (this.#pauseTimer) return
    this.#socket.pause()
    this.#pauseTimer = setTimeout(this.#resumeReading, ms)
  }

  /** From now on something has to be heard within these milliseconds, or the connection is dead. [HB3] */
  expectAnswer(withinMs: number, now = performance.now()): void {
    this.#answerBy ??= now + withinMs
  }

  /** Says goodbye, lets what is queued leave, and closes within GOODBYE_MS. */
  close(reason: ChatError): void {
    if (this.#state !== 'open') return
    this.#write(encodeFrame(goodbyeOf(reason)))
    this.#startClosing()
  }

  /** Ends the connection so that nothing of what is queued arrives: by a reset, unless nothing is. */
  cut(reason: ChatError): void {
    if (this.#socket.writableLength === 0) return this.close(reason)
    if (this.#state === 'open') this.#state = 'closing'
    this.#socket.destroy()
  }

  /**
   * Looks after the connection; to be called every moment. Sends a heartbeat when one is due. Returns the
   * reason why the connection has to be closed, or null.
   */
  inspect(now: number): ChatError | null {
    if (this.#state !== 'open') return null
    if (this.#pauseTimer) this.#hearAt(now)
    if (this.#frameBeganAt !== null && now - this.#frameBeganAt >= this.#limits.frameMs) {
      return { code: 'timed-out' }
    }
    if (this.#answerBy !== null && now >= this.#answerBy) return { code: 'timed-out' }
    if (!this.#isDraining(now)) return { code: 'too-slow' }
    const verdict = judgeLiveness(
      { heardAt: this.#heardAt, sentAt: this.#sentAt },
      this.#limits,
      now,
    )
    if (verdict === 'dead') return { code: 'timed-out' }
    if (verdict === 'beat') this.send(HEARTBEAT)
    return null
  }

  #isDraining(now: number): boolean {
    const queued = this.#socket.writableLength
    const left = this.#writtenBytes - queued
    // A queue that grows may drain all the same: what counts is whether anything leaves.
    if (queued === 0 || left > this.#leftBefore) this.#drainedAt = now
    this.#leftBefore = left
    return now - this.#drainedAt < this.#limits.drainMs
  }

  #write(frames: Uint8Array): void {
    this.#writtenBytes += frames.length
    this.#socket.write(frames, this.#onWritten)
  }

  /** Something was heard now, or would have been if it had been read. */
  #hearAt(now: number): void {
    this.#heardAt = now
    if (this.#frameBeganAt !== null) this.#frameBeganAt = now
  }

  readonly #resumeReading = (): void => {
    const now = performance.now()
    const left = this.#resumeAt - now
    if (left > 1) {
      this.#pauseTimer = setTimeout(this.#resumeReading, left)
      return
    }
    this.#pauseTimer = undefined
    this.#hearAt(now)
    this.#socket.resume()
  }

  #startClosing(): void {
    this.#state = 'closing'
    // Paused, it would not see that the peer closes.
    this.#socket.resume()
    this.#socket.end()
    // The peer may neither read nor close: it gets no more time than this.
    this.#goodbyeTimer = setTimeout(() => this.#socket.destroy(), GOODBYE_MS)
  }

  readonly #onWritten = (): void => {
    if (!this.#onDrained || this.#socket.writableLength > 0 || this.#state !== 'open') return
    const act = this.#onDrained
    this.#onDrained = null
    act()
  }

  readonly #onData = (bytes: Buffer): void => {
    this.#heardAt = performance.now()
    this.#answerBy = null
    const result = this.#decoder.push(bytes, (body) => {
      this.#frameBeganAt = null
      if (this.#state === 'open') this.#owner.onBody(body)
    })
    // Bytes that drip in do not extend the time of the frame they belong to.
    this.#frameBeganAt = this.#decoder.isInsideFrame ? (this.#frameBeganAt ?? this.#heardAt) : null
    if (!result.ok && this.#state === 'open') this.#owner.onBadFrame(result.error)
  }

  readonly #onPeerEnd = (): void => {
    if (this.#state === 'open') this.#startClosing()
  }

  readonly #onError = (): void => {
    // 'close' follows and tells the owner; without this listener a reset would end the process.
    this.#socket.destroy()
  }

  readonly #onClose = (): void => {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    clearTimeout(this.#goodbyeTimer)
    clearTimeout(this.#pauseTimer)
    this.#owner.onEnd()
  }
}
