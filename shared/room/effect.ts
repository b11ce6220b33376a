// What the host's core decided, for the shell to perform in this order.

import type { ChatError } from '../error.ts'
import type { Draft, StoredFact } from '../history/history.ts'
import type { KeptInvite } from '../history/register.ts'
import type { Answer, PresenceChange } from '../protocol/answer.ts'
import type { RequestOf } from '../protocol/request.ts'

/** One connection of a host, counted by its shell and never used twice. */
export type ConnectionId = number

/** Something to be stored, and who asked for it. */
export interface Submission {
  readonly connection: ConnectionId
  readonly member: string
  readonly draft: Draft
}

export type Effect =
  /** Says something to one connection. */
  | { readonly type: 'send'; readonly to: ConnectionId; readonly answer: Answer }
  /**
   * Says stored facts to one connection. What the room has published before MUST be on its way first, so
   * that nobody sees a later fact before an earlier one.
   */
  | {
      readonly type: 'repeat'
      readonly to: ConnectionId
      readonly room: string
      readonly facts: readonly StoredFact[]
    }
  /** Stores something after all that was to be stored before; `receiveStored` or `receiveUnstored` follows. */
  | { readonly type: 'store'; readonly room: string; readonly submission: Submission }
  /**
   * Says what one commit stored to all live connections of a room: the same bytes to each. Before it, what was
   * announced of these members MUST be told: nobody speaks, or changes a name, before he came. [PR4]
   */
  | {
      readonly type: 'publish'
      readonly room: string
      readonly frames: Uint8Array
      /** The number of the last fact in the frames. */
      readonly sequence: number
      readonly authors: readonly string[]
    }
  /** Reads the fact of a resume point; `receiveLookUp` follows. */
  | {
      readonly type: 'look-up'
      readonly connection: ConnectionId
      readonly join: RequestOf<'join'>
      readonly sequence: number
    }
  /** Reads a page of history; `receivePage` follows. */
  | {
      readonly type: 'read-page'
      readonly connection: ConnectionId
      readonly room: string
      readonly before: number
      readonly from: number
    }
  /** Remembers for ever from which fact on a member may read. */
  | {
      readonly type: 'admit'
      readonly room: string
      readonly member: string
      readonly since: number
    }
  /** Remembers that a member holds a name and no other one in the room. Nothing waits for it. */
  | {
      readonly type: 'claim-name'
      readonly room: string
      readonly member: string
      /** The folded name. */
      readonly name: string
    }
  /** Forgets the name of a member who has said nothing, and from which fact on he may read. Nothing waits for it. */
  | { readonly type: 'forget-member'; readonly room: string; readonly member: string }
  /** Remembers whom an invite has admitted; `receiveKept` follows. */
  | {
      readonly type: 'keep-guest'
      readonly connection: ConnectionId
      readonly member: string
      readonly invite: KeptInvite
    }
  /**
   * From here on the connection receives what the room publishes, beginning after this number; nothing
   * published before.
   */
  | {
      readonly type: 'subscribe'
      readonly connection: ConnectionId
      readonly room: string
      readonly after: number
    }
  | { readonly type: 'unsubscribe'; readonly connection: ConnectionId; readonly room: string }
  /** Tells the room, soon and gathered with others, who came or went. */
  | { readonly type: 'announce'; readonly room: string; readonly change: PresenceChange }
  /**
   * Gives up what a member has submitted and no commit has begun to store, as far as `stops` says so;
   * `receiveStopped` follows.
   */
  | {
      readonly type: 'drop-waiting'
      readonly room: string
      readonly member: string
      readonly reason: ChatError
    }
  /**
   * Ends a connection to which nothing may be said any more: with a goodbye if nothing is queued for it, otherwise
   * by a reset, so that what is queued never arrives. [MO2]
   */
  | { readonly type: 'cut'; readonly connection: ConnectionId; readonly reason: ChatError }
  /** Ends a connection after a goodbye with the reason. */
  | { readonly type: 'close'; readonly connection: ConnectionId; readonly reason: ChatError }

/** What is written down, or was about to be. */
export type DiskEffect = Extract<
  Effect,
  { type: 'store' | 'drop-waiting' | 'admit' | 'claim-name' | 'forget-member' }
>

const DISK_EFFECTS: ReadonlySet<string> = new Set<DiskEffect['type']>([
  'store',
  'drop-waiting',
  'admit',
  'claim-name',
  'forget-member',
])

export function isDiskEffect(effect: Effect): effect is DiskEffect {
  return DISK_EFFECTS.has(effect.type)
}
