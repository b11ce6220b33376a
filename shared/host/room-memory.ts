// Writes down what a room knows of its members besides what was said: again and again until it is kept,
// otherwise the next start would have forgotten it. However much a broken disk does not take, there is one timer for it,
// and it is told of once each time.

import { describeError, type ChatError } from '../error.ts'
import type { Result } from '../result.ts'
import type { Effect } from '../room/effect.ts'
import type { Room } from '../room/room.ts'
import { STORAGE_RETRY_MS } from '../room/stored.ts'
import type { Surroundings } from './outlet.ts'

/**
 * Writes that a broken disk can leave open, the oldest of which is given up: an hour of strangers at 18 a second. Who is
 * given up is not known by his name at the next start, or is for longer than he should be.
 */
const MOST_OPEN = 65_536

/** Null: there is nothing to write any more. */
type Write = () => Promise<Result<void>> | null

/** The newest write about something, which is not kept yet. */
interface Open {
  readonly write: Write
  isUnderWay: boolean
}

type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>

export class RoomMemory {
  readonly #world: Pick<Surroundings, 'history' | 'later' | 'now' | 'report'>
  readonly #roomOf: (id: string) => Room | undefined
  /** By what they are about: one at most for the beginning of a member's history, and one for his name. */
  readonly #open = new Map<string, Open>()
  #isWaiting = false
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
    const write = () => this.#world.history.admit(room, member, since)
    void this.#keep(`admit ${room} ${member}`, { write, isUnderWay: true })
  }

  /** Which name a member holds. [NM3] Of two that are tried again the older one does not win. */
  claimName({ room: id, member, name }: EffectOf<'claim-name'>): void {
    const { history, now } = this.#world
    const write = () => {
      const room = this.#roomOf(id)
      if (room?.claims.get(member)?.name !== name) return null
      return history.claimName(id, member, name, !room.quiet.has(member), now())
    }
    void this.#keep(`name ${id} ${member}`, { write, isUnderWay: true })
  }

  /** Who holds no name any more, unless he has come again meanwhile. [NM7] */
  forgetMember({ room: id, member }: EffectOf<'forget-member'>): void {
    const write = () =>
      this.#roomOf(id)?.claims.has(member) ? null : this.#world.history.forgetMember(id, member)
    void this.#keep(`name ${id} ${member}`, { write, isUnderWay: true })
  }

  /** Tries nothing again from now on. */
  stop(): void {
    this.#isStopped = true
  }

  async #keep(about: string, open: Open): Promise<void> {
    this.#open.set(about, open)
    this.#giveUpOldest()
    const kept = await open.write()
    open.isUnderWay = false
    // A newer one about the same has taken its place.
    if (this.#open.get(about) !== open) return
    if (kept && !kept.ok) this.#tryLater(kept.error)
    else this.#open.delete(about)
  }

  #giveUpOldest(): void {
    for (const about of this.#open.keys()) {
      if (this.#open.size <= MOST_OPEN) return
      this.#open.delete(about)
    }
  }

  #tryLater(error: ChatError): void {
    if (this.#isWaiting) return
    this.#isWaiting = true
    this.#world.report({ event: 'error', code: error.code, message: describeError(error) })
    this.#world.later(STORAGE_RETRY_MS, () => {
      this.#isWaiting = false
      if (!this.#isStopped) this.#tryAgain()
    })
  }

  #tryAgain(): void {
    for (const [about, { write, isUnderWay }] of this.#open) {
      if (!isUnderWay) void this.#keep(about, { write, isUnderWay: true })
    }
  }
}
