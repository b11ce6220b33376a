// A secured connection to a host, whichever of its protocols the host takes us to speak at first.

import type { HostAddress } from '../../shared/address/host-address.ts'
import type { Result } from '../../shared/result.ts'
import { dial } from './dial.ts'
import { secureSocket, type SecureSocket } from './secure-socket.ts'

/**
 * Dials and secures. A host that lets classic programs in welcomes who is silent for two seconds, as we are to it on a
 * slow network: what answers in plain text is dialed once more, at once. [UV2] Fails as `dial` and `secureSocket` do,
 * with the reason of the last attempt.
 */
export async function reach(
  address: HostAddress,
  signal: AbortSignal,
): Promise<Result<SecureSocket>> {
  let isPlain = false
  const attempt = async (): Promise<Result<SecureSocket>> => {
    const dialed = await dial(address, signal)
    if (!dialed.ok) return dialed
    return secureSocket(dialed.value, address, signal, () => (isPlain = true))
  }
  const secured = await attempt()
  return !secured.ok && isPlain && !signal.aborted ? attempt() : secured
}
