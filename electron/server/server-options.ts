// What a server is started with, and what it reports while it runs.

import type { ErrorCode } from '../../shared/error.ts'
import type { Limits } from '../../shared/protocol/limits.ts'
import type { Author, Message } from '../../shared/protocol/schema.ts'

/** The key and certificate of a host, PEM. */
export interface ServerIdentity {
  readonly privateKey: string
  readonly certificate: string
}

/** What can cross to a worker thread. */
export interface ServerSettings {
  /** The name of the front room. */
  readonly name: string
  /** The address to listen on; EVERY_ADDRESS for all. */
  readonly bind: string
  /** 0 for any free port. */
  readonly port: number
  readonly identity: ServerIdentity
  readonly limits: Limits
}

export interface ServerOptions extends ServerSettings {
  readonly report: (event: ServerEvent) => void
}

/** What happens on a server, for logs and terminals. */
export type ServerEvent =
  | { readonly event: 'member-joined' | 'member-left'; readonly member: Author }
  | { readonly event: 'message'; readonly fact: Message }
  | { readonly event: 'error'; readonly code: ErrorCode; readonly message: string }
