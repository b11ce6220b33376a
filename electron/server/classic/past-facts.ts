// From where on a classic peer is told what happens, and the last messages before that. The host answers with a page
// of facts of every kind; told are the last messages in it.

import type { Answer } from '../../../shared/protocol/answer.ts'
import { isFact } from './room-events.ts'

/** What is to be told because of an answer. */
export interface Told {
  /** Messages of before. */
  readonly past: readonly Answer[]
  /** Whether the answer itself is told. */
  readonly isNow: boolean
}

const NOTHING: Told = { past: [], isNow: false }
const NOW: Told = { past: [], isNow: true }

export class PastFacts {
  #state: 'deaf' | 'waiting' | 'reading' | 'live' = 'deaf'
  #wanted = 0
  /** The number of the last fact of the page. */
  #until = 0
  #messages: Answer[] = []

  /** It listens from now on, after so many messages. With any, the host MUST be asked for its page next. */
  listen(messages: number): void {
    this.#wanted = messages
    this.#state = messages > 0 ? 'waiting' : 'live'
  }

  /** What is to be told of a fact or of who came and went, or of the page that was asked for. */
  judge(answer: Answer): Told {
    if (this.#state === 'waiting') return this.#begin(answer)
    if (this.#state === 'reading' && isFact(answer)) return this.#read(answer)
    return this.#state === 'deaf' ? NOTHING : NOW
  }

  /** What came before the page is in it, or older. Where the host gives none, what is told begins here. */
  #begin(answer: Answer): Told {
    if (answer.type === 'refusal' && answer.request === 'recall') this.#state = 'live'
    if (answer.type !== 'history') return NOTHING
    this.#until = answer.to
    this.#messages = []
    this.#state = answer.from > answer.to ? 'live' : 'reading'
    return NOTHING
  }

  #read(fact: Answer & { readonly sequence: number }): Told {
    if (fact.type === 'message') this.#messages.push(fact)
    if (fact.sequence < this.#until) return NOTHING
    this.#state = 'live'
    const past = this.#messages.slice(-this.#wanted)
    this.#messages = []
    return { past, isNow: false }
  }
}
