// What it takes to get into a room that is served: nothing, a password or an invite.

import { randomBytes } from 'node:crypto'
import { describeError } from '../../shared/error.ts'
import {
  generatePassphrase,
  PASSPHRASE_RANDOM_BYTES,
  weakness,
} from '../../shared/passphrase/passphrase.ts'
import { succeeded, type Result } from '../../shared/result.ts'
import { passwordEntry } from '../server/password-entry.ts'
import type { ServerEntry } from '../server/server-options.ts'
import { readPasswordFile } from './password-file.ts'
import type { ServeCommand } from './usage.ts'

/** The entry of one start. */
export interface PreparedEntry {
  readonly entry: ServerEntry
  /** The password that was made because none was given: to be shown once, it is kept nowhere. */
  readonly password: string | null
}

/**
 * Prepares the entry. Fails as `readPasswordFile`. A password that is easy to guess is told by `warn`, with one
 * sentence, and taken all the same.
 */
export async function prepareEntry(
  command: Pick<ServeCommand, 'entry' | 'passwordFile'>,
  warn: (sentence: string) => void,
): Promise<Result<PreparedEntry>> {
  if (command.entry !== 'password') {
    return succeeded({ entry: { kind: command.entry }, password: null })
  }
  const { passwordFile } = command
  if (passwordFile === null) {
    const password = generatePassphrase(randomBytes(PASSPHRASE_RANDOM_BYTES))
    return succeeded({ entry: await passwordEntry(password), password })
  }
  const password = await readPasswordFile(passwordFile)
  if (!password.ok) return password
  const weak = weakness(password.value)
  if (weak) warn(describeError({ code: weak }))
  return succeeded({ entry: await passwordEntry(password.value), password: null })
}
