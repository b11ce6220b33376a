// What the host's core decided, for the shell to perform in this order.

import type { ChatError } from '../error.ts'
import type { Answer, PresenceChange } from '../protocol/answer.ts'
import type { DurableFact } from '../protocol/schema.ts'

/** One connection of a host, counted by its shell and never used twice. */
export type ConnectionId = number

export type Effect =
  /** Says something to one connection. */
  | { readonly type: 'send'; readonly to: ConnectionId; readonly answer: Answer }
  /**
   * Says a durable fact of the past to one connection. What the room has published before MUST be on its
   * way first, so that nobody sees a later fact before an earlier one.
   */
  | { readonly type: 'repeat'; readonly to: ConnectionId; readonly fact: DurableFact }
  /**
   * Says a durable fact to all live connections of a room: the same bytes to each. Before a `member-renamed`
   * what was announced MUST be told, or the old name would come after the new one. [PR4]
   */
  | { readonly type: 'publish'; readonly fact: DurableFact }
  /** From here on the connection receives what the room publishes; nothing published before. */
  | { readonly type: 'subscribe'; readonly connection: ConnectionId; readonly room: string }
  | { readonly type: 'unsubscribe'; readonly connection: ConnectionId; readonly room: string }
  /** Tells the room, soon and gathered with others, who came or went. */
  | { readonly type: 'announce'; readonly room: string; readonly change: PresenceChange }
  /** Ends a connection after a goodbye with the reason. */
  | { readonly type: 'close'; readonly connection: ConnectionId; readonly reason: ChatError }
