// The host's side of one connection, as a value.

import type { Allowance } from '../protocol/allowance.ts'
import type { Limits } from '../protocol/limits.ts'
import type { ConnectionId } from './effect.ts'

/** What does not change while a host runs. */
export interface HostRules {
  readonly limits: Limits
  /** The member id of an instance: the same one at every start of the host, and no way back. */
  readonly identify: (instance: string) => string
  /** The hash of a frame's body, as in a resume point. [JN7] */
  readonly hashOf: (frame: Uint8Array) => string
  /** What somebody who joins later may read: everything, or what comes from the first joining on. [HI3] */
  readonly history: 'all' | 'from-joining'
}

/** A connection that has not said hello. */
export interface GreetingConnection {
  readonly kind: 'greeting'
  readonly id: ConnectionId
}

/** A connection that speaks for a member, perhaps in no room yet. */
export interface AdmittedConnection {
  readonly kind: 'admitted'
  readonly id: ConnectionId
  readonly member: string
  readonly name: string
  /** What it may still say: messages and renames. [FL1] */
  readonly allowance: Allowance
  /** What it may still ask: joins and member lists, whose answers are long. [FL3] */
  readonly asking: Allowance
  /** Pages of history that are being read for it. [FL4] */
  readonly pagesUnderWay: number
  /** A message that was refused for now: the author's later ones wait for it, so that order holds. [FL2] */
  readonly held: string | null
}

/** A connection that is over: whatever it still says is not heard. */
export interface ClosedConnection {
  readonly kind: 'closed'
  readonly id: ConnectionId
}

export type HostConnection = GreetingConnection | AdmittedConnection | ClosedConnection
