// The line to one host: at most one connection at a time, dialed, secured, spoken over and given up.

import type { HostAddress } from '../../shared/address/host-address.ts'
import type { ChatError } from '../../shared/error.ts'
import { encodeFrame } from '../../shared/protocol/frame.ts'
import { LIMITS, MAX_HOST_FRAME_BYTES } from '../../shared/protocol/limits.ts'
import { FrameConnection } from '../wire/frame-connection.ts'
import { reach } from '../wire/reach.ts'
import type { SecureSocket } from '../wire/secure-socket.ts'

/** Milliseconds between two looks at the connection. */
const INSPECTION_MS = 1_000

/** What the owner of a line is told. Only the connection dialed last is ever told of. */
export interface HostLineOwner {
  /** The connection stands and nothing has been said. The fingerprint is in canonical form. */
  readonly onSecured: (fingerprint: string) => void
  /** A frame body, valid until the call returns. */
  readonly onBody: (body: Uint8Array) => void
  /** The connection could not be made or is gone; null when it ended without a reason. */
  readonly onLost: (reason: ChatError | null) => void
}

export class HostLine {
  readonly #address: HostAddress
  readonly #owner: HostLineOwner
  #attempt: AbortController | null = null
  #secured: SecureSocket | null = null
  #wire: FrameConnection | null = null
  #binding = ''
  /** Connections that say goodbye: nothing they still bring concerns the owner. */
  readonly #closing = new Set<FrameConnection>()
  #inspection: NodeJS.Timeout | undefined
  #onReleased: (() => void)[] = []

  constructor(address: HostAddress, owner: HostLineOwner) {
    this.#address = address
    this.#owner = owner
  }

  /** What binds proofs to the connection dialed last: see `ProofContext`. */
  get binding(): string {
    return this.#binding
  }

  /** Dials and secures without blocking; `onSecured` or `onLost` follows. */
  dial(): void {
    void this.#dial()
  }

  /** Says a request; the first one makes the secured socket a connection of frames. */
  say(request: object): void {
    if (!this.#wire && this.#secured) {
      this.#wire = this.#adopt(this.#secured)
      this.#secured = null
    }
    const isSaid = this.#wire?.send(encodeFrame(request)) ?? true
    if (!isSaid) this.giveUp({ code: 'connection-lost' })
  }

  /** Beats and counts silence as the host does from here on. Milliseconds. */
  keepAlive(heartbeatMs: number, silenceMs: number): void {
    this.#wire?.setLimits({ heartbeatMs, silenceMs })
  }

  /** Gives up as `timed-out` unless something is heard within these milliseconds. */
  expectAnswer(withinMs: number): void {
    this.#wire?.expectAnswer(withinMs)
  }

  /** Looks after the connection, beyond the look every second. */
  inspect(): void {
    const reason = this.#wire?.inspect(performance.now())
    if (reason) this.giveUp(reason)
  }

  /** Ends whatever is there, an attempt included, with a goodbye if anything was said. Tells nothing. */
  hangUp(reason: ChatError): void {
    this.#attempt?.abort()
    this.#attempt = null
    this.#secured?.socket.destroy()
    this.#secured = null
    this.#close(reason)
  }

  /** Ends a connection that does not work, and tells `onLost`. */
  giveUp(reason: ChatError): void {
    this.#close(reason)
    this.#owner.onLost(reason)
  }

  /** Resolves when no socket is held any more. */
  released(): Promise<void> {
    if (this.#closing.size === 0) return Promise.resolve()
    return new Promise((settle) => {
      this.#onReleased.push(settle)
    })
  }

  async #dial(): Promise<void> {
    this.#attempt?.abort()
    const attempt = new AbortController()
    this.#attempt = attempt
    const secured = await reach(this.#address, attempt.signal)
    if (this.#attempt !== attempt) {
      if (secured.ok) secured.value.socket.destroy()
    } else if (secured.ok) {
      this.#secured = secured.value
      this.#binding = secured.value.binding
      this.#owner.onSecured(secured.value.fingerprint)
    } else {
      this.#attempt = null
      this.#owner.onLost(secured.error)
    }
  }

  #adopt({ socket }: SecureSocket): FrameConnection {
    const wire: FrameConnection = new FrameConnection(
      socket,
      {
        frameBytes: MAX_HOST_FRAME_BYTES,
        heartbeatMs: LIMITS['heartbeat-ms'].default,
        silenceMs: LIMITS['silence-ms'].default,
        frameMs: LIMITS['silence-ms'].default,
        queueBytes: LIMITS['queue-bytes'].default,
        drainMs: LIMITS['silence-ms'].default,
      },
      {
        onBody: this.#owner.onBody,
        onBadFrame: () => this.giveUp({ code: 'not-parley', detail: { ...this.#address } }),
        onEnd: () => this.#onWireEnd(wire),
      },
      performance.now(),
    )
    this.#inspection = setInterval(() => this.inspect(), INSPECTION_MS)
    return wire
  }

  #close(reason: ChatError): void {
    const wire = this.#wire
    if (!wire) return
    this.#detach()
    this.#closing.add(wire)
    wire.close(reason)
  }

  #detach(): void {
    this.#wire = null
    clearInterval(this.#inspection)
  }

  #onWireEnd(wire: FrameConnection): void {
    this.#closing.delete(wire)
    if (this.#closing.size === 0) this.#settleReleased()
    // A later connection may be up already: the end of an old one is no news.
    if (this.#wire !== wire) return
    this.#detach()
    this.#owner.onLost(null)
  }

  #settleReleased(): void {
    const waiting = this.#onReleased
    this.#onReleased = []
    for (const settle of waiting) settle()
  }
}
