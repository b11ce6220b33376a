// The door of a server: accepts TCP within the limits of an address, speaks TLS, hands on what is secured.

import { createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { assertNever } from '../../shared/assert-never.ts'
import { ALPN_NAME, type Limits } from '../../shared/protocol/limits.ts'
import type { Result } from '../../shared/result.ts'
import {
  addressKey,
  admitThroughDoor,
  EMPTY_DOOR,
  enterDoor,
  leaveDoor,
  type Door,
} from '../../shared/room/door.ts'
import { NOBODY_TOLD, tellOf, type ToldAddresses } from '../../shared/room/turned-away.ts'
import { systemCode } from '../wire/node-error.ts'
import type { ClassicCaller } from './classic/classic-peers.ts'
import { readFirstBytes, type FirstSpoken } from './first-bytes.ts'
import { listen } from './listen.ts'
import type { ServerIdentity, TurnedAwayReason } from './server-options.ts'

export interface SecureListenerOptions {
  readonly identity: ServerIdentity
  readonly limits: Limits
  /** Takes a connection that speaks a classic protocol; null where none is let in, and only TLS is. [UV2] */
  readonly onClassic: ((caller: ClassicCaller) => void) | null
  /** A connection whose handshake is done. */
  readonly onSecured: (socket: TLSSocket, acceptance: Acceptance) => void
  /** A connection was turned away. Told of each address once a minute at most. [CN9] */
  readonly onTurnedAway: (address: string, reason: TurnedAwayReason) => void
  /** The listening socket itself failed after it was open. */
  readonly onFailure: (error: unknown) => void
}

/** A connection as the door knows it. */
export interface Acceptance {
  /** When TCP was accepted, before TLS. Milliseconds of the monotonic clock. */
  readonly acceptedAt: number
  /** To be called when the host knows who speaks: the connection is pending no more. */
  readonly admit: () => void
}

interface Visit extends Acceptance {
  readonly id: string
  readonly socket: Socket
  /** The addressKey of where it comes from. */
  readonly key: string
}

export class SecureListener {
  readonly #options: SecureListenerOptions
  /** One for each port. */
  readonly #tcp: TcpServer[] = []
  /** Never listens: what the door lets in is handed to it. */
  readonly #tls: Server
  /** All connections by the door's id, oldest first. */
  readonly #visits = new Map<string, Visit>()
  /** Those whose handshake is under way, oldest first, by `endsOf`: what TLS and the socket below have in common. */
  readonly #securing = new Map<string, Visit>()
  #door: Door = EMPTY_DOOR
  #told: ToldAddresses = NOBODY_TOLD
  #nextId = 1

  constructor(options: SecureListenerOptions) {
    const { identity } = options
    this.#options = options
    this.#tls = createServer({
      key: identity.privateKey,
      cert: identity.certificate,
      minVersion: 'TLSv1.3',
      ALPNProtocols: [ALPN_NAME],
      noDelay: true,
    })
    this.#tls.on('secureConnection', this.#onSecureConnection)
    this.#tls.on('tlsClientError', this.#onTlsClientError)
  }

  /** Opens a port, besides those that are open. Fails as `listen` does. */
  async listen(
    bind: string,
    port: number,
  ): Promise<Result<{ readonly address: string; readonly port: number }>> {
    // A server of its own: one of TLS would prepare a handshake before anybody could turn the connection away.
    // Paused: of most who are turned away nothing is ever read.
    const tcp = createTcpServer({ noDelay: true, pauseOnConnect: true }, this.#onTcpConnection)
    const bound = await listen(tcp, bind, port)
    if (!bound.ok) return bound
    tcp.on('error', this.#options.onFailure)
    this.#tcp.push(tcp)
    return bound
  }

  /** Frees the ports at once. Resolves when the last socket is released; see `destroyAll`. */
  async close(): Promise<void> {
    await Promise.all(this.#tcp.map(closed))
  }

  /** Releases all sockets, whatever they are doing. */
  destroyAll(): void {
    for (const { socket } of this.#visits.values()) socket.destroy()
  }

  /**
   * Destroys the connections whose handshake takes longer than `hello-ms` from the accept, whatever they send;
   * to be called every moment. TLS's own deadline leaves the socket open. [CN4]
   */
  inspect(now: number): void {
    for (const visit of this.#securing.values()) {
      if (now - visit.acceptedAt < this.#options.limits['hello-ms']) return
      this.#turnAway(visit.socket, visit.key, 'hello-late')
    }
  }

  readonly #onTcpConnection = (socket: Socket): void => {
    // Before anything else: a reset without this listener would end the process.
    socket.on('error', () => socket.destroy())
    const key = addressKey(socket.remoteAddress ?? '')
    const acceptedAt = performance.now()
    const id = String(this.#nextId++)
    const entry = enterDoor(this.#door, id, key, this.#options.limits, acceptedAt)
    if (entry.kind === 'refused') return this.#turnAway(socket, key, entry.limit)
    this.#door = entry.door
    const admit = (): void => {
      this.#door = admitThroughDoor(this.#door, id)
    }
    this.#receive({ id, socket, key, acceptedAt, admit })
    const { evicted } = entry
    const visit = evicted && this.#visits.get(evicted.id)
    if (visit) this.#turnAway(visit.socket, visit.key, evicted.limit)
  }

  #receive(visit: Visit): void {
    const { id, socket, key } = visit
    const ends = endsOf(socket)
    this.#visits.set(id, visit)
    this.#securing.set(ends, visit)
    socket.once('close', () => {
      this.#visits.delete(id)
      this.#securing.delete(ends)
      this.#door = leaveDoor(this.#door, id, key, performance.now())
    })
    const hasClassics = this.#options.onClassic !== null
    readFirstBytes(socket, hasClassics, (spoken) => this.#hear(visit, spoken))
  }

  #hear({ socket, key, admit }: Visit, spoken: FirstSpoken): void {
    if (socket.destroyed) return
    switch (spoken.kind) {
      case 'tls':
        return void this.#tls.emit('connection', socket)
      case 'classic': {
        this.#securing.delete(endsOf(socket))
        const { conversation, bytes } = spoken
        return this.#options.onClassic?.({ socket, conversation, bytes, address: key, admit })
      }
      case 'unwanted':
        return this.#turnAway(socket, key, 'not-secure')
      default:
        return assertNever(spoken)
    }
  }

  readonly #onTlsClientError = (error: Error, socket: TLSSocket): void => {
    const visit = this.#securing.get(endsOf(socket))
    // After most errors Node has done so; after its own deadline, 120 s, it leaves the socket open.
    socket.destroy()
    // Who only goes away again is nobody to tell of.
    if (visit && systemCode(error) !== 'ECONNRESET') this.#tell(visit.key, 'not-secure')
  }

  readonly #onSecureConnection = (socket: TLSSocket): void => {
    const visit = this.#securing.get(endsOf(socket))
    // Its deadline has passed, or its place was given to another, in the same moment.
    if (!visit || visit.socket.destroyed) return void socket.destroy()
    this.#securing.delete(endsOf(socket))
    this.#options.onSecured(socket, visit)
  }

  #turnAway(socket: Socket, key: string, reason: TurnedAwayReason): void {
    // A reset leaves nothing behind: the system keeps what was closed in order for a minute, of each one.
    socket.resetAndDestroy()
    this.#tell(key, reason)
  }

  #tell(key: string, reason: TurnedAwayReason): void {
    const told = tellOf(this.#told, key, this.#options.limits, performance.now())
    if (!told) return
    this.#told = told
    this.#options.onTurnedAway(key, reason)
  }
}

function closed(tcp: TcpServer): Promise<void> {
  return new Promise((settle) => {
    tcp.close(() => settle())
  })
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`
}
