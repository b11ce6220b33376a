// The addresses of this machine, as facts for shared/address to rank.

import { networkInterfaces } from 'node:os'
import { rankAddresses, type RankedAddress } from '../../shared/address/rank-interfaces.ts'

/** The addresses that others can use, best first. Those of the machine itself only if nothing else is there. */
export function localAddresses(): readonly RankedAddress[] {
  const ranked = rankAddresses(
    Object.entries(networkInterfaces()).flatMap(([network, addresses]) =>
      (addresses ?? []).map(({ address, family, internal }) => ({
        network,
        address,
        family,
        isInternal: internal,
      })),
    ),
  )
  const offered = ranked.filter(({ kind }) => kind !== 'this-machine')
  return offered.length > 0 ? offered : ranked
}
