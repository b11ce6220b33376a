// Judges what somebody says first who was welcomed because he was silent. A web page can have a connection made and
// use it seconds later; a slow network can bring the handshake of a Parley so late, which then comes again at once.

import { detect } from './detect.ts'

export class FirstWords {
  #isJudged: boolean
  readonly #onPatient: () => void
  #patience: NodeJS.Timeout | undefined

  /**
   * @param isJudged the bytes with which it began have told who it is
   * @param onPatient nothing more came that would have made it unwanted
   */
  constructor(isJudged: boolean, onPatient: () => void) {
    this.#isJudged = isJudged
    this.#onPatient = onPatient
  }

  /** Whether all bytes that it has said are to be heard; `isWhole` when no more can come. */
  judge(bytes: Uint8Array, isWhole: boolean): 'wanted' | 'unwanted' | 'undecided' {
    if (this.#isJudged || bytes.length === 0) return 'wanted'
    const detection = detect(bytes)
    if (detection.kind === 'tls' || detection.kind === 'unwanted') return 'unwanted'
    if (detection.kind === 'undecided' && !isWhole) {
      this.#patience ??= setTimeout(() => {
        this.#isJudged = true
        this.#onPatient()
      }, detection.waitMs)
      return 'undecided'
    }
    this.stop()
    this.#isJudged = true
    return 'wanted'
  }

  /** Calls back no more. */
  stop(): void {
    clearTimeout(this.#patience)
  }
}
