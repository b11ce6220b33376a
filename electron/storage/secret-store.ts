// Where secrets live: a port, so that the application can use the system's own store.

import { join } from 'node:path'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { readTextFile, writeTextFile } from './json-file.ts'

/** Keeps secrets by name. A name is a file name without folder. */
export interface SecretStore {
  /** Whether secrets are sealed by the system; otherwise file modes are their protection. */
  readonly isSealed: boolean
  /** The secret, or null if there is none. Fails with `file-unreadable`. */
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

/** Secrets as files that only the user reads, each sealed if the system offers a seal. */
export function createSecretStore(folder: string, seal: Seal | null): SecretStore {
  return {
    isSealed: seal !== null,
    read: async (name) => {
      const sealed = await readTextFile(join(folder, `${name}.sealed`))
      if (!sealed.ok) return sealed
      if (sealed.value !== null) return open(seal, sealed.value, join(folder, `${name}.sealed`))
      return readTextFile(join(folder, `${name}.pem`))
    },
    write: async (name, secret) => {
      if (!seal) return writeTextFile(join(folder, `${name}.pem`), secret)
      const text = close(seal, secret)
      return text.ok ? writeTextFile(join(folder, `${name}.sealed`), text.value) : text
    },
  }
}

function close(seal: Seal, secret: string): Result<string> {
  try {
    return succeeded(seal.close(secret))
  } catch {
    return failed('keyring-locked')
  }
}

function open(seal: Seal | null, sealed: string, path: string): Result<string> {
  try {
    if (seal) return succeeded(seal.open(sealed))
  } catch {
    // Another user's, or the system's store was reset: as unreadable as without a seal.
  }
  return failed('host-key-damaged', { path })
}
