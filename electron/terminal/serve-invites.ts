// The invites that `serve` makes when it starts.

import { isIPv4 } from 'node:net'
import { addressesForInvite } from '../../shared/address/rank-interfaces.ts'
import { formatInvite } from '../../shared/invite/invite.ts'
import { succeeded, type Result } from '../../shared/result.ts'
import { localAddresses } from '../host/local-addresses.ts'
import type { ChatServer, InviteTerms } from '../server/chat-server.ts'

/** Milliseconds: a day. Who is invited comes soon; what lies around longer is found by others. */
const INVITE_VALID_MS = 86_400_000

/** Until somebody has used it: a host that nobody owns has nobody who could make another. */
const OWNER_TERMS: InviteTerms = { role: 'owner', uses: 1, validMs: null }

/** An invite for so many members, as a link. Fails as `ChatServer.makeInvite`. */
export function makeInvite(
  server: ChatServer,
  fingerprint: string,
  uses: number,
): Promise<Result<string>> {
  return makeLink(server, fingerprint, { role: 'member', uses, validMs: INVITE_VALID_MS })
}

/**
 * The owner's invite of a start, as a link; null when there is an owner, or when none is wanted. Those of earlier
 * starts are revoked, so that at most one is good: also one that was used, since who came by it may not have joined and
 * become an owner yet. Whoever is one stays one. Fails as `ChatServer.makeInvite`.
 */
export async function makeOwnerInvite(
  server: ChatServer,
  fingerprint: string,
  isWanted: boolean,
): Promise<Result<string | null>> {
  const revoked = await revokeOwnerInvites(server)
  if (!revoked.ok) return revoked
  if (!isWanted || server.hasOwner) return succeeded(null)
  return makeLink(server, fingerprint, OWNER_TERMS)
}

async function revokeOwnerInvites(server: ChatServer): Promise<Result<void>> {
  const earlier = server.invites.filter(({ role, isRevoked }) => role === 'owner' && !isRevoked)
  const revoked = await Promise.all(earlier.map(({ id }) => server.revokeInvite(id)))
  return revoked.find(({ ok }) => !ok) ?? succeeded(undefined)
}

async function makeLink(
  server: ChatServer,
  fingerprint: string,
  terms: InviteTerms,
): Promise<Result<string>> {
  const made = await server.makeInvite(terms)
  if (!made.ok) return made
  const { address, port } = server.bound
  const { token } = made.value
  return succeeded(formatInvite({ addresses: reachableAt(address), port, fingerprint, token }))
}

/** Where others find a host that listens on an address of this machine, or on all of them. */
function reachableAt(bound: string): readonly string[] {
  // A zone means nothing on another machine.
  if (bound !== '::' && bound !== '0.0.0.0') return [bound.replace(/%.*$/, '')]
  const all = localAddresses()
  return addressesForInvite(bound === '::' ? all : all.filter(({ address }) => isIPv4(address)))
}
