// Runs a session: dials, reads, writes and keeps time for the core (shared/session). Decides nothing itself.

import { randomBytes } from 'node:crypto'
import type { HostAddress } from '../../shared/address/host-address.ts'
import { assertNever } from '../../shared/assert-never.ts'
import type { ChatError } from '../../shared/error.ts'
import { parseAnswer } from '../../shared/protocol/answer.ts'
import { encodeFrame } from '../../shared/protocol/frame.ts'
import { LIMITS, MAX_HOST_FRAME_BYTES } from '../../shared/protocol/limits.ts'
import { normalizeName } from '../../shared/protocol/name.ts'
import type { ResumePoint } from '../../shared/protocol/request.ts'
import { checkText, normalizeText } from '../../shared/protocol/text.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import {
  createSession,
  nextDeadline,
  type Session,
  type SessionEffect,
  type SessionInput,
  type SessionSettings,
} from '../../shared/session/session.ts'
import { stepSession } from '../../shared/session/step.ts'
import {
  applySessionEvent,
  EMPTY_VIEW,
  type SessionEvent,
  type SessionView,
} from '../../shared/session/view.ts'
import { FrameConnection } from '../wire/frame-connection.ts'
import { openConnection, type OpenedConnection } from './open-connection.ts'

/** Milliseconds between two looks at the connection. */
const INSPECTION_MS = 1_000

export interface ChatClientOptions {
  readonly settings: SessionSettings
  readonly resume: ResumePoint | null
  /** What happened since the last call, in order. The view has these events, and no others that are to come. */
  readonly onEvents: (events: readonly SessionEvent[]) => void
  /** The host's key was trusted for this address. */
  readonly onTrusted: (fingerprint: string) => void
}

export class ChatClient {
  readonly #options: ChatClientOptions
  #session: Session
  #view: SessionView = EMPTY_VIEW
  readonly #inputs: SessionInput[] = []
  #isStepping = false
  #events: SessionEvent[] = []
  #telling: NodeJS.Immediate | null = null
  #attempt: AbortController | null = null
  #opened: OpenedConnection | null = null
  #wire: FrameConnection | null = null
  /** Connections that say goodbye: nothing they still bring concerns the session. */
  readonly #closing = new Set<FrameConnection>()
  #deadline: NodeJS.Timeout | undefined
  #inspection: NodeJS.Timeout | undefined
  readonly #renames: ((result: Result<void>) => void)[] = []
  #released: (() => void)[] = []

  constructor(options: ChatClientOptions) {
    this.#options = options
    this.#session = createSession(options.settings, options.resume)
  }

  /** Everything this client knows of its room, as of the events told last. */
  get view(): SessionView {
    return this.#view
  }

  get address(): HostAddress {
    return this.#session.settings.address
  }

  /** The key that this session trusts, in canonical form; null until the host has been met. */
  get hostFingerprint(): string | null {
    const { trust } = this.#session.settings
    return trust.kind === 'pinned' ? trust.fingerprint : null
  }

  /** Bytes of UTF-8. The longest text that the host takes. */
  get maxTextBytes(): number {
    return this.#session.maxTextBytes
  }

  /** Up to where this client has the room's facts; null before the first join. */
  get resumePoint(): ResumePoint | null {
    return this.#session.resume
  }

  /** Whether everything that the room had said before this client joined is here. */
  get isCaughtUp(): boolean {
    const { phase, resume } = this.#session
    return phase.kind === 'online' && resume !== null && resume.sequence >= phase.joinedAt
  }

  start(): void {
    this.#step({ type: 'start' })
  }

  /** Queues a text and returns its id. Fails with `bad-text`, `text-too-long` or `read-only`. */
  send(text: string): Result<{ readonly id: string }> {
    if (this.#session.settings.role === 'viewer') return failed('read-only')
    const checked = checkText(normalizeText(text), this.#session.maxTextBytes)
    if (!checked.ok) return checked
    const id = randomBytes(16).toString('base64url')
    this.#step({ type: 'send', id, text: checked.value })
    return succeeded({ id })
  }

  retry(id: string): void {
    this.#step({ type: 'retry', id })
  }

  discard(id: string): void {
    this.#step({ type: 'discard', id })
  }

  /** Resolves when the host has answered. Fails with the host's refusal or `connection-lost`. */
  rename(name: string): Promise<Result<void>> {
    const normalized = normalizeName(name)
    if (!normalized.ok) return Promise.resolve(normalized)
    if (this.#view.joined?.you.name === normalized.value)
      return Promise.resolve(succeeded(undefined))
    return new Promise((settle) => {
      this.#renames.push(settle)
      this.#step({ type: 'rename', name: normalized.value })
    })
  }

  /** Tries at once instead of waiting, and checks a connection that may have died in its sleep. */
  wake(): void {
    this.#inspect()
    this.#step({ type: 'wake' })
  }

  /** Says goodbye. Resolves when the connection is released. */
  async leave(): Promise<void> {
    const released = new Promise<void>((settle) => {
      this.#released.push(settle)
    })
    this.#step({ type: 'leave' })
    if (this.#closing.size === 0) this.#settleReleased()
    await released
    this.#tellNow()
  }

  /** What an effect brings about is a step of its own, after the one that it belongs to. */
  #step(input: SessionInput): void {
    this.#inputs.push(input)
    if (this.#isStepping) return
    this.#isStepping = true
    for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) {
      const moment = { now: Date.now(), random: Math.random() }
      const { session, effects } = stepSession(this.#session, next, moment)
      this.#session = session
      for (const effect of effects) this.#perform(effect)
    }
    this.#isStepping = false
    this.#scheduleDeadline()
  }

  #perform(effect: SessionEffect): void {
    switch (effect.type) {
      case 'dial':
        return void this.#dial()
      case 'say':
        return this.#say(effect.request)
      case 'hang-up':
        return this.#hangUp(effect.reason)
      case 'remember-host':
        return this.#options.onTrusted(effect.fingerprint)
      case 'keep-alive': {
        const { heartbeatMs, silenceMs } = effect
        return this.#wire?.setLimits({ heartbeatMs, silenceMs })
      }
      case 'expect-answer':
        return this.#wire?.expectAnswer(effect.withinMs)
      case 'tell':
        return this.#tell(effect.event)
      case 'rename-settled':
        return this.#settleRename(effect.error)
      default:
        return assertNever(effect)
    }
  }

  async #dial(): Promise<void> {
    this.#attempt?.abort()
    const attempt = new AbortController()
    this.#attempt = attempt
    const opened = await openConnection(this.address, attempt.signal)
    if (this.#attempt !== attempt) {
      if (opened.ok) opened.value.socket.destroy()
      return
    }
    if (!opened.ok) {
      this.#attempt = null
      this.#step({ type: 'lost', reason: opened.error })
      return
    }
    this.#opened = opened.value
    this.#step({ type: 'secured', fingerprint: opened.value.fingerprint })
  }

  /** The first words make the secured socket a connection of frames: before them nothing is written. */
  #say(request: object): void {
    if (!this.#wire && this.#opened) {
      this.#wire = this.#adopt(this.#opened)
      this.#opened = null
    }
    if (this.#wire?.send(encodeFrame(request)) === false)
      this.#loseWire({ code: 'connection-lost' })
  }

  #adopt({ socket }: OpenedConnection): FrameConnection {
    const wire: FrameConnection = new FrameConnection(
      socket,
      {
        frameBytes: MAX_HOST_FRAME_BYTES,
        heartbeatMs: LIMITS['heartbeat-ms'].default,
        silenceMs: LIMITS['silence-ms'].default,
        frameMs: LIMITS['silence-ms'].default,
        queueBytes: LIMITS['queue-bytes'].default,
        drainMs: LIMITS['silence-ms'].default,
      },
      {
        onBody: (body) => this.#receive(body),
        onBadFrame: () => this.#loseWire({ code: 'not-parley', detail: { ...this.address } }),
        onEnd: () => this.#onWireEnd(wire),
      },
      performance.now(),
    )
    this.#inspection = setInterval(() => this.#inspect(), INSPECTION_MS)
    return wire
  }

  #receive(body: Uint8Array): void {
    const answer = parseAnswer(body)
    if (answer.ok) this.#step({ type: 'answer', answer: answer.value })
    else this.#loseWire({ code: 'not-parley', detail: { ...this.address } })
  }

  #inspect(): void {
    const reason = this.#wire?.inspect(performance.now())
    if (reason) this.#loseWire(reason)
  }

  /** Gives up a connection that does not work; the session decides what follows. */
  #loseWire(reason: ChatError): void {
    this.#closeWire(reason)
    this.#step({ type: 'lost', reason })
  }

  #closeWire(reason: ChatError): void {
    const wire = this.#wire
    if (!wire) return
    this.#detachWire()
    this.#closing.add(wire)
    wire.close(reason)
  }

  #detachWire(): void {
    this.#wire = null
    clearInterval(this.#inspection)
  }

  #hangUp(reason: ChatError): void {
    this.#attempt?.abort()
    this.#attempt = null
    this.#opened?.socket.destroy()
    this.#opened = null
    this.#closeWire(reason)
  }

  #onWireEnd(wire: FrameConnection): void {
    this.#closing.delete(wire)
    if (this.#closing.size === 0) this.#settleReleased()
    // A later connection may be up already: the end of an old one is no news.
    if (this.#wire !== wire) return
    this.#detachWire()
    this.#step({ type: 'lost', reason: this.#endReason() })
  }

  /** What ends before the welcome spoke TLS, but not Parley. */
  #endReason(): ChatError {
    return this.#session.phase.kind === 'greeting'
      ? { code: 'closed-early', detail: { ...this.address } }
      : { code: 'connection-lost' }
  }

  /** Answers come in the order in which they were asked for, after what they are about was told. */
  #settleRename(error: ChatError | null): void {
    this.#tellNow()
    this.#renames.shift()?.(error ? { ok: false, error } : succeeded(undefined))
  }

  #tell(event: SessionEvent): void {
    const last = this.#events.at(-1)
    if (last?.type === 'facts-received' && event.type === 'facts-received') {
      this.#events[this.#events.length - 1] = { ...last, facts: [...last.facts, ...event.facts] }
    } else {
      this.#events.push(event)
    }
    // What one tick brought is told at once: a busy room must not cost a call for each message.
    this.#telling ??= setImmediate(() => this.#tellNow())
  }

  /** View and events move together: who takes the view and then the events misses and doubles nothing. */
  #tellNow(): void {
    if (!this.#telling) return
    clearImmediate(this.#telling)
    this.#telling = null
    const events = this.#events
    this.#events = []
    this.#view = events.reduce(applySessionEvent, this.#view)
    this.#options.onEvents(events)
  }

  #scheduleDeadline(): void {
    clearTimeout(this.#deadline)
    const now = Date.now()
    const due = nextDeadline(this.#session, now)
    if (due !== null) {
      this.#deadline = setTimeout(() => this.#step({ type: 'deadline' }), Math.max(1, due - now))
    }
  }

  #settleReleased(): void {
    const waiting = this.#released
    this.#released = []
    for (const settle of waiting) settle()
  }
}
