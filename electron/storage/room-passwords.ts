// The passwords of rooms that this computer remembers, so that nobody types them twice: one secret for all.

import * as z from 'zod'
import { succeeded, type Result } from '../../shared/result.ts'
import type { SecretStore } from './secret-store.ts'

const SECRET_NAME = 'room-passwords'

/** Rooms. The one that was remembered first goes for one more. */
const MAX_REMEMBERED = 64

const keptSchema = z.array(z.tuple([z.string(), z.string()]))

type Kept = z.infer<typeof keptSchema>

/** Passwords by room. A room is whatever text its user tells rooms apart by. */
export class RoomPasswords {
  readonly #secrets: SecretStore
  #last: Promise<Result<void>> = Promise.resolve(succeeded(undefined))

  constructor(secrets: SecretStore) {
    this.#secrets = secrets
  }

  /** The password of a room as it was kept; null when there is none, or none that can be read. */
  async read(room: string): Promise<string | null> {
    await this.#last
    const kept = await this.#read()
    return kept.find(([key]) => key === room)?.[1] ?? null
  }

  /** Keeps the password of a room in place of an older one. Durable when it resolves; fails as a secret does. */
  keep(room: string, password: string): Promise<Result<void>> {
    return this.#change((kept) => [...without(room, kept), [room, password]])
  }

  forget(room: string): Promise<Result<void>> {
    return this.#change((kept) => without(room, kept))
  }

  /** One after the other: two changes at once would each know nothing of the other. */
  #change(change: (kept: Kept) => Kept): Promise<Result<void>> {
    this.#last = this.#last.then(async () => {
      const kept = await this.#read()
      const changed = JSON.stringify(change(kept).slice(-MAX_REMEMBERED))
      return changed === JSON.stringify(kept)
        ? succeeded(undefined)
        : this.#secrets.write(SECRET_NAME, changed)
    })
    return this.#last
  }

  /** What cannot be read is as good as forgotten: a person can be asked again. */
  async #read(): Promise<Kept> {
    const secret = await this.#secrets.read(SECRET_NAME)
    if (!secret.ok || secret.value === null) return []
    try {
      return keptSchema.parse(JSON.parse(secret.value))
    } catch {
      return []
    }
  }
}

function without(room: string, kept: Kept): Kept {
  return kept.filter(([key]) => key !== room)
}
