// What it takes to get into a hosted room: the person's choice as the server is started with it.

import { addressesForInvite } from '../../shared/address/rank-interfaces.ts'
import type { HostOptions, OfferedAddress } from '../../shared/ipc/contract.ts'
import { formatInvite, type Invite } from '../../shared/invite/invite.ts'
import { normalizePassword } from '../../shared/passphrase/passphrase.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { passwordEntry } from '../server/password-entry.ts'
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
  return succeeded({ server: await passwordEntry(normalized.value), password: normalized.value })
}

/**
 * An invite to a room on this computer; null when there is no address to invite to. Takes a fingerprint in its
 * canonical form.
 */
export function inviteLink(
  offered: readonly OfferedAddress[],
  room: Pick<Invite, 'port' | 'fingerprint' | 'token'>,
): string | null {
  const addresses = addressesForInvite(offered)
  return addresses.length === 0 ? null : formatInvite({ ...room, addresses })
}
