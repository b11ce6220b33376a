// The way out to one connection, and what the host's loop needs of the world around it.

import type { ChatError, ErrorCode } from '../error.ts'
import type { History } from '../history/history.ts'
import type { Ruling } from '../history/standing.ts'
import type { Author, Message } from '../protocol/schema.ts'

/** The way out to one connection. Nothing here throws, and nothing calls back before it returns. */
export interface Outlet {
  /** Bytes that were sent and have not left yet. */
  readonly queuedBytes: number
  /**
   * Queues whole frames without blocking and without reordering. Returns false, and queues nothing any more,
   * when they exceed `queue-bytes`: the owner ends the connection.
   */
  readonly send: (frames: Uint8Array) => boolean
  /** Calls back once, soon after everything that was queued has left. Not at all when the connection ends. */
  readonly onceDrained: (act: () => void) => void
  /** The hello is accepted: from now on frames up to `frame-bytes` are read. */
  readonly admit: () => void
  /**
   * Says nothing of what is queued any more: says goodbye and closes when nothing is, otherwise resets the
   * connection; `lose` follows.
   */
  readonly cut: (reason: ChatError) => void
  /** Says goodbye with the reason and closes; `lose` follows. */
  readonly close: (reason: ChatError) => void
}

/** What happens on a host, for logs and terminals; for messages see `Surroundings.onMessage`. */
export type HostEvent =
  | { readonly event: 'member-joined' | 'member-left'; readonly member: Author }
  /** Something was decided about a member or the room, and stored. */
  | { readonly event: 'ruling'; readonly ruling: Ruling }
  | { readonly event: 'error'; readonly code: ErrorCode; readonly message: string }

/** The world around the loop. */
export interface Surroundings {
  readonly history: History
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Calls back after what has arrived by now was read, and before anything waits. */
  readonly soon: (act: () => void) => void
  /** Calls back after these milliseconds. */
  readonly later: (ms: number, act: () => void) => void
  readonly report: (event: HostEvent) => void
  /** Is told each message that was stored. Left out, it costs nothing. */
  readonly onMessage?: ((message: Message) => void) | undefined
}
