// At which of its addresses a host is, before anything is said to it.

import type { HostAddress } from '../../shared/address/host-address.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { distrustError } from '../../shared/session/trust.ts'
import { reach } from '../wire/reach.ts'

/**
 * The first of the addresses, in their order, at which the key with this fingerprint (canonical form) answers. To what
 * answers with another key, as a stranger in another network does under the same private address, nothing is said.
 * Fails with `host-changed` if one did, otherwise with the reason of the first address; with `leaving` when the
 * signal aborts. Takes at most 20 s for each address. [TR1]
 */
export async function findHost(
  addresses: readonly HostAddress[],
  fingerprint: string,
  signal: AbortSignal,
): Promise<Result<HostAddress>> {
  const failures: Extract<Result<HostAddress>, { ok: false }>[] = []
  for (const address of addresses) {
    // The best address first: the next one is asked only when it is of no use.
    // oxlint-disable-next-line no-await-in-loop
    const found = await check(address, fingerprint, signal)
    if (found.ok || found.error.code === 'leaving') return found
    failures.push(found)
  }
  const strange = failures.find(({ error }) => error.code === 'host-changed')
  return strange ?? failures[0] ?? failed('internal-error')
}

async function check(
  address: HostAddress,
  fingerprint: string,
  signal: AbortSignal,
): Promise<Result<HostAddress>> {
  const secured = await reach(address, signal)
  if (!secured.ok) return secured
  secured.value.socket.destroy()
  const presented = secured.value.fingerprint
  return presented === fingerprint
    ? succeeded(address)
    : { ok: false, error: distrustError('host-changed', address, presented) }
}
