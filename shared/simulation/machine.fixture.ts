// A computer: its clocks, its sleep, and the programs that run on it and die.

import type { Scheduler, Timer } from './scheduler.fixture.ts'

/** Milliseconds above which a timer of the platform comes at once: it counts in 32 bits. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** A moment in 2025 from which clocks begin. */
const EPOCH_MS = 1_750_000_000_000

export class Machine {
  readonly #scheduler: Scheduler
  /** Whether the monotonic clock stands still during a sleep, as it does on some systems. */
  readonly #isStoppedBySleep: boolean
  #offset = EPOCH_MS
  #sleptMs = 0
  #asleepSince: number | null = null
  #whenAwake: (() => void)[] = []

  constructor(scheduler: Scheduler, isStoppedBySleep: boolean) {
    this.#scheduler = scheduler
    this.#isStoppedBySleep = isStoppedBySleep
  }

  /** Milliseconds since 1970, as this machine's clock has it. */
  get wall(): number {
    return Math.floor(this.#scheduler.now) + this.#offset
  }

  /** Milliseconds of a clock that never jumps. */
  get monotonic(): number {
    return this.#scheduler.now - this.#sleptMs
  }

  get isAsleep(): boolean {
    return this.#asleepSince !== null
  }

  /** Sets the clock forwards or backwards. */
  jump(ms: number): void {
    this.#offset += ms
  }

  sleep(): void {
    this.#asleepSince ??= this.#scheduler.now
  }

  /** What should have happened meanwhile happens now. */
  wake(): void {
    if (this.#asleepSince === null) return
    if (this.#isStoppedBySleep) this.#sleptMs += this.#scheduler.now - this.#asleepSince
    this.#asleepSince = null
    const waiting = this.#whenAwake
    this.#whenAwake = []
    for (const act of waiting) this.#scheduler.after(0, act)
  }

  /** Does something now, or when the machine wakes. */
  whenAwake(act: () => void): void {
    if (this.isAsleep) this.#whenAwake.push(act)
    else act()
  }
}

/** A running program. Whatever it still does after its death changes nothing. */
export class Process {
  readonly machine: Machine
  readonly #scheduler: Scheduler
  #isDead = false

  constructor(machine: Machine, scheduler: Scheduler) {
    this.machine = machine
    this.#scheduler = scheduler
  }

  get isDead(): boolean {
    return this.#isDead
  }

  die(): void {
    this.#isDead = true
  }

  /** As `setTimeout` does: late when the machine sleeps, never when the program has died. */
  later(ms: number, act: () => void): Timer {
    const delay = ms > MAX_TIMER_MS ? 1 : ms
    let isCancelled = false
    const timer = this.#scheduler.after(delay, () => {
      this.machine.whenAwake(() => {
        if (!this.#isDead && !isCancelled) act()
      })
    })
    return {
      cancel: () => {
        isCancelled = true
        timer.cancel()
      },
    }
  }
}

/** What a program that has died waits for. */
export function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}
