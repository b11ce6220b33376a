// What a classic peer has said and the host has not stored yet. The programs send it once and forget it: what is
// refused for now is kept here and said again, in its order, until it is stored or refused for good. [FL2] [ST1]

import type { Answer } from '../../../shared/protocol/answer.ts'
import type { RequestOf } from '../../../shared/protocol/request.ts'

/** Messages on their way at a time. A peer that has said so many is not heard until one of them is stored. */
const MAX_UNDER_WAY = 32

export interface SpeechOptions {
  readonly room: string
  /** A random id that was never used. */
  readonly newId: () => string
  /** Gives the host a request. `postpone` may be called before it returns, `judge` MUST NOT. */
  readonly ask: (request: RequestOf<'send-message'>) => void
}

interface Said {
  readonly request: RequestOf<'send-message'>
  /** Whether the host has it and has not answered. */
  isAsked: boolean
}

export class Speech {
  readonly #options: SpeechOptions
  /** Oldest first. */
  readonly #said: Said[] = []
  #retry: NodeJS.Timeout | undefined
  #isWaiting = false

  constructor(options: SpeechOptions) {
    this.#options = options
  }

  /** Whether nothing more is to be heard for now. */
  get isFull(): boolean {
    return this.#isWaiting || this.#said.length >= MAX_UNDER_WAY
  }

  /** Whether everything that was said is stored, or refused for good. */
  get isIdle(): boolean {
    return this.#said.length === 0
  }

  say(text: string): void {
    const { room, newId } = this.#options
    const request = { type: 'send-message', room, id: newId(), text } as const
    this.#said.push({ request, isAsked: false })
    this.#goOn()
  }

  /** Takes note of a refusal for now; nothing for other answers. Returns whether it was one. */
  postpone(answer: Answer): boolean {
    if (answer.type !== 'refusal' || answer.request !== 'send-message') return false
    if (answer.retryAfterMs === undefined) return false
    const said = this.#said.find(({ request }) => request.id === answer.id)
    if (said?.isAsked) {
      said.isAsked = false
      this.#wait(answer.retryAfterMs)
    }
    return true
  }

  /** Takes note of an answer that ends the way of a message of this member: its fact, or a refusal for good. */
  judge(answer: Answer, member: string): void {
    if (answer.type === 'message' && answer.author.id === member) this.#settle(answer.id)
    if (answer.type === 'refusal' && answer.request === 'send-message') this.#settle(answer.id)
  }

  /** Says nothing any more. */
  stop(): void {
    clearTimeout(this.#retry)
    this.#said.length = 0
  }

  #settle(id: string | undefined): void {
    const index = this.#said.findIndex(({ request }) => request.id === id)
    if (index >= 0) this.#said.splice(index, 1)
    this.#goOn()
  }

  /** The first that is not with the host goes first: the host refuses the later ones until it comes again. [FL2] */
  #goOn(): void {
    if (this.#isWaiting) return
    for (const said of this.#said.slice(0, MAX_UNDER_WAY)) {
      if (said.isAsked) continue
      said.isAsked = true
      this.#options.ask(said.request)
      // It was refused for now: what comes after it would be refused too.
      if (this.#isWaiting) return
    }
  }

  #wait(ms: number): void {
    // The first that was refused says for how long; those behind it only wait for it.
    if (this.#isWaiting) return
    this.#isWaiting = true
    this.#retry = setTimeout(() => {
      this.#isWaiting = false
      this.#goOn()
    }, ms)
  }
}
