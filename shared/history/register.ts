// Who may come in, as a host remembers it apart from what its rooms said.

/** Milliseconds. For so long a name stays with a member who does not come: 90 days. */
export const NAME_HOLD_MS = 90 * 86_400_000

/**
 * Milliseconds: 30 days. A clock by which nobody has used any name of a room for longer is not believed: it may be
 * wrong, and what is freed is lost for good. When somebody comes it was a holiday, and the next start frees.
 */
const CLOCK_BELIEVED_MS = 30 * 86_400_000

/**
 * The moment since which a name must have been used to be held; null: all are held for now. `usedAt` is when a name
 * of the room was used last. All in milliseconds since 1970.
 */
export function namesHeldSince(now: number, usedAt: number): number | null {
  return now - usedAt > CLOCK_BELIEVED_MS ? null : now - NAME_HOLD_MS
}

/** An invite that a host has made. Its token is not kept, only what the token hashes to. */
export interface KeptInvite {
  /** The hash of the token, as 22 characters of base64url. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Milliseconds since 1970; null: never. */
  readonly expiresAt: number | null
  /** How many members it admits. */
  readonly uses: number
  /** How many it has admitted. */
  readonly used: number
  readonly isRevoked: boolean
  /** The role of those whom it admits. */
  readonly role: 'owner' | 'member' | 'viewer'
}

/** What a start of a host finds. */
export interface RememberedRegister {
  readonly invites: readonly KeptInvite[]
  /** The members whom an invite has admitted, and the id of that invite. */
  readonly guests: ReadonlyMap<string, string>
}
