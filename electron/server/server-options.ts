// What a server is started with, and what it reports while it runs.

import type { ChatError } from '../../shared/error.ts'
import type { History } from '../../shared/history/history.ts'
import type { HostEvent } from '../../shared/host/outlet.ts'
import type { Limits } from '../../shared/protocol/limits.ts'
import type { RoomInfo } from '../../shared/protocol/answer.ts'
import type { Message } from '../../shared/protocol/schema.ts'
import type { DoorRefusal, Eviction } from '../../shared/room/door.ts'

/** The key and certificate of a host, PEM. */
export interface ServerIdentity {
  readonly privateKey: string
  readonly certificate: string
}

/** What it takes to get in. A password is given as its key, with the salt of this start. */
export type ServerEntry =
  | { readonly kind: 'open' }
  | { readonly kind: 'password'; readonly salt: string; readonly key: Uint8Array }
  | { readonly kind: 'invite-only' }

/** What can cross to a worker thread. */
export interface ServerSettings {
  /** The front room. Its id finds its history again, its name is what people see. */
  readonly room: RoomInfo
  /** What somebody who joins later can read. */
  readonly history: 'all' | 'from-joining'
  /** The address to listen on; EVERY_ADDRESS for all. */
  readonly bind: string
  /** 0 for any free port. */
  readonly port: number
  readonly identity: ServerIdentity
  readonly entry: ServerEntry
  /** Whether programs without a key may take part, unencrypted. Only where the entry is open. [UV2] */
  readonly classic: boolean
  /** Ports to listen on besides `port`, for programs whose port is fixed. */
  readonly alsoListen: readonly number[]
  /** The member id of whom the host belongs to; null for a host that nobody owns from the start. */
  readonly owner: string | null
  readonly limits: Limits
}

export interface ServerOptions extends Omit<ServerSettings, 'history'> {
  readonly readable: ServerSettings['history']
  /** Where facts are stored. The server opens its room in it and closes it when it stops. */
  readonly history: History
  readonly report: (event: ServerEvent) => void
  /** Is told each message that was stored. Left out, it costs nothing. */
  readonly onMessage?: ((message: Message) => void) | undefined
}

/**
 * Why a connection was turned away before anybody knew who it was: a limit, or because what it said was not
 * TLS (`not-secure`), or because its handshake took too long (`hello-late`).
 */
export type TurnedAwayReason = DoorRefusal | Eviction['limit'] | 'not-secure' | 'hello-late'

/** What happens on a server, for logs and terminals. */
export type ServerEvent =
  | HostEvent
  /** What was found missing from the history, when it was opened or later. */
  | { readonly event: 'damage'; readonly missing: number }
  /** Why messages cannot be stored now; null when they can again. */
  | { readonly event: 'storage'; readonly problem: ChatError | null }
  /** A connection from this address, an IPv6 one as CN3 has it, was turned away. Once a minute each at most. [CN9] */
  | { readonly event: 'turned-away'; readonly address: string; readonly reason: TurnedAwayReason }
