// The host's side of one connection, as a value.

import type { KeptInvite } from '../history/register.ts'
import type { Allowance } from '../protocol/allowance.ts'
import type { Limits } from '../protocol/limits.ts'
import type { RequestOf } from '../protocol/request.ts'
import type { ConnectionId } from './effect.ts'

/** What it takes to get into the host. [EN1] */
export type EntryRule =
  | { readonly kind: 'open' }
  | { readonly kind: 'password'; readonly salt: string }
  | { readonly kind: 'invite-only' }

/** How proofs are checked. Nothing here throws, whatever it is given. */
export interface Checks {
  /** Whether the key signed the text. */
  readonly isSigned: (key: string, text: string, signature: string) => boolean
  /** Whether whoever made the proof over the text knows the password. False when there is none. */
  readonly isOfPassword: (text: string, proof: string) => boolean
  /** The id of the invite to which a token belongs: the same for ever, and no way back. */
  readonly inviteOf: (token: string) => string
}

/** What does not change while a host runs. */
export interface HostRules {
  readonly limits: Limits
  readonly entry: EntryRule
  readonly checks: Checks
  /** The member id of a profile's key: the same one at every start of the host, and no way back. */
  readonly identify: (key: string) => string
  /** The member id of whom the host belongs to; null when nobody owns it from the start. */
  readonly owner: string | null
  /** The hash of a frame's body, as in a resume point. [JN7] */
  readonly hashOf: (frame: Uint8Array) => string
  /** Whether somebody may take part without a key, unencrypted: where the entry is open only. [UV2] */
  readonly classic: boolean
  /** What somebody who joins later may read: everything, or what comes from the first joining on. [HI3] */
  readonly history: 'all' | 'from-joining'
}

/** What the shell knows of a connection from the start. */
export interface Peer {
  /** The part of its address that one household has, as `addressKey` gives it. */
  readonly address: string
  /** Of its TLS session: see `ProofContext`. */
  readonly binding: string
  /** Random, for this connection only. */
  readonly nonce: string
}

/** A connection that has not said hello. */
export interface GreetingConnection {
  readonly kind: 'greeting'
  readonly id: ConnectionId
  readonly peer: Peer
}

/** A connection that has been asked for its proofs. */
export interface ProvingConnection {
  readonly kind: 'proving'
  readonly id: ConnectionId
  readonly peer: Peer
  readonly hello: RequestOf<'hello'>
}

/** A connection whose invite is good, and is being marked as used. */
export interface EnteringConnection {
  readonly kind: 'entering'
  readonly id: ConnectionId
  readonly peer: Peer
  readonly hello: RequestOf<'hello'>
  readonly member: string
  /** As it is when this is done. */
  readonly invite: KeptInvite
}

/** A connection that speaks for a member, perhaps in no room yet. */
export interface AdmittedConnection {
  readonly kind: 'admitted'
  readonly id: ConnectionId
  readonly peer: Peer
  readonly member: string
  /** The device and program of the member. */
  readonly instance: string
  readonly name: string
  /** Nobody has proven to be this member: its id is random and ends with the connection. [UV1] */
  readonly unverified?: true | undefined
  /** The role that the member's invite promised; null for none. */
  readonly promised: KeptInvite['role'] | null
  /** What it may still ask: joins and member lists, whose answers are long. [FL3] */
  readonly asking: Allowance
  /** Pages of history that are being read for it. [FL4] */
  readonly pagesUnderWay: number
  /** A message that was refused for now: the author's later ones wait for it, so that order holds. [FL2] */
  readonly held: string | null
}

/** An admitted connection that is heard, with what its member may still say over all connections. [FL1] */
export type SpeakingConnection = AdmittedConnection & { readonly allowance: Allowance }

/** A connection that is over: whatever it still says is not heard. */
export interface ClosedConnection {
  readonly kind: 'closed'
  readonly id: ConnectionId
}

export type HostConnection =
  | GreetingConnection
  | ProvingConnection
  | EnteringConnection
  | AdmittedConnection
  | ClosedConnection
