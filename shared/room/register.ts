// Who may come in: invites, and the members whom they have admitted.

import type { KeptInvite, RememberedRegister } from '../history/register.ts'
import { PersistentMap } from '../persistent-map.ts'

export interface Register {
  /** By the hash of their tokens. */
  readonly invites: PersistentMap<KeptInvite>
  /** By member: the invite that admitted him. */
  readonly guests: PersistentMap<string>
}

export function createRegister({ invites, guests }: RememberedRegister): Register {
  return {
    invites: PersistentMap.of(new Map(invites.map((invite) => [invite.id, invite]))),
    guests: PersistentMap.of(guests),
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

/** The role that the invite of a member promised; null without one. */
export function promisedRole(
  { invites, guests }: Register,
  member: string,
): KeptInvite['role'] | null {
  return invites.get(guests.get(member) ?? '')?.role ?? null
}

/** The register in which an invite has admitted a member. */
export function withGuest(register: Register, member: string, invite: KeptInvite): Register {
  return {
    invites: register.invites.set(invite.id, invite),
    guests: register.guests.set(member, invite.id),
  }
}

/** The register in which it has not after all: it could not be kept. */
export function withoutGuest(register: Register, member: string, id: string): Register {
  const invite = register.invites.get(id)
  const invites = invite
    ? register.invites.set(id, { ...invite, used: Math.max(0, invite.used - 1) })
    : register.invites
  const isBy = register.guests.get(member) === id
  return { invites, guests: isBy ? register.guests.delete(member) : register.guests }
}

/** The register with an invite as it is now, new or known. */
export function withInvite(register: Register, invite: KeptInvite): Register {
  return { ...register, invites: register.invites.set(invite.id, invite) }
}
