// A host on sockets: accepts connections and gives them to the host's loop (shared/host). Decides nothing
// itself. Plain Node: the same on a worker thread of the application and headless.

import { createHash, randomBytes } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { ChatError } from '../../shared/error.ts'
import type { RememberedRoom } from '../../shared/history/history.ts'
import type { KeptInvite, RememberedRegister } from '../../shared/history/register.ts'
import { HostLoop } from '../../shared/host/host-loop.ts'
import type { Outlet } from '../../shared/host/outlet.ts'
import { addressKey } from '../../shared/room/door.ts'
import { FRAME_HEADER_BYTES, type Limits } from '../../shared/protocol/limits.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import type { HostRules } from '../../shared/room/connection.ts'
import type { ConnectionId } from '../../shared/room/effect.ts'
import { recentLimits } from '../../shared/room/recent.ts'
import { createChecks, identify, inviteOf } from '../identity/checks.ts'
import { FrameConnection } from '../wire/frame-connection.ts'
import { bindingOf } from '../wire/secure-socket.ts'
import { ClassicPeers } from './classic/classic-peers.ts'
import { SecureListener, type Acceptance } from './secure-listener.ts'
import type { ServerOptions } from './server-options.ts'

/** Milliseconds between two looks at all connections, unless a limit is shorter than four of these. */
const INSPECTION_MS = 1_000

/** Milliseconds for what was heard to be stored, when a server stops: the slowest disk that still works. */
const FLUSH_MS = 5_000

/** Milliseconds for the goodbyes of a stopping server; then the remaining sockets are destroyed. */
const STOP_MS = 1_500

/** What an invite is good for. */
export interface InviteTerms {
  readonly role: KeptInvite['role']
  /** How many members it admits. */
  readonly uses: number
  /** Milliseconds; null: it does not expire. */
  readonly validMs: number | null
}

/** A connection as the server holds it. */
interface LiveConnection {
  readonly wire: FrameConnection
  /** When TCP was accepted, before TLS. Milliseconds of the monotonic clock. */
  readonly acceptedAt: number
}

export class ChatServer {
  readonly #options: ServerOptions
  readonly #limits: Limits
  readonly #listener: SecureListener
  readonly #loop: HostLoop
  readonly #connections = new Map<ConnectionId, LiveConnection>()
  readonly #classics: ClassicPeers
  #isStopping = false
  #onLastLost: () => void = () => undefined
  #inspection: NodeJS.Timeout | undefined
  #bound = { address: '', port: 0 }
  readonly #alsoBound: number[] = []

  private constructor(
    options: ServerOptions,
    remembered: RememberedRoom,
    register: RememberedRegister,
  ) {
    const { limits, identity, entry, owner, history, room, readable, report, onMessage } = options
    const classic = options.classic && entry.kind === 'open'
    this.#options = options
    this.#limits = limits
    const rules: HostRules = {
      limits,
      entry,
      checks: createChecks(entry.kind === 'password' ? entry.key : null),
      identify,
      owner,
      hashOf,
      classic,
      history: readable,
    }
    this.#loop = new HostLoop(rules, [{ ...room, remembered }], register, {
      history,
      now: () => Date.now(),
      soon: (act) => void setImmediate(act),
      later: (ms, act) => void setTimeout(act, ms).unref(),
      report,
      onMessage,
    })
    this.#classics = new ClassicPeers({
      loop: this.#loop,
      room,
      limits,
      onEmpty: () => this.#tellIfEmpty(),
      onFailure: (error) => this.#reportFailure(error),
    })
    this.#listener = new SecureListener({
      identity,
      limits,
      onClassic: classic ? (caller) => this.#classics.accept(caller) : null,
      onSecured: (socket, acceptance) => this.#accept(socket, acceptance),
      onTurnedAway: (address, reason) => report({ event: 'turned-away', address, reason }),
      onFailure: (error) => this.#reportFailure(error),
    })
  }

  /**
   * A running server, or why the port or the history could not be opened. See `listen` and `History.open`.
   * It owns the history from then on; when it fails the history is closed.
   */
  static async start(options: ServerOptions): Promise<Result<ChatServer>> {
    const { history, room, limits } = options
    const remembered = await history.open(room.id, recentLimits(limits))
    if (!remembered.ok) return closeAfter(options, remembered)
    const register = await history.openRegister()
    if (!register.ok) return closeAfter(options, register)
    const server = new ChatServer(options, remembered.value, register.value)
    const bound = await server.#listen()
    if (!bound.ok) return closeAfter(options, bound)
    server.#scheduleInspection()
    return succeeded(server)
  }

  /** Opens all ports, or none. */
  async #listen(): Promise<Result<void>> {
    const { bind, port, alsoListen } = this.#options
    const bound = await this.#listener.listen(bind, port)
    if (!bound.ok) return bound
    this.#bound = bound.value
    for (const other of alsoListen) {
      // The first that cannot be opened is told.
      // oxlint-disable-next-line no-await-in-loop
      const opened = await this.#listener.listen(bind, other)
      if (opened.ok) {
        this.#alsoBound.push(opened.value.port)
        continue
      }
      // oxlint-disable-next-line no-await-in-loop
      await this.#listener.close()
      return refusalOf(opened.error, other)
    }
    return succeeded(undefined)
  }

  /** Where it listens. */
  get bound(): { readonly address: string; readonly port: number } {
    return this.#bound
  }

  /** The further ports on which it listens. */
  get alsoBound(): readonly number[] {
    return this.#alsoBound
  }

  /** How many classic programs are connected. */
  get classicPeers(): number {
    return this.#classics.size
  }

  /** Whether somebody owns the front room. */
  get hasOwner(): boolean {
    const { owner, room } = this.#options
    const roles = this.#loop.host.rooms.get(room.id)?.standing.roles.values() ?? []
    return owner !== null || [...roles].includes('owner')
  }

  /** The invites that this host has made, without their tokens. */
  get invites(): readonly KeptInvite[] {
    return this.#loop.invites.list()
  }

  /** Makes an invite, and gives its token: it is told once and kept nowhere. Fails as the history does. */
  async makeInvite(
    terms: InviteTerms,
  ): Promise<Result<{ readonly id: string; readonly token: string }>> {
    const token = newId()
    const id = inviteOf(token)
    const createdAt = Date.now()
    const { role, uses, validMs } = terms
    const expiresAt = validMs === null ? null : createdAt + validMs
    const invite = { id, createdAt, expiresAt, uses, used: 0, isRevoked: false, role }
    const kept = await this.#loop.invites.add(invite)
    return kept.ok ? succeeded({ id, token }) : kept
  }

  /** Nobody new comes in by an invite any more. See `Invites.revoke`. */
  revokeInvite(id: string): Promise<Result<void>> {
    return this.#loop.invites.revoke(id)
  }

  /** The disk works again: those who wait need wait no longer. */
  resumeStoring(): void {
    this.#loop.resumeStoring()
  }

  /**
   * Takes nobody in any more, stores and tells what was heard, says goodbye to everybody and frees the port.
   * Resolves when nothing more happens and the history is closed.
   */
  async stop(): Promise<void> {
    this.#isStopping = true
    clearTimeout(this.#inspection)
    const released = this.#listener.close()
    await Promise.race([this.#loop.stop(), delay(FLUSH_MS)])
    this.#loop.closeAll({ code: 'host-stopped' })
    const deadline = setTimeout(() => this.#listener.destroyAll(), STOP_MS)
    if (this.#isEmpty) this.#listener.destroyAll()
    await released
    clearTimeout(deadline)
    // The sockets are closed; that their members are gone is told a moment later.
    if (!this.#isEmpty) {
      await new Promise<void>((settle) => {
        this.#onLastLost = settle
      })
    }
    await this.#options.history.close()
  }

  #accept(socket: TLSSocket, { acceptedAt, admit }: Acceptance): void {
    const wire: FrameConnection = new FrameConnection(
      socket,
      {
        frameBytes: this.#limits['greeting-frame-bytes'],
        heartbeatMs: this.#limits['heartbeat-ms'],
        silenceMs: this.#limits['silence-ms'],
        frameMs: this.#limits['hello-ms'],
        queueBytes: this.#limits['queue-bytes'],
        drainMs: this.#limits['drain-ms'],
      },
      {
        onBody: (body) => {
          const pauseMs = this.#loop.receive(id, body)
          if (pauseMs > 0) wire.pauseReading(pauseMs)
        },
        onBadFrame: (error) => this.#loop.end(id, error),
        onEnd: () => this.#lose(id),
      },
      performance.now(),
    )
    const id = this.#loop.accept(outletOf(wire, this.#limits, admit), {
      address: addressKey(socket.remoteAddress ?? ''),
      binding: bindingOf(socket),
      nonce: newId(),
    })
    this.#connections.set(id, { wire, acceptedAt })
  }

  #lose(id: ConnectionId): void {
    this.#loop.lose(id)
    this.#connections.delete(id)
    this.#tellIfEmpty()
  }

  get #isEmpty(): boolean {
    return this.#connections.size === 0 && this.#classics.size === 0
  }

  #tellIfEmpty(): void {
    if (this.#isEmpty) this.#onLastLost()
  }

  /** Deadlines, heartbeats and slow readers of all connections, by one timer. */
  #inspect(): void {
    const now = performance.now()
    this.#listener.inspect(now)
    this.#classics.inspect(now)
    for (const [id, { wire, acceptedAt }] of this.#connections) {
      const reason = this.#loop.lateness(id, now - acceptedAt) ?? wire.inspect(now)
      if (reason) this.#loop.end(id, reason)
    }
    this.#scheduleInspection()
  }

  #scheduleInspection(): void {
    if (this.#isStopping) return
    const shortest = Math.min(
      this.#limits['hello-ms'],
      this.#limits['authenticated-ms'],
      this.#limits['heartbeat-ms'],
      this.#limits['silence-ms'],
      this.#limits['drain-ms'],
    )
    const wait = Math.max(10, Math.min(INSPECTION_MS, shortest / 4))
    this.#inspection = setTimeout(() => this.#inspect(), wait)
  }

  #reportFailure(error: unknown): void {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#options.report({ event: 'error', code: 'internal-error', message })
  }
}

function outletOf(wire: FrameConnection, limits: Limits, admit: () => void): Outlet {
  return {
    get queuedBytes() {
      return wire.queuedBytes
    },
    send: (frames) => wire.send(frames),
    onceDrained: (act) => wire.onceDrained(act),
    admit: () => {
      wire.setLimits({ frameBytes: limits['frame-bytes'] })
      admit()
    },
    cut: (reason) => wire.cut(reason),
    close: (reason) => wire.close(reason),
  }
}

/** Why a further port cannot be opened. Whoever needs it needs that very port: another one is no advice. */
function refusalOf(error: ChatError, port: number): Result<never> {
  const { code } = error
  if (code === 'port-forbidden') return failed('low-port-forbidden', { port })
  if (code === 'port-taken' || code === 'no-free-port')
    return failed('further-port-taken', { port })
  return { ok: false, error }
}

async function closeAfter<T>({ history }: ServerOptions, failure: Result<T>): Promise<Result<T>> {
  await history.close()
  return failure
}

function delay(ms: number): Promise<void> {
  return new Promise((settle) => {
    setTimeout(settle, ms).unref()
  })
}

/** 128 random bits as an id. [ID1] */
function newId(): string {
  return randomBytes(16).toString('base64url')
}

/** The first 128 bits of the SHA-256 of a frame's body. [JN7] */
function hashOf(frame: Uint8Array): string {
  const digest = createHash('sha256').update(frame.subarray(FRAME_HEADER_BYTES)).digest()
  return digest.subarray(0, 16).toString('base64url')
}
