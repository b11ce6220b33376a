// Writes down what a room knows of its members besides what was said: again and again until it is kept,
// otherwise the next start would have forgotten it.

import { describeError } from '../error.ts'
import type { Result } from '../result.ts'
import type { Effect } from '../room/effect.ts'
import { STORAGE_RETRY_MS } from '../room/stored.ts'
import type { Surroundings } from './outlet.ts'

type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>

export class RoomMemory {
  readonly #world: Pick<Surroundings, 'history' | 'later' | 'now' | 'report'>
  /** Whether a name is still the member's: of two that are tried again the older one must not win. */
  readonly #isHeld: (claim: EffectOf<'claim-name'>) => boolean
  #isStopped = false

  constructor(
    world: Pick<Surroundings, 'history' | 'later' | 'now' | 'report'>,
    isHeld: (claim: EffectOf<'claim-name'>) => boolean,
  ) {
    this.#world = world
    this.#isHeld = isHeld
  }

  /** From which fact on a member may read. [HI3] */
  admit({ room, member, since }: EffectOf<'admit'>): void {
    void this.#keep(() => this.#world.history.admit(room, member, since))
  }

  /** Which name a member holds. [NM3] */
  claimName(claim: EffectOf<'claim-name'>): void {
    const { room, member, name } = claim
    const { history, now } = this.#world
    void this.#keep(() =>
      this.#isHeld(claim) ? history.claimName(room, member, name, now()) : null,
    )
  }

  /** Tries nothing again from now on. */
  stop(): void {
    this.#isStopped = true
  }

  async #keep(write: () => Promise<Result<void>> | null): Promise<void> {
    const kept = await write()
    if (!kept || kept.ok) return
    const { error } = kept
    this.#world.report({ event: 'error', code: error.code, message: describeError(error) })
    this.#world.later(STORAGE_RETRY_MS, () => {
      if (!this.#isStopped) void this.#keep(write)
    })
  }
}
