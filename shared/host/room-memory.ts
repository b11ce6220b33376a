// Writes down what a room knows of its members besides what was said: again and again until it is kept,
// otherwise the next start would have forgotten it.

import { describeError } from '../error.ts'
import type { Result } from '../result.ts'
import type { Effect } from '../room/effect.ts'
import type { Room } from '../room/room.ts'
import { STORAGE_RETRY_MS } from '../room/stored.ts'
import type { Surroundings } from './outlet.ts'

type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>

export class RoomMemory {
  readonly #world: Pick<Surroundings, 'history' | 'later' | 'now' | 'report'>
  readonly #roomOf: (id: string) => Room | undefined
  #isStopped = false

  constructor(
    world: Pick<Surroundings, 'history' | 'later' | 'now' | 'report'>,
    roomOf: (id: string) => Room | undefined,
  ) {
    this.#world = world
    this.#roomOf = roomOf
  }

  /** From which fact on a member may read. [HI3] */
  admit({ room, member, since }: EffectOf<'admit'>): void {
    void this.#keep(() => this.#world.history.admit(room, member, since))
  }

  /** Which name a member holds. [NM3] Of two that are tried again the older one does not win. */
  claimName({ room: id, member, name }: EffectOf<'claim-name'>): void {
    const { history, now } = this.#world
    void this.#keep(() => {
      const room = this.#roomOf(id)
      if (room?.claims.get(member)?.name !== name) return null
      return history.claimName(id, member, name, !room.quiet.has(member), now())
    })
  }

  /** Who holds no name any more, unless he has come again meanwhile. [NM7] */
  forgetMember({ room: id, member }: EffectOf<'forget-member'>): void {
    void this.#keep(() =>
      this.#roomOf(id)?.claims.has(member) ? null : this.#world.history.forgetMember(id, member),
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
