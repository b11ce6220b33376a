// The list of members that a peer has asked for: one at a time, and again when the host refuses it for now. The programs
// that need one ask once.

import type { Answer } from '../../../shared/protocol/answer.ts'

export class ListRequest {
  readonly #request: () => void
  #isUnderWay = false
  #retry: NodeJS.Timeout | undefined

  /** @param request asks the host */
  constructor(request: () => void) {
    this.#request = request
  }

  /** Asks, unless it is asked already. */
  ask(): void {
    if (this.#isUnderWay) return
    this.#isUnderWay = true
    this.#request()
  }

  /** Takes note of an answer. Returns whether it was a refusal of the list, of which nobody needs to be told. */
  judge(answer: Answer): boolean {
    if (answer.type === 'members') this.#isUnderWay = false
    if (answer.type !== 'refusal' || answer.request !== 'list-members') return false
    this.#isUnderWay = false
    if (answer.retryAfterMs !== undefined) {
      this.#retry = setTimeout(() => this.ask(), answer.retryAfterMs)
    }
    return true
  }

  /** Asks no more by itself. */
  stop(): void {
    clearTimeout(this.#retry)
  }
}
