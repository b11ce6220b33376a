// The door of a server: accepts TCP within the limits of an address, speaks TLS, hands on what is secured.

import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { ALPN_NAME, type Limits } from '../../shared/protocol/limits.ts'
import type { Result } from '../../shared/result.ts'
import { addressKey, EMPTY_DOOR, enterDoor, leaveDoor, type Door } from '../../shared/room/door.ts'
import { listen } from './listen.ts'
import type { ServerIdentity } from './server-options.ts'

export interface SecureListenerOptions {
  readonly identity: ServerIdentity
  readonly limits: Limits
  /** A connection whose handshake is done. `acceptedAt`: of TCP, by the monotonic clock in milliseconds. */
  readonly onSecured: (socket: TLSSocket, acceptedAt: number) => void
  /** The listening socket itself failed after it was open. */
  readonly onFailure: (error: unknown) => void
}

export class SecureListener {
  readonly #options: SecureListenerOptions
  readonly #tls: Server
  readonly #sockets = new Set<Socket>()
  /** By `endsOf`: what TLS and the socket below it have in common. */
  readonly #acceptedAt = new Map<string, number>()
  #door: Door = EMPTY_DOOR

  constructor(options: SecureListenerOptions) {
    const { identity, limits } = options
    this.#options = options
    this.#tls = createServer({
      key: identity.privateKey,
      cert: identity.certificate,
      minVersion: 'TLSv1.3',
      ALPNProtocols: [ALPN_NAME],
      handshakeTimeout: limits['hello-ms'],
      noDelay: true,
    })
    this.#tls.on('connection', this.#onTcpConnection)
    this.#tls.on('secureConnection', this.#onSecureConnection)
    this.#tls.on('tlsClientError', this.#onTlsClientError)
  }

  /** Opens the port. Fails as `listen` does. */
  async listen(
    bind: string,
    port: number,
  ): Promise<Result<{ readonly address: string; readonly port: number }>> {
    const bound = await listen(this.#tls, bind, port)
    if (bound.ok) this.#tls.on('error', this.#options.onFailure)
    return bound
  }

  /** Frees the port at once. Resolves when the last socket is released; see `destroyAll`. */
  close(): Promise<void> {
    return new Promise((settle) => {
      this.#tls.close(() => settle())
    })
  }

  /** Releases all sockets, whatever they are doing. */
  destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  readonly #onTcpConnection = (socket: Socket): void => {
    // Before anything else: a reset without this listener would end the process.
    socket.on('error', () => socket.destroy())
    const key = addressKey(socket.remoteAddress ?? '')
    const now = performance.now()
    const door = enterDoor(this.#door, key, this.#options.limits, now)
    if (!door) {
      socket.destroy()
      return
    }
    this.#door = door
    const ends = endsOf(socket)
    this.#sockets.add(socket)
    this.#acceptedAt.set(ends, now)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      this.#acceptedAt.delete(ends)
      this.#door = leaveDoor(this.#door, key, performance.now())
    })
  }

  readonly #onTlsClientError = (_error: Error, socket: TLSSocket): void => {
    // Node reports a handshake that failed or timed out, and leaves the socket open.
    socket.destroy()
  }

  readonly #onSecureConnection = (socket: TLSSocket): void => {
    this.#options.onSecured(socket, this.#acceptedAt.get(endsOf(socket)) ?? performance.now())
  }
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`
}
