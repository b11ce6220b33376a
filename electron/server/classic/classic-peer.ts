// One classic program on its socket: its bytes go to its protocol, what the protocol wants goes to the host, what the
// host says comes back as events. Bounded in both directions; whoever does not read delays nobody.

import type { Socket } from 'node:net'
import { assertNever } from '../../../shared/assert-never.ts'
import { describeError, type ChatError } from '../../../shared/error.ts'
import type { Outlet } from '../../../shared/host/outlet.ts'
import type { Answer } from '../../../shared/protocol/answer.ts'
import type { Limits } from '../../../shared/protocol/limits.ts'
import type { Request } from '../../../shared/protocol/request.ts'
import type { UnverifiedRequest } from '../../../shared/room/unverified.ts'
import type { ClassicConversation } from './conversation.ts'
import { FirstWords } from './first-words.ts'
import { FreshList } from './fresh-list.ts'
import { HeldBytes } from './held-bytes.ts'
import { ListRequest } from './list-request.ts'
import { PacedWriter } from './paced-writer.ts'
import { PastFacts } from './past-facts.ts'
import type { ClassicAct, ClassicContext, ClassicEvent } from './protocol.ts'
import { answersIn, isFact, toEvents } from './room-events.ts'
import { Speech } from './speech.ts'
import type { Turns, Worker } from './turns.ts'

/** Milliseconds for what is queued to leave and the other side to close, before the socket is destroyed. */
const GOODBYE_MS = 1_000

/** Frames and the like that are heard in one turn: more of them would delay everybody else. */
const HEARD_AT_ONCE = 16

/** Milliseconds for which a peer is new: 16BPP's messenger looks for 10 of them whether it is refused. [B.10] */
const NEW_MS = 1_000

/**
 * Milliseconds of silence after which the system asks whether the other side is still there: nothing that we could
 * write for that would stay unseen.
 */
const KEEP_ALIVE_MS = 30_000

export interface ClassicPeerOptions {
  readonly socket: Socket
  readonly conversation: ClassicConversation
  /** What it has said so far. */
  readonly bytes: Uint8Array
  readonly context: ClassicContext
  readonly room: string
  /** Random, for this connection only. */
  readonly member: string
  readonly limits: Limits
  readonly turns: Turns
  readonly newId: () => string
  /** The connection is pending no more. */
  readonly admit: () => void
}

/** What the owner of a peer does for it. */
export interface ClassicPeerOwner {
  readonly ask: (request: Request | UnverifiedRequest) => void
  /** It has left: nothing more is to be said to it. Once. */
  readonly onLeft: (reason: 'leaving' | 'connection-lost') => void
  /** It is over and its socket released. Once, last. */
  readonly onEnd: () => void
  /** A bug of ours: the peer is ended. */
  readonly onFailure: (error: unknown) => void
}

/** What there is to tell the protocol, in its order. */
type Inbox =
  | { readonly kind: 'frames'; readonly frames: Uint8Array }
  | { readonly kind: 'ended'; readonly reason: ChatError }
  | { readonly kind: 'wake' }

export class ClassicPeer implements Outlet, Worker {
  readonly #options: ClassicPeerOptions
  readonly #owner: ClassicPeerOwner
  readonly #writer: PacedWriter
  readonly #speech: Speech
  readonly #held: HeldBytes
  readonly #list: ListRequest
  readonly #past = new PastFacts()
  readonly #firstWords: FirstWords
  readonly #fresh = new FreshList()
  readonly #inbox: Inbox[] = []
  #inboxBytes = 0
  /** `leaving`: it says nothing more, and goes when what it said is stored. */
  #state: 'open' | 'leaving' | 'closing' | 'ended' = 'open'
  #isAsking = false
  #isOverrun = false
  #hasLeft = false
  readonly #newUntil = performance.now() + NEW_MS
  /** When something last left, or began to wait for that. */
  #leftAt = performance.now()
  #wake: NodeJS.Timeout | undefined
  #goodbye: NodeJS.Timeout | undefined
  #onDrained: (() => void) | null = null

  /** Takes over the socket, its errors included. `start` comes next. */
  constructor(options: ClassicPeerOptions, owner: ClassicPeerOwner) {
    const { socket, conversation, limits, turns, room, newId } = options
    this.#options = options
    this.#owner = owner
    this.#writer = new PacedWriter({
      socket,
      gapMs: conversation.writeGapMs,
      joining: conversation.joining,
      onLeft: () => this.#onWriteLeft(),
      onDue: () => turns.soon(this),
    })
    this.#speech = new Speech({ room, newId, ask: (request) => this.#ask(request) })
    this.#list = new ListRequest(() => this.#ask({ type: 'list-members', room, after: null }))
    this.#firstWords = new FirstWords(options.bytes.length > 0, () => turns.soon(this))
    // What says no more may still want to hear: both directions are closed by us.
    socket.allowHalfOpen = true
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    this.#held = new HeldBytes(socket, limits['text-bytes'], () => turns.soon(this))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#onClose())
  }

  /** Begins, once the host has let it in. */
  start(): void {
    const { conversation, context, bytes } = this.#options
    this.#guard(() => this.#perform(conversation.start(context, performance.now())))
    this.#held.begin(bytes)
    this.#options.turns.soon(this)
  }

  get queuedBytes(): number {
    return this.#inboxBytes + this.#writer.queuedBytes
  }

  send(frames: Uint8Array): boolean {
    if (this.#state !== 'open' && this.#state !== 'leaving') return true
    this.#isOverrun ||= this.queuedBytes + frames.length > this.#options.limits['queue-bytes']
    if (this.#isOverrun) return false
    // Whether it may go on speaking is to be known before it does.
    if (this.#isAsking) for (const answer of answersIn(frames)) this.#speech.postpone(answer)
    this.#inboxBytes += frames.length
    this.#put({ kind: 'frames', frames })
    return true
  }

  onceDrained(act: () => void): void {
    this.#onDrained = act
    this.#options.turns.soon(this)
  }

  admit(): void {
    this.#options.admit()
  }

  cut(reason: ChatError): void {
    const { socket } = this.#options
    if (socket.writableLength > 0) return void socket.resetAndDestroy()
    this.#writer.drop()
    this.#inbox.length = 0
    this.#inboxBytes = 0
    this.close(reason)
  }

  close(reason: ChatError): void {
    if (this.#state === 'closing' || this.#state === 'ended') return
    this.#put({ kind: 'ended', reason })
  }

  /** Why the peer has to be ended, or null; to be asked every moment. */
  inspect(now: number): ChatError | null {
    if (this.#state !== 'open' && this.#state !== 'leaving') return null
    // What waits to be looked at waits for us, not for the peer.
    const isFull = this.#writer.queuedBytes > 0
    const isStuck = isFull && now - this.#leftAt >= this.#options.limits['drain-ms']
    return this.#isOverrun || isStuck ? { code: 'too-slow' } : null
  }

  /** Releases the socket at once. */
  destroy(): void {
    this.#options.socket.destroy()
  }

  get isUrgent(): boolean {
    return performance.now() < this.#newUntil
  }

  work(): void {
    this.#guard(() => {
      this.#hearNext()
      if (this.#inbox.length > 0) return this.#options.turns.soon(this)
      this.#feed()
      if (this.#state === 'leaving' && this.#speech.isIdle) this.#leave()
      this.#tellDrained()
    })
  }

  /** What there is to tell, and what is written because of it goes out together. */
  #hearNext(): void {
    this.#writer.hold()
    for (let count = 0; count < HEARD_AT_ONCE; count++) {
      // One by one: what is heard may have made the rest void.
      const input = this.#inbox.shift()
      if (input) this.#hear(input)
    }
    this.#writer.release()
  }

  #hear(input: Inbox): void {
    if (this.#state === 'closing' || this.#state === 'ended') return
    const { conversation } = this.#options
    switch (input.kind) {
      case 'frames':
        this.#inboxBytes -= input.frames.length
        for (const answer of answersIn(input.frames)) this.#hearAnswer(this.#fresh.sift(answer))
        return
      case 'wake':
        return this.#perform(conversation.wake(performance.now()))
      case 'ended':
        return this.#hearEnd(input.reason)
      default:
        return assertNever(input)
    }
  }

  #hearAnswer(answer: Answer): void {
    const { member } = this.#options
    if (this.#speech.postpone(answer) || this.#list.judge(answer)) return
    this.#speech.judge(answer, member)
    const { past, isNow } = this.#past.judge(answer)
    for (const fact of past) this.#tellAll(toEvents(fact, { member, isPast: true }))
    const isOfRoom = isFact(answer) || answer.type === 'presence'
    if (isNow || !isOfRoom) this.#tellAll(toEvents(answer, { member, isPast: false }))
  }

  #tellAll(events: readonly ClassicEvent[]): void {
    for (const event of events) this.#tell(event)
  }

  #tell(event: ClassicEvent): void {
    if (this.#state !== 'open') return
    this.#perform(this.#options.conversation.hear(event, performance.now()))
  }

  #hearEnd(reason: ChatError): void {
    const { code } = reason
    this.#tell({ type: 'ended', code, sentence: describeError(reason) })
    this.#startClosing()
  }

  /** Gives the protocol what has come, as far as the host has taken what was said before. */
  #feed(): void {
    const { conversation, turns, limits } = this.#options
    while (this.#state === 'open' && !this.#speech.isFull && this.#isWanted()) {
      // More than the room alone makes wait: who asks and does not read is not answered for ever.
      if (this.#writer.queuedBytes > limits['live-queue-bytes']) return
      const bytes = this.#held.take()
      if (!bytes) break
      this.#perform(conversation.receive(bytes, performance.now()))
      // What the host answered comes first.
      if (this.#inbox.length > 0) return turns.soon(this)
    }
    if (this.#state === 'open' && this.#held.isOver) {
      this.#held.forgetEnd()
      this.#perform(conversation.end(performance.now()))
    }
  }

  #isWanted(): boolean {
    const verdict = this.#firstWords.judge(this.#held.bytes, this.#held.isEnding)
    if (verdict === 'unwanted') this.destroy()
    if (verdict === 'undecided') this.#held.readOn()
    return verdict === 'wanted'
  }

  #perform(acts: readonly ClassicAct[]): void {
    for (const act of acts) this.#performOne(act)
  }

  #performOne(act: ClassicAct): void {
    const { room } = this.#options
    switch (act.type) {
      case 'enter':
        return this.#ask({ type: 'enter', room, name: act.name })
      case 'rename':
        return this.#ask({ type: 'rename', room, name: act.name })
      case 'say':
        return this.#speech.say(act.text)
      case 'list':
        return this.#list.ask()
      case 'listen':
        this.#past.listen(act.past)
        return act.past > 0 ? this.#ask({ type: 'recall', room }) : undefined
      case 'write':
        return this.#write(act.bytes, act.isStream)
      case 'wake-after':
        clearTimeout(this.#wake)
        this.#wake = setTimeout(() => this.#put({ kind: 'wake' }), act.ms)
        return
      case 'close':
        this.#state = this.#state === 'open' ? 'leaving' : this.#state
        return this.#options.turns.soon(this)
      default:
        return assertNever(act)
    }
  }

  #ask(request: Request | UnverifiedRequest): void {
    if (this.#hasLeft) return
    this.#isAsking = true
    try {
      this.#owner.ask(request)
    } finally {
      this.#isAsking = false
    }
  }

  #write(bytes: Uint8Array, isStream?: boolean): void {
    if (this.#writer.queuedBytes === 0) this.#leftAt = performance.now()
    this.#isOverrun ||= this.queuedBytes + bytes.length > this.#options.limits['queue-bytes']
    if (!this.#isOverrun) this.#writer.write(bytes, isStream)
  }

  #onWriteLeft(): void {
    this.#leftAt = performance.now()
    const isAwaited = this.#onDrained !== null && this.#writer.queuedBytes === 0
    if (isAwaited || this.#held.bytes.length > 0) this.#options.turns.soon(this)
  }

  #tellDrained(): void {
    if (!this.#onDrained || this.queuedBytes > 0 || this.#hasLeft) return
    const act = this.#onDrained
    this.#onDrained = null
    act()
  }

  #put(input: Inbox): void {
    if (this.#state === 'ended') return
    this.#inbox.push(input)
    this.#options.turns.soon(this)
  }

  #leave(): void {
    this.#startClosing()
    this.#tellLeft('leaving')
  }

  #tellLeft(reason: 'leaving' | 'connection-lost'): void {
    if (this.#hasLeft) return
    this.#hasLeft = true
    this.#owner.onLeft(reason)
  }

  #startClosing(): void {
    if (this.#state === 'closing' || this.#state === 'ended') return
    this.#state = 'closing'
    this.#inbox.length = 0
    this.#inboxBytes = 0
    this.#speech.stop()
    this.#held.discard()
    this.#writer.end()
    this.#goodbye = setTimeout(() => this.destroy(), GOODBYE_MS)
  }

  #guard(act: () => void): void {
    try {
      act()
    } catch (error) {
      this.#owner.onFailure(error)
      this.destroy()
    }
  }

  #onClose(): void {
    if (this.#state === 'ended') return
    const reason = this.#state === 'open' ? 'connection-lost' : 'leaving'
    this.#state = 'ended'
    clearTimeout(this.#wake)
    this.#list.stop()
    clearTimeout(this.#goodbye)
    this.#firstWords.stop()
    this.#speech.stop()
    this.#writer.stop()
    this.#options.turns.drop(this)
    this.#tellLeft(reason)
    this.#owner.onEnd()
  }
}
