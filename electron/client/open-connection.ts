// From an address to a secured connection on which nothing has been said yet.

import type { HostAddress } from '../../shared/address/host-address.ts'
import type { Result } from '../../shared/result.ts'
import { dial } from '../wire/dial.ts'
import { secureSocket, type SecureSocket } from '../wire/secure-socket.ts'

export type OpenedConnection = SecureSocket

/** Dials and secures. Aborting ends it with `leaving`; every other failure names address and port. */
export async function openConnection(
  address: HostAddress,
  signal: AbortSignal,
): Promise<Result<OpenedConnection>> {
  const dialed = await dial(address, signal)
  return dialed.ok ? secureSocket(dialed.value, address, signal) : dialed
}
