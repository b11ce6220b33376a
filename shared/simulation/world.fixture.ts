// What all parts of a simulation share.

import type { Chance } from './chance.fixture.ts'
import type { Faults } from './faults.fixture.ts'
import type { Scheduler } from './scheduler.fixture.ts'
import type { Trace } from './trace.fixture.ts'

/** Whether a promise may have something to go on with. */
export class Pulse {
  #isDue = false

  /** Something was promised, or a promise was kept. */
  touch(): void {
    this.#isDue = true
  }

  /** Whether there was anything since the last call. */
  take(): boolean {
    const isDue = this.#isDue
    this.#isDue = false
    return isDue
  }
}

export interface World {
  readonly scheduler: Scheduler
  readonly chance: Chance
  readonly faults: Faults
  readonly trace: Trace
  readonly pulse: Pulse
  /** 128 random bits as an id of the protocol. */
  readonly newId: () => string
  /** Milliseconds of the next read or write of the host's disk. */
  readonly diskMs: (kind: 'read' | 'write') => number
}
