// Who may come in, as a host remembers it apart from what its rooms said.

/** Milliseconds. For so long a name stays with a member who does not come: 90 days. */
export const NAME_HOLD_MS = 90 * 86_400_000

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
