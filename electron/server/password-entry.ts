// What a server keeps of a password.

import { randomBytes } from 'node:crypto'
import { passwordKey } from '../identity/password-key.ts'
import type { ServerEntry } from './server-options.ts'

/**
 * The entry by a normalised password. With a salt of this start: what was worked out for another one is worth
 * nothing. [EN2]
 */
export async function passwordEntry(password: string): Promise<ServerEntry> {
  const salt = randomBytes(16).toString('base64url')
  return { kind: 'password', salt, key: await passwordKey(password, salt) }
}
