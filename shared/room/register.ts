// Who may come in: invites, and the members whom they have admitted.

import type { KeptInvite, RememberedRegister } from '../history/register.ts'
import { PersistentMap } from '../persistent-map.ts'

export interface Register {
  /** By the hash of their tokens. */
  readonly invites: PersistentMap<KeptInvite>
  /** By member: the invite that admitted him, as it is on the disk. */
  readonly guests: PersistentMap<string>
  /** By member: the use of an invite that is being kept. It counts as a use, but admits nobody yet. */
  readonly pending: PersistentMap<PendingUse>
}

interface PendingUse {
  readonly invite: string
  /** The connections that wait for it, each for a write of its own. */
  readonly waiting: number
}

/** What an earlier start has left. Its owner's invites are revoked: each start makes its own, if it has no owner. [RL2] */
export function createRegister({ invites, guests }: RememberedRegister): Register {
  const good = invites.map((invite) => {
    return [invite.id, invite.role === 'owner' ? { ...invite, isRevoked: true } : invite] as const
  })
  return {
    invites: PersistentMap.of(good),
    guests: PersistentMap.of(guests),
    pending: PersistentMap.of(),
  }
}

/** What an invite is worth to a member. */
export type InviteVerdict =
  /** The member is in by it already: nothing is used up. */
  | { readonly kind: 'known' }
  /** It admits the member; `invite` is what it is once it has. */
  | { readonly kind: 'good'; readonly invite: KeptInvite }
  | {
      readonly kind: 'bad'
      readonly code: 'invite-unknown' | 'invite-revoked' | 'invite-expired' | 'invite-used'
    }

/** [IV5]: judges the invite of a member; `now` in milliseconds since 1970. */
export function judgeInvite(
  register: Register,
  id: string,
  member: string,
  now: number,
): InviteVerdict {
  const invite = register.invites.get(id)
  if (!invite) return { kind: 'bad', code: 'invite-unknown' }
  const admittedBy = register.guests.get(member)
  const bringsNothing = admittedBy !== undefined && invite.role === 'member'
  if (admittedBy === id || bringsNothing) return { kind: 'known' }
  if (invite.isRevoked) return { kind: 'bad', code: 'invite-revoked' }
  if (invite.expiresAt !== null && now >= invite.expiresAt) {
    return { kind: 'bad', code: 'invite-expired' }
  }
  if (invite.used >= invite.uses) return { kind: 'bad', code: 'invite-used' }
  return { kind: 'good', invite: { ...invite, used: invite.used + 1 } }
}

/**
 * The role that the invite of a member promised; null without one. Who was to be an owner is not any more when the
 * invite was revoked; who was to read only is none the freer for it.
 */
export function promisedRole(
  { invites, guests }: Register,
  member: string,
): KeptInvite['role'] | null {
  const invite = invites.get(guests.get(member) ?? '')
  if (!invite) return null
  return invite.isRevoked && invite.role === 'owner' ? null : invite.role
}

/** The invite by which a member is about to come in, as it is now; null when nothing is being kept of him. */
export function pendingInvite({ invites, pending }: Register, member: string): KeptInvite | null {
  return invites.get(pending.get(member)?.invite ?? '') ?? null
}

/** The register in which one more connection of a member waits for the use of an invite to be kept. */
export function withPending(register: Register, member: string, invite: KeptInvite): Register {
  const waiting = (register.pending.get(member)?.waiting ?? 0) + 1
  return {
    ...register,
    invites: register.invites.set(invite.id, invite),
    pending: register.pending.set(member, { invite: invite.id, waiting }),
  }
}

/** The register in which a use was kept: the invite has admitted the member. */
export function withKept(register: Register, member: string, id: string): Register {
  const guests = register.guests.set(member, id)
  return { ...register, guests, pending: withoutWaiting(register, member) }
}

/**
 * The register in which a use could not be kept for one connection. It is given back with the last of them, unless
 * another one was kept: what the member was before he still is.
 */
export function withoutKept(register: Register, member: string, id: string): Register {
  const pending = withoutWaiting(register, member)
  const invite = register.invites.get(id)
  const isUsed = pending.has(member) || register.guests.get(member) === id
  const invites =
    invite && !isUsed
      ? register.invites.set(id, { ...invite, used: Math.max(0, invite.used - 1) })
      : register.invites
  return { ...register, invites, pending }
}

function withoutWaiting({ pending }: Register, member: string): Register['pending'] {
  const use = pending.get(member)
  if (!use) return pending
  return use.waiting > 1
    ? pending.set(member, { ...use, waiting: use.waiting - 1 })
    : pending.delete(member)
}

/** The register with an invite as it is now, new or known. */
export function withInvite(register: Register, invite: KeptInvite): Register {
  return { ...register, invites: register.invites.set(invite.id, invite) }
}
