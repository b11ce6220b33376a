// What the oracle found.

/** The invariants, by the names that reports use. */
export type Invariant =
  /** Every acknowledged message is in the log exactly once, and an unacknowledged one at most once. */
  | 'I1'
  | 'I2'
  /** Numbers 1..n without gaps, an epoch for each start. */
  | 'I3'
  /** What a client is told is a contiguous, ordered part of the log without duplicates. */
  | 'I4'
  /** An author's messages stand in the order in which they were written. */
  | 'I5'
  /** What is told is what is stored. */
  | 'I6'
  /** Nobody gets content while not in the room, or from before the first joining where that is not to be. */
  | 'I7'
  /** A name has one holder. */
  | 'I8'
  /** At rest everybody sees exactly those who are here, as a fresh snapshot shows them. */
  | 'I9'
  | 'I10'
  /** What waits stays within its bounds. */
  | 'I11'
  /** What was refused changed nothing. */
  | 'I12'
  /** The chain holds, and damage and divergence are told. */
  | 'I13'
  // I14 is about invites: they come with entry by invite.
  /** Who is put out is told nothing more, and who is banned does not get in. */
  | 'I15'
  /** Nothing is stored of who is muted. */
  | 'I16'
  /** A client's copy holds what it says, and its outbox loses nothing. */
  | 'copy'
  /** A client has one connection at a time. */
  | 'line'
  /** Everything comes to rest once nothing goes wrong any more. */
  | 'liveness'
  /** Nothing throws. */
  | 'crash'

export interface Violation {
  readonly invariant: Invariant
  readonly what: string
  /** The step of the scenario and the virtual time in milliseconds. */
  readonly step: number
  readonly at: number
}

/** Keeps the first violation. */
export class Verdict {
  #violation: Violation | null = null
  readonly #now: () => number
  step = 0

  constructor(now: () => number) {
    this.#now = now
  }

  get violation(): Violation | null {
    return this.#violation
  }

  fail(invariant: Invariant, what: string): void {
    this.#violation ??= { invariant, what, step: this.step, at: this.#now() }
  }

  check(isKept: boolean, invariant: Invariant, what: () => string): void {
    if (!isKept) this.fail(invariant, what())
  }
}
