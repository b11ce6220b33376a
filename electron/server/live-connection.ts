// A connection as the server holds it: the wire, the core's value of it, and where it came from.

import type { HostConnection } from '../../shared/room/connection.ts'
import type { ConnectionId } from '../../shared/room/effect.ts'
import type { FrameConnection } from '../wire/frame-connection.ts'

export interface LiveConnection {
  readonly id: ConnectionId
  readonly wire: FrameConnection
  /** When TCP was accepted, before TLS. Milliseconds of the monotonic clock. */
  readonly acceptedAt: number
  /** Replaced at each step of the core. */
  core: HostConnection
}
