// Runs a session: gives what happens to the core (shared/session), performs its effects, one step after the
// other. The socket, the disk and the clock are behind its surroundings: the same loop runs in the application,
// in the terminal, and in the simulation. Decides nothing itself.

import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { parseAnswer } from '../protocol/answer.ts'
import { normalizeName } from '../protocol/name.ts'
import type { RulingAsked } from '../protocol/moderation.ts'
import type { ResumePoint } from '../protocol/request.ts'
import type { RoomInfo } from '../protocol/answer.ts'
import { checkText, normalizeText } from '../protocol/text.ts'
import { failed, succeeded, type Result } from '../result.ts'
import type { CopiedRoom, CopyKey, FoundMessage } from '../session/copy.ts'
import {
  createSession,
  nextDeadline,
  type Session,
  type SessionEffect,
  type SessionInput,
  type SessionSettings,
} from '../session/session.ts'
import { stepSession } from '../session/step.ts'
import { firstFactOf } from '../session/timeline.ts'
import {
  applySessionEvent,
  EMPTY_VIEW,
  type PendingMessage,
  type SessionEvent,
  type SessionView,
} from '../session/view.ts'
import type { DurableFact } from '../protocol/schema.ts'
import { CopyWriter, isCopyEffect, type CopyEffect } from './copy-writer.ts'
import { isLineEffect, LinePerformer } from './line-performer.ts'
import type { ClientSurroundings } from './surroundings.ts'

/** Facts of the copy with which a timeline begins. */
const NEWEST_FACTS = 100

/** Messages that a search finds at most. */
const MAX_FOUND = 50

/** Facts before and after a message that a search found. */
const AROUND = 5

/** Messages in the outbox. More than anybody writes while a host is away. */
const MAX_OUTBOX = 10_000

export interface ClientLoopOptions {
  readonly settings: SessionSettings
  /** What happened since the last call, in order. The view has these events, and no others that are to come. */
  readonly onEvents: (events: readonly SessionEvent[]) => void
  /** The host's key was trusted for this address. */
  readonly onTrusted: (fingerprint: string) => void
}

export class ClientLoop {
  readonly #options: ClientLoopOptions
  readonly #world: ClientSurroundings
  #session: Session
  #view: SessionView = EMPTY_VIEW
  #writer: CopyWriter | null = null
  /** Messages on their way to the disk. */
  #queueing = 0
  readonly #inputs: SessionInput[] = []
  #isStepping = false
  #events: SessionEvent[] = []
  #isTelling = false
  readonly #line: LinePerformer
  readonly #renames: ((result: Result<void>) => void)[] = []
  readonly #rulings: ((result: Result<void>) => void)[] = []

  constructor(options: ClientLoopOptions, world: ClientSurroundings) {
    this.#options = options
    this.#world = world
    this.#session = createSession(options.settings)
    this.#line = new LinePerformer(world, () => this.settled())
  }

  /** Everything this client knows of its room, as of the events told last. */
  get view(): SessionView {
    return this.#view
  }

  /** Where the session stands now. */
  get session(): Session {
    return this.#session
  }

  /** The key that this session trusts, in canonical form; null until the host has been met. */
  get hostFingerprint(): string | null {
    const { trust } = this.#session.settings
    return trust.kind === 'pinned' ? trust.fingerprint : null
  }

  /** The last fact that this client holds; null before the first. */
  get resumePoint(): ResumePoint | null {
    return this.#session.resume
  }

  /** Whether everything that the room had said before this client joined is here. */
  get isCaughtUp(): boolean {
    const { phase } = this.#session
    return phase.kind === 'online' && phase.next > phase.joinedAt
  }

  /** Whether a message waits to be sent or acknowledged: as of now, not as of the events told last. */
  get hasWaiting(): boolean {
    return this.waitingCount > 0
  }

  /** How many messages wait to be sent or acknowledged now. */
  get waitingCount(): number {
    const { messages } = this.#session.outbox
    return this.#queueing + messages.filter(({ state }) => state.kind !== 'failed').length
  }

  /** Where the copy of the room is; null while the room is not known. */
  get copyKey(): CopyKey | null {
    return this.#writer?.key ?? null
  }

  /** Whether something can be written already: the host is known, and its copy is open. */
  get isOpen(): boolean {
    return this.#writer !== null
  }

  /** Begins with what an earlier run left of a room, before the host has been met. Comes before `start`. */
  async open(room: string): Promise<Result<void>> {
    const host = this.hostFingerprint
    if (host === null) return failed('internal-error')
    const copied = await this.#world.copies.open({ host, room }, NEWEST_FACTS)
    if (!copied.ok) return copied
    if (copied.value) this.#adopt(copied.value.room, copied.value)
    return succeeded(undefined)
  }

  start(): void {
    this.#step({ type: 'start' })
  }

  /** The line is secured and nothing has been said. */
  secured(fingerprint: string): void {
    this.#step({ type: 'secured', fingerprint, nonce: this.#world.newId() })
  }

  /** Hears the body of a frame. */
  receive(body: Uint8Array): void {
    const answer = parseAnswer(body)
    if (answer.ok) {
      const { value } = answer
      const hash = 'epoch' in value ? this.#world.hashOf(body) : ''
      this.#step({ type: 'answer', answer: value, hash })
    } else {
      this.#world.line.giveUp({ code: 'not-parley', detail: { ...this.#session.settings.address } })
    }
  }

  /** The connection could not be made or is gone; null when it ended without a reason. */
  lose(reason: ChatError | null): void {
    this.#step({ type: 'lost', reason: reason ?? this.#endReason() })
  }

  /** The moment of `setDeadline` has come. */
  deadline(): void {
    this.#step({ type: 'deadline' })
  }

  /** Tries at once instead of waiting, and checks a connection that may have died in its sleep. */
  wake(): void {
    this.#step({ type: 'wake' })
  }

  /**
   * Puts a text into the outbox and returns its id once it is on the disk. Fails with `bad-text`,
   * `text-too-long`, `read-only`, `outbox-full`, `copy-unavailable`, or `not-joined` before the room is known.
   */
  async send(text: string): Promise<Result<{ readonly id: string }>> {
    if (this.#session.settings.role === 'viewer') return failed('read-only')
    const checked = checkText(normalizeText(text), this.#session.maxTextBytes)
    if (!checked.ok) return checked
    if (!this.#writer) return failed('not-joined')
    if (this.#session.outbox.messages.length + this.#queueing >= MAX_OUTBOX) {
      return failed('outbox-full', { max: MAX_OUTBOX })
    }
    const id = this.#world.newId()
    const queued = await this.#queue({
      id,
      text: checked.value,
      queuedAt: this.#world.now(),
      state: { kind: 'waiting' },
    })
    return queued.ok ? succeeded({ id }) : queued
  }

  retry(id: string): void {
    this.#step({ type: 'retry', id })
  }

  discard(id: string): void {
    this.#step({ type: 'discard', id })
  }

  /** Reads what is before the timeline; `older-read` tells it. */
  readOlder(): void {
    // The timeline as the session knows it, with what was told last.
    this.#tellNow()
    this.#step({ type: 'read-older', from: firstFactOf(this.#view.timeline) })
  }

  /** Messages of the copy that hold all the words, newest first. */
  search(words: string): Promise<Result<readonly FoundMessage[]>> {
    if (!this.#writer) return Promise.resolve(succeeded([]))
    return this.#world.copies.search(this.#writer.key, words, MAX_FOUND)
  }

  /** What the copy holds around a fact, oldest first. */
  async readAround(sequence: number): Promise<Result<readonly DurableFact[]>> {
    if (!this.#writer) return succeeded([])
    const query = {
      before: sequence + AROUND + 1,
      from: Math.max(1, sequence - AROUND),
      facts: 2 * AROUND + 1,
    }
    const page = await this.#world.copies.page(this.#writer.key, query)
    return page.ok ? succeeded(page.value.map(({ fact }) => fact)) : page
  }

  /** What the copy holds from a fact on, oldest first. */
  async readFrom(from: number, facts: number): Promise<Result<readonly DurableFact[]>> {
    if (!this.#writer) return succeeded([])
    await this.#writer.settled()
    const query = { before: from + facts, from, facts }
    const page = await this.#world.copies.page(this.#writer.key, query)
    return page.ok ? succeeded(page.value.map(({ fact }) => fact)) : page
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

  /** Resolves when the room has decided. Fails with the host's refusal or `connection-lost`. */
  rule(asked: RulingAsked): Promise<Result<void>> {
    return new Promise((settle) => {
      this.#rulings.push(settle)
      this.#step({ type: 'rule', asked })
    })
  }

  /** Ends the session, with a goodbye if anything was said. What waits stays in the outbox. */
  leave(): void {
    this.#step({ type: 'leave' })
    this.#tellNow()
  }

  /** Resolves when the copy has everything. */
  async settled(): Promise<void> {
    await this.#writer?.settled()
  }

  /** On the disk first, in the order of writing; then it may go out. */
  async #queue(message: PendingMessage): Promise<Result<void>> {
    const writer = this.#writer
    if (!writer) return failed('not-joined')
    this.#queueing++
    const queued = await this.#world.copies.queue(writer.key, message)
    if (queued.ok) this.#step({ type: 'send', id: message.id, text: message.text })
    this.#queueing--
    return queued
  }

  /** What an effect brings about is a step of its own, after the one that it belongs to. */
  #step(input: SessionInput): void {
    this.#inputs.push(input)
    if (this.#isStepping) return
    this.#isStepping = true
    try {
      for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) {
        const moment = { now: this.#world.now(), random: this.#world.random() }
        const { session, effects } = stepSession(this.#session, next, moment)
        this.#session = session
        for (const effect of effects) this.#perform(effect)
      }
    } finally {
      this.#isStepping = false
    }
    this.#world.setDeadline(nextDeadline(this.#session, this.#world.now()))
  }

  #perform(effect: SessionEffect): void {
    if (isCopyEffect(effect)) return this.#writeCopy(effect)
    if (isLineEffect(effect)) return this.#line.perform(effect)
    switch (effect.type) {
      case 'remember-host':
        return this.#options.onTrusted(effect.fingerprint)
      case 'tell':
        return this.#tell(effect.event)
      case 'rename-settled':
        return this.#settleRename(effect.error)
      case 'ruling-settled':
        return this.#settleRuling(effect.index, effect.error)
      case 'open-copy':
        return void this.#openCopy(effect.room)
      case 'load-page':
        return void this.#loadPage(effect)
      default:
        return assertNever(effect)
    }
  }

  #writeCopy(effect: CopyEffect): void {
    if (effect.type === 'keep') this.#tellSoon()
    this.#writer?.write(effect)
  }

  async #openCopy(room: RoomInfo): Promise<void> {
    const host = this.hostFingerprint ?? ''
    const copied = await this.#world.copies.open({ host, room: room.id }, NEWEST_FACTS)
    if (copied.ok) this.#adopt(room, copied.value)
    else this.#step({ type: 'copy-failed', error: copied.error })
  }

  #adopt(room: RoomInfo, copied: CopiedRoom | null): void {
    const { copies, onTrouble } = this.#world
    const host = this.hostFingerprint ?? ''
    this.#writer ??= new CopyWriter(copies, { host, room: room.id }, onTrouble)
    this.#step({ type: 'copy-opened', room, copied })
  }

  async #loadPage({ before, from }: Extract<SessionEffect, { type: 'load-page' }>): Promise<void> {
    if (!this.#writer) return
    await this.#writer.settled()
    const query = { before, from, facts: before - from }
    const page = await this.#world.copies.page(this.#writer.key, query)
    this.#step({ type: 'page-loaded', before, facts: page.ok ? page.value : [] })
  }

  /** What ends before the welcome spoke TLS, but not Parley. */
  #endReason(): ChatError {
    const { phase, settings } = this.#session
    return phase.kind === 'greeting'
      ? { code: 'closed-early', detail: { ...settings.address } }
      : { code: 'connection-lost' }
  }

  /** Answers come in the order in which they were asked for, after what they are about was told. */
  #settleRename(error: ChatError | null): void {
    this.#tellNow()
    this.#renames.shift()?.(error ? { ok: false, error } : succeeded(undefined))
  }

  #settleRuling(index: number, error: ChatError | null): void {
    this.#tellNow()
    const [settle] = this.#rulings.splice(index, 1)
    settle?.(error ? { ok: false, error } : succeeded(undefined))
  }

  #tell(event: SessionEvent): void {
    const last = this.#events.at(-1)
    if (last?.type === 'facts-received' && event.type === 'facts-received') {
      this.#events[this.#events.length - 1] = { ...last, facts: [...last.facts, ...event.facts] }
    } else {
      this.#events.push(event)
    }
    this.#tellSoon()
  }

  /** What one tick brought is told and kept at once: a busy room must not cost a call for each message. */
  #tellSoon(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    this.#world.soon(() => this.#tellNow())
  }

  /** View and events move together: who takes the view and then the events misses and doubles nothing. */
  #tellNow(): void {
    if (!this.#isTelling) return
    this.#isTelling = false
    this.#writer?.flush()
    const events = this.#events
    if (events.length === 0) return
    this.#events = []
    this.#view = events.reduce(applySessionEvent, this.#view)
    this.#options.onEvents(events)
  }
}
