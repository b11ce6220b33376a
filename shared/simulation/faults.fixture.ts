// What can go wrong in a run, how often it did, and which of it a seed has.

import type { Chance } from './chance.fixture.ts'

/** Every fault of the simulation. A long run must see each of them strike. */
export const FAULTS = [
  // The network
  'tiny-chunks',
  'stall',
  'slow-stream',
  'reset',
  'late-bytes',
  'fin',
  'half-open',
  'blackhole',
  'dial-refused',
  'dial-lost',
  // The host's disk
  'slow-commit',
  'disk-full',
  'disk-failing',
  'head-failing',
  'torn-head',
  'commit-lost',
  'commit-kept',
  'bit-flip',
  'backup-restored',
  // Programs
  'host-killed',
  'host-power-loss',
  'host-crash-at-boundary',
  'host-stopped',
  'skipped-fact',
  'client-killed',
  'client-crash-at-boundary',
  // Clocks
  'host-clock-forwards',
  'host-clock-backwards',
  'client-clock-forwards',
  'client-clock-backwards',
  'host-sleep',
  'client-sleep',
  // The clients' copies
  'slow-copy',
  'copy-failing',
  'copy-write-lost',
  // People
  'rename',
  'taken-name',
  'leave-and-rejoin',
  'discard',
  'retry',
  'bad-message',
  'read-older',
  'second-device',
  // Those who mean no good, or cannot keep up
  'slow-reader',
  'flood',
  'random-bytes',
  'wrong-state',
  'replayed-frames',
  'same-id-again',
  'same-id-other-text',
  // Who runs the room
  'kick',
  'ban',
  'mute',
  'lock',
  'lift',
] as const

export type Fault = (typeof FAULTS)[number]

export type FaultCounts = Readonly<Record<Fault, number>>

/** Which faults a seed has, how often each comes, and how often it struck. */
export class Faults {
  readonly #weights = new Map<Fault, number>()
  readonly #counts = new Map<Fault, number>()

  /** A random part of all faults, each with a rate of its own: what is always on hides what is rare. */
  constructor(chance: Chance) {
    const share = 0.15 + chance.next() * 0.7
    for (const fault of FAULTS) {
      const isOn = chance.happens(share)
      const weight = chance.spread(1, 20) / 4
      this.#weights.set(fault, isOn ? weight : 0)
    }
  }

  /** How often a fault comes, beside the others; 0 for one that this seed has not. */
  weight(fault: Fault): number {
    return this.#weights.get(fault) ?? 0
  }

  has(fault: Fault): boolean {
    return this.weight(fault) > 0
  }

  /** The fault has struck. */
  strike(fault: Fault): void {
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1)
  }

  get counts(): FaultCounts {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made of exactly these keys.
    return Object.fromEntries(
      FAULTS.map((fault) => [fault, this.#counts.get(fault) ?? 0]),
    ) as FaultCounts
  }
}
