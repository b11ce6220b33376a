// Runs a session: dials, reads, writes and keeps time for the core (shared/session). Decides nothing itself.

import { randomBytes } from 'node:crypto'
import type { HostAddress } from '../../shared/address/host-address.ts'
import { assertNever } from '../../shared/assert-never.ts'
import type { ChatError } from '../../shared/error.ts'
import { parseAnswer } from '../../shared/protocol/answer.ts'
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
import { HostLine } from './host-line.ts'

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
  readonly #line: HostLine
  #session: Session
  #view: SessionView = EMPTY_VIEW
  readonly #inputs: SessionInput[] = []
  #isStepping = false
  #events: SessionEvent[] = []
  #telling: NodeJS.Immediate | null = null
  #deadline: NodeJS.Timeout | undefined
  readonly #renames: ((result: Result<void>) => void)[] = []

  constructor(options: ChatClientOptions) {
    this.#options = options
    this.#session = createSession(options.settings, options.resume)
    this.#line = new HostLine(options.settings.address, {
      onSecured: (fingerprint) => this.#step({ type: 'secured', fingerprint }),
      onBody: (body) => this.#receive(body),
      onLost: (reason) => this.#step({ type: 'lost', reason: reason ?? this.#endReason() }),
    })
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

  /** Whether a message waits to be sent or acknowledged: as of now, not as of the events told last. */
  get hasWaiting(): boolean {
    return this.#session.outbox.messages.some(({ state }) => state.kind !== 'failed')
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
    this.#line.inspect()
    this.#step({ type: 'wake' })
  }

  /** Says goodbye. Resolves when the connection is released. */
  async leave(): Promise<void> {
    this.#step({ type: 'leave' })
    await this.#line.released()
    this.#tellNow()
  }

  /** What an effect brings about is a step of its own, after the one that it belongs to. */
  #step(input: SessionInput): void {
    this.#inputs.push(input)
    if (this.#isStepping) return
    this.#isStepping = true
    try {
      for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) {
        const moment = { now: Date.now(), random: Math.random() }
        const { session, effects } = stepSession(this.#session, next, moment)
        this.#session = session
        for (const effect of effects) this.#perform(effect)
      }
    } finally {
      this.#isStepping = false
    }
    this.#scheduleDeadline()
  }

  #perform(effect: SessionEffect): void {
    switch (effect.type) {
      case 'dial':
        return this.#line.dial()
      case 'say':
        return this.#line.say(effect.request)
      case 'hang-up':
        return this.#line.hangUp(effect.reason)
      case 'remember-host':
        return this.#options.onTrusted(effect.fingerprint)
      case 'keep-alive': {
        const { heartbeatMs, silenceMs } = effect
        return this.#line.keepAlive(heartbeatMs, silenceMs)
      }
      case 'expect-answer':
        return this.#line.expectAnswer(effect.withinMs)
      case 'tell':
        return this.#tell(effect.event)
      case 'rename-settled':
        return this.#settleRename(effect.error)
      default:
        return assertNever(effect)
    }
  }

  #receive(body: Uint8Array): void {
    const answer = parseAnswer(body)
    if (answer.ok) this.#step({ type: 'answer', answer: answer.value })
    else this.#line.giveUp({ code: 'not-parley', detail: { ...this.address } })
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
}
