import type { HostedInvite } from '../../../shared/ipc/contract.ts'

/** What has become of an invite at a moment; `live` still lets people in. */
export function inviteState(
  { isRevoked, expiresAt, uses, used }: HostedInvite,
  now: number,
): 'live' | 'revoked' | 'expired' | 'used' {
  if (isRevoked) return 'revoked'
  if (used >= uses) return 'used'
  return expiresAt !== null && now >= expiresAt ? 'expired' : 'live'
}
