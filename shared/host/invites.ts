// The invites of a host, for whoever runs it: on the disk, and in force.

import type { History } from '../history/history.ts'
import type { KeptInvite } from '../history/register.ts'
import { succeeded, type Result } from '../result.ts'
import { withInvite, type Register } from '../room/register.ts'

/** The register of a host that is running, and how it is replaced. */
export interface RegisterCell {
  readonly get: () => Register
  readonly set: (register: Register) => void
}

export class Invites {
  readonly #history: Pick<History, 'keepInvite'>
  readonly #register: RegisterCell

  constructor(history: Pick<History, 'keepInvite'>, register: RegisterCell) {
    this.#history = history
    this.#register = register
  }

  /** All that this host has made, as they are now. */
  list(): readonly KeptInvite[] {
    return [...this.#register.get().invites.values()]
  }

  /** Takes a new invite: it is good from the moment at which it is on the disk. Fails as the history does. */
  async add(invite: KeptInvite): Promise<Result<void>> {
    const kept = await this.#history.keepInvite(invite)
    if (kept.ok) this.#put(invite)
    return kept
  }

  /**
   * Nobody new comes in by an invite from now on; an unknown one lets nobody in anyway. Fails as the history does:
   * then the invite is good again at the next start.
   */
  async revoke(id: string): Promise<Result<void>> {
    const invite = this.#register.get().invites.get(id)
    if (!invite) return succeeded(undefined)
    const revoked = { ...invite, isRevoked: true }
    // At once: a use that came while the disk works would be written after it, and take it back.
    this.#put(revoked)
    return this.#history.keepInvite(revoked)
  }

  #put(invite: KeptInvite): void {
    this.#register.set(withInvite(this.#register.get(), invite))
  }
}
