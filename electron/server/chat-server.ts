// Runs a host: accepts connections, hands what they say to the core (shared/room), performs its effects.
// Decides nothing itself. Plain Node: the same on a worker thread of the application and headless.

import { createHash, randomBytes } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { assertNever } from '../../shared/assert-never.ts'
import type { ChatError } from '../../shared/error.ts'
import { encodeFrame } from '../../shared/protocol/frame.ts'
import { parseRequest, type Request } from '../../shared/protocol/request.ts'
import type { DurableFact } from '../../shared/protocol/schema.ts'
import { succeeded, type Result } from '../../shared/result.ts'
import type { HostConnection, HostRules } from '../../shared/room/connection.ts'
import type { Effect } from '../../shared/room/effect.ts'
import {
  createHost,
  endConnection,
  loseConnection,
  receiveRequest,
  type Host,
  type HostStep,
} from '../../shared/room/host.ts'
import { createRoom } from '../../shared/room/room.ts'
import { FrameConnection } from '../wire/frame-connection.ts'
import type { LiveConnection } from './live-connection.ts'
import { PresenceBoard } from './presence-board.ts'
import { RoomBroadcast } from './room-broadcast.ts'
import { SecureListener } from './secure-listener.ts'
import type { ServerEvent, ServerOptions } from './server-options.ts'

/** The id of the room that everybody who joins a host sees first. */
const FRONT_ROOM = 'front'

/** Milliseconds between two looks at all connections, unless a limit is shorter than four of these. */
const INSPECTION_MS = 1_000

/** Milliseconds for the goodbyes of a stopping server; then the remaining sockets are destroyed. */
const STOP_MS = 1_500

export class ChatServer {
  readonly #rules: HostRules
  readonly #report: (event: ServerEvent) => void
  readonly #listener: SecureListener
  readonly #broadcast: RoomBroadcast
  readonly #presence: PresenceBoard
  readonly #connections = new Map<number, LiveConnection>()
  /** Connections that did not take what was written, to be ended after the step under way. */
  readonly #slow = new Set<LiveConnection>()
  #stepsUnderWay = 0
  #isStopping = false
  #onLastLost: () => void = () => undefined
  #host: Host
  #nextConnection = 1
  #inspection: NodeJS.Timeout | undefined
  #bound = { address: '', port: 0 }

  private constructor(options: ServerOptions) {
    const { limits, identity } = options
    this.#rules = { limits, epoch: randomBytes(16).toString('base64url'), identify }
    this.#report = options.report
    this.#host = createHost([createRoom(FRONT_ROOM, options.name)])
    this.#broadcast = new RoomBroadcast((connection) => this.#endTooSlow(connection))
    this.#presence = new PresenceBoard({
      limits,
      countMembers: (room) => this.#host.rooms.get(room)?.seats.size ?? 0,
      publish: (room, frame) => this.#broadcast.publish(room, frame),
    })
    this.#listener = new SecureListener({
      identity,
      limits,
      onSecured: (socket, acceptedAt) => this.#accept(socket, acceptedAt),
      onFailure: (error) => this.#reportFailure(error),
    })
  }

  /** A running server, or why the port could not be opened. See `listen`. */
  static async start(options: ServerOptions): Promise<Result<ChatServer>> {
    const server = new ChatServer(options)
    const bound = await server.#listener.listen(options.bind, options.port)
    if (!bound.ok) return bound
    server.#bound = bound.value
    server.#scheduleInspection()
    return succeeded(server)
  }

  /** Where it listens. */
  get bound(): { readonly address: string; readonly port: number } {
    return this.#bound
  }

  /** Says goodbye to everybody and frees the port at once. Resolves when nothing more happens. */
  async stop(): Promise<void> {
    this.#isStopping = true
    clearTimeout(this.#inspection)
    this.#presence.stop()
    const released = this.#listener.close()
    for (const room of this.#host.rooms.keys()) this.#broadcast.flush(room)
    const spoken = new Set([...this.#connections.values()].map(({ wire }) => wire))
    for (const wire of spoken) wire.close({ code: 'host-stopped' })
    const deadline = setTimeout(() => this.#listener.destroyAll(), STOP_MS)
    if (spoken.size === 0) this.#listener.destroyAll()
    await released
    clearTimeout(deadline)
    // The sockets are closed; that their members are gone is told a moment later.
    if (this.#connections.size > 0) {
      await new Promise<void>((settle) => {
        this.#onLastLost = settle
      })
    }
  }

  #accept(socket: TLSSocket, acceptedAt: number): void {
    const { limits } = this.#rules
    const id = this.#nextConnection++
    const wire = new FrameConnection(
      socket,
      {
        frameBytes: limits['greeting-frame-bytes'],
        heartbeatMs: limits['heartbeat-ms'],
        silenceMs: limits['silence-ms'],
        frameMs: limits['hello-ms'],
        queueBytes: limits['queue-bytes'],
        drainMs: limits['drain-ms'],
      },
      {
        onBody: (body) => this.#receive(connection, body),
        onBadFrame: (error) => this.#end(connection, error),
        onEnd: () => this.#lose(connection),
      },
      performance.now(),
    )
    const connection: LiveConnection = { id, wire, acceptedAt, core: { kind: 'greeting', id } }
    this.#connections.set(id, connection)
    // Its handshake was under way when the host began to say goodbye.
    if (this.#isStopping) wire.close({ code: 'host-stopped' })
  }

  #receive(connection: LiveConnection, body: Uint8Array): void {
    if (connection.core.kind === 'closed') return
    const request = parseRequest(body)
    if (request.ok) {
      this.#step(connection, request.value)
    } else if (request.error.code !== 'unknown-request') {
      this.#end(connection, request.error)
    } else if (connection.core.kind === 'admitted') {
      // A newer client asks for something new: no, but stay. [VR3]
      const name = String(request.error.detail?.['request'] ?? '')
      this.#send(connection, { type: 'refusal', request: name, code: 'unknown-request' })
    } else {
      this.#end(connection, { code: 'unexpected-request' }) // [HS1]
    }
  }

  #step(connection: LiveConnection, request: Request): void {
    try {
      this.#apply(
        connection,
        receiveRequest(this.#rules, this.#host, connection.core, request, Date.now()),
      )
    } catch (error) {
      // A bug of ours must cost one connection, not the room.
      this.#reportFailure(error)
      this.#end(connection, { code: 'internal-error' })
    }
  }

  #end(connection: LiveConnection, reason: ChatError): void {
    this.#apply(connection, endConnection(this.#host, connection.core, reason))
  }

  #lose(connection: LiveConnection): void {
    this.#apply(connection, loseConnection(this.#host, connection.core, 'connection-lost'))
    this.#connections.delete(connection.id)
    if (this.#connections.size === 0) this.#onLastLost()
  }

  #apply(connection: LiveConnection, step: HostStep): void {
    this.#host = step.host
    this.#adopt(connection, step.connection)
    this.#stepsUnderWay++
    try {
      for (const effect of step.effects) this.#perform(effect)
    } finally {
      this.#stepsUnderWay--
    }
    this.#endSlow()
  }

  /**
   * Ends a connection that did not take what was written. Not before the step under way is done: what it
   * still tells of this connection must not come after its end.
   */
  #endTooSlow(connection: LiveConnection): void {
    this.#slow.add(connection)
    this.#endSlow()
  }

  #endSlow(): void {
    if (this.#stepsUnderWay > 0) return
    for (const connection of this.#slow) {
      this.#slow.delete(connection)
      this.#end(connection, { code: 'too-slow' })
    }
  }

  #adopt(connection: LiveConnection, core: HostConnection): void {
    const wasGreeting = connection.core.kind === 'greeting'
    connection.core = core
    if (wasGreeting && core.kind === 'admitted') {
      connection.wire.setLimits({ frameBytes: this.#rules.limits['frame-bytes'] })
    }
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'send':
        return this.#withConnection(effect.to, (to) => this.#send(to, effect.answer))
      case 'repeat':
        this.#broadcast.flush(effect.fact.room)
        return this.#withConnection(effect.to, (to) => this.#send(to, effect.fact))
      case 'publish':
        return this.#publish(effect.fact)
      case 'subscribe':
        return this.#withConnection(effect.connection, (connection) => {
          this.#broadcast.subscribe(effect.room, connection)
        })
      case 'unsubscribe':
        return this.#withConnection(effect.connection, (connection) => {
          this.#broadcast.unsubscribe(effect.room, connection)
        })
      case 'announce':
        this.#presence.announce(effect.room, effect.change)
        return this.#report({ event: effect.change.type, member: effect.change.member })
      case 'close':
        return this.#withConnection(effect.connection, ({ wire }) => wire.close(effect.reason))
      default:
        return assertNever(effect)
    }
  }

  #publish(fact: DurableFact): void {
    // Nobody speaks, or changes a name, before it was told that he came. [PR4]
    this.#presence.flushFor(fact.room, fact.type === 'message' ? fact.author.id : fact.member)
    this.#broadcast.publish(fact.room, encodeFrame(fact))
    if (fact.type === 'message') this.#report({ event: 'message', fact })
  }

  #withConnection(id: number, perform: (connection: LiveConnection) => void): void {
    const connection = this.#connections.get(id)
    if (connection) perform(connection)
  }

  #send(connection: LiveConnection, answer: object): void {
    if (!connection.wire.send(encodeFrame(answer))) this.#endTooSlow(connection)
  }

  /** Deadlines, heartbeats and slow readers of all connections, by one timer. */
  #inspect(): void {
    const now = performance.now()
    for (const connection of this.#connections.values()) {
      const { core, wire, acceptedAt } = connection
      const isLate = core.kind === 'greeting' && now - acceptedAt >= this.#rules.limits['hello-ms']
      const reason: ChatError | null = isLate ? { code: 'hello-late' } : wire.inspect(now)
      if (reason) this.#end(connection, reason)
    }
    this.#scheduleInspection()
  }

  #scheduleInspection(): void {
    const { limits } = this.#rules
    const shortest = Math.min(
      limits['hello-ms'],
      limits['heartbeat-ms'],
      limits['silence-ms'],
      limits['drain-ms'],
    )
    const delay = Math.max(10, Math.min(INSPECTION_MS, shortest / 4))
    this.#inspection = setTimeout(() => this.#inspect(), delay)
  }

  #reportFailure(error: unknown): void {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#report({ event: 'error', code: 'internal-error', message })
  }
}

/** The member id of an instance. The instance is a secret of its client; this cannot be turned back. [ID2] */
function identify(instance: string): string {
  const digest = createHash('sha256').update(`parley/member/1/${instance}`).digest()
  return digest.subarray(0, 16).toString('base64url')
}
