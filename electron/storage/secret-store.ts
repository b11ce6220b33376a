// Where secrets live: a port, so that the application can use the system's own store.

import { join } from 'node:path'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { readTextFile, removeFile, writeTextFile } from './json-file.ts'

/** Keeps secrets by name. A name is a file name without folder. */
export interface SecretStore {
  /** Whether the system seals what was read and written here; otherwise file modes are its protection. */
  readonly isSealed: boolean
  /** The secret, or null if there is none. Fails with `file-unreadable` or `host-key-damaged`. */
  readonly read: (name: string) => Promise<Result<string | null>>
  /**
   * Durable when it resolves. Fails with `folder-unwritable`, or with `keyring-locked` when the system does not seal it:
   * what was kept before is whole then.
   */
  readonly write: (name: string, secret: string) => Promise<Result<void>>
}

/** Turns a secret into something that may lie on disk, and back. Each throws if it cannot. */
export interface Seal {
  readonly close: (secret: string) => string
  readonly open: (sealed: string) => string
}

/**
 * Secrets as files that only the user reads, each sealed if the system offers a seal. What was kept before there was one
 * is sealed when it is read, and lies in the open no longer.
 */
export function createSecretStore(folder: string, seal: Seal | null): SecretStore {
  return seal ? new SealedSecrets(folder, seal) : openSecrets(folder)
}

function filesOf(folder: string, name: string) {
  return { sealed: join(folder, `${name}.sealed`), open: join(folder, `${name}.pem`) }
}

function openSecrets(folder: string): SecretStore {
  return {
    isSealed: false,
    read: async (name) => {
      const files = filesOf(folder, name)
      const sealed = await readTextFile(files.sealed)
      if (!sealed.ok) return sealed
      return sealed.value === null
        ? readTextFile(files.open)
        : failed('host-key-damaged', { path: files.sealed })
    },
    write: (name, secret) => writeTextFile(filesOf(folder, name).open, secret),
  }
}

class SealedSecrets implements SecretStore {
  readonly #folder: string
  readonly #seal: Seal
  /** Names of secrets that lie in the open, because they could not be sealed. */
  readonly #inTheOpen = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(folder: string, seal: Seal) {
    this.#folder = folder
    this.#seal = seal
  }

  get isSealed(): boolean {
    return this.#inTheOpen.size === 0
  }

  readonly read = (name: string): Promise<Result<string | null>> =>
    this.#inTurn(() => this.#read(name))

  readonly write = (name: string, secret: string): Promise<Result<void>> =>
    this.#inTurn(() => this.#write(name, secret))

  /** One after the other: what is sealed while it is read must not undo what is written meanwhile. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#last.then(act)
    this.#last = done.catch(() => undefined) // Told to whoever asked for it.
    return done
  }

  async #read(name: string): Promise<Result<string | null>> {
    const files = filesOf(this.#folder, name)
    const sealed = await readTextFile(files.sealed)
    if (!sealed.ok) return sealed
    if (sealed.value === null) return this.#readOpen(name, files.open)
    const secret = this.#unseal(sealed.value, files.sealed)
    // Whoever was ended between writing the one and removing the other has left both.
    if (secret.ok) this.#note(name, await removeFile(files.open))
    return secret
  }

  async #readOpen(name: string, path: string): Promise<Result<string | null>> {
    const secret = await readTextFile(path)
    if (secret.ok && secret.value !== null) this.#note(name, await this.#write(name, secret.value))
    return secret
  }

  async #write(name: string, secret: string): Promise<Result<void>> {
    const files = filesOf(this.#folder, name)
    const text = this.#close(secret)
    if (!text.ok) return text
    const written = await writeTextFile(files.sealed, text.value)
    if (!written.ok) return written
    const removed = await removeFile(files.open)
    this.#note(name, removed)
    return removed
  }

  #note(name: string, sealed: Result<void>): void {
    if (sealed.ok) this.#inTheOpen.delete(name)
    else this.#inTheOpen.add(name)
  }

  #close(secret: string): Result<string> {
    try {
      return succeeded(this.#seal.close(secret))
    } catch {
      return failed('keyring-locked')
    }
  }

  #unseal(sealed: string, path: string): Result<string> {
    try {
      return succeeded(this.#seal.open(sealed))
    } catch {
      // Another user's, or the system's store was reset: as unreadable as without a seal.
      return failed('host-key-damaged', { path })
    }
  }
}
