// What it takes to get into a hosted room: the person's choice as the server is started with it.

import { randomBytes } from 'node:crypto'
import type { HostOptions, OfferedAddress } from '../../shared/ipc/contract.ts'
import { formatInvite, type Invite } from '../../shared/invite/invite.ts'
import { normalizePassword } from '../../shared/passphrase/passphrase.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { passwordKey } from '../identity/password-key.ts'
import type { ServerEntry } from '../server/server-options.ts'
import type { RoomPasswords } from '../storage/room-passwords.ts'

export interface PreparedEntry {
  readonly server: ServerEntry
  /** Normalised; null for an entry without one. */
  readonly password: string | null
}

/**
 * The entry of a room as a server takes it. Fails with what is wrong with a typed password, and with
 * `password-lost` when none was typed and none is remembered.
 */
export async function prepareEntry(
  { entry, password }: Pick<HostOptions, 'entry' | 'password'>,
  room: string,
  passwords: RoomPasswords,
): Promise<Result<PreparedEntry>> {
  if (entry !== 'password') return succeeded({ server: { kind: entry }, password: null })
  const typed = password ?? (await passwords.read(room))
  if (typed === null) return failed('password-lost')
  const normalized = normalizePassword(typed)
  if (!normalized.ok) return normalized
  const salt = randomBytes(16).toString('base64url')
  const key = await passwordKey(normalized.value, salt)
  return succeeded({ server: { kind: 'password', salt, key }, password: normalized.value })
}

/** An invite to a room on this computer; null when there is no address to invite to. */
export function inviteLink(
  offered: readonly OfferedAddress[],
  room: Pick<Invite, 'port' | 'fingerprint' | 'token'>,
): string | null {
  // A zone of a link-local address means nothing on another machine.
  const usable = offered.filter(({ address }) => !address.includes('%'))
  // Networks of virtual machines lead nobody here: they only make the code harder to scan.
  const real = usable.filter(({ kind }) => kind !== 'virtual')
  const addresses = (real.length > 0 ? real : usable).map(({ address }) => address)
  return addresses.length === 0 ? null : formatInvite({ ...room, addresses })
}
