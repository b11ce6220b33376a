// Runs a host: hands what connections say to the core (shared/room), performs its effects, one step after the
// other. The sockets, the disk and the clock are behind its Surroundings: the same loop runs on a worker
// thread of the application, headless, and in the simulation.

import { assertNever } from '../assert-never.ts'
import type { ChatError, ErrorCode } from '../error.ts'
import type { Committed } from '../history/history.ts'
import type { RememberedRegister } from '../history/register.ts'
import { encodeFrame } from '../protocol/frame.ts'
import { PAGE_BYTES, PAGE_FACTS } from '../protocol/limits.ts'
import { parseRequest, type Request } from '../protocol/request.ts'
import type { HostConnection, HostRules, Peer } from '../room/connection.ts'
import {
  isDiskEffect,
  type ConnectionId,
  type DiskEffect,
  type Effect,
  type Submission,
} from '../room/effect.ts'
import {
  createHost,
  endConnection,
  loseConnection,
  type Host,
  type HostStep,
} from '../room/host.ts'
import { latenessOf } from '../room/lateness.ts'
import { receiveKept } from '../room/entry.ts'
import { receiveRequest } from '../room/receive.ts'
import { receiveLookUp, receivePage } from '../room/read.ts'
import { stops } from '../room/moderation.ts'
import { receiveStopped, receiveStored, receiveUnstored } from '../room/stored.ts'
import {
  admitUnverified,
  receiveUnverified,
  type Unverified,
  type UnverifiedRequest,
} from '../room/unverified.ts'
import { Invites } from './invites.ts'
import { openRoom, type OpenedRoom } from './opened-room.ts'
import type { Outlet, Surroundings } from './outlet.ts'
import { PresenceBoard } from './presence-board.ts'
import { reportStored } from './report-stored.ts'
import { RequestPace } from './request-pace.ts'
import { createRoomLoop, type RoomLoop } from './room-loop.ts'
import { RoomMemory } from './room-memory.ts'

/** A connection as the loop holds it: the way out, and the core's value of it. */
interface Connection {
  readonly id: ConnectionId
  readonly outlet: Outlet
  readonly pace: RequestPace
  core: HostConnection
}

type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>

export class HostLoop {
  readonly #rules: HostRules
  readonly #world: Surroundings
  readonly #presence: PresenceBoard
  readonly #memory: RoomMemory
  /** The invites that this host has made. */
  readonly invites: Invites
  readonly #rooms = new Map<string, RoomLoop>()
  readonly #connections = new Map<ConnectionId, Connection>()
  /** Connections that queued more than they may, to be ended after the step under way. */
  readonly #slow = new Set<ConnectionId>()
  #stepsUnderWay = 0
  #isStopping = false
  #host: Host
  #nextConnection = 1

  constructor(
    rules: HostRules,
    rooms: readonly OpenedRoom[],
    register: RememberedRegister,
    world: Surroundings,
  ) {
    this.#rules = rules
    this.#world = world
    this.#host = createHost(
      rooms.map((room) => openRoom(rules, room)),
      register,
    )
    for (const { id, remembered } of rooms) {
      const loop = createRoomLoop(id, remembered.sequence, {
        limits: rules.limits,
        world,
        roomOf: () => this.#host.rooms.get(id) ?? null,
        outletOf: (connection) => this.#connections.get(connection)?.outlet ?? null,
        onTooSlow: (connection) => this.#endTooSlow(connection),
        onStored: (submissions, committed) => this.#stored(id, submissions, committed),
        onUnstored: (submissions) => this.#unstored(id, submissions),
      })
      this.#rooms.set(id, loop)
    }
    this.invites = new Invites(world.history, {
      get: () => this.#host.register,
      set: (register) => (this.#host = { ...this.#host, register }),
    })
    this.#memory = new RoomMemory(world, (id) => this.#host.rooms.get(id))
    this.#presence = new PresenceBoard({
      limits: rules.limits,
      countMembers: (room) => this.#host.rooms.get(room)?.seats.size ?? 0,
      tell: (room, frame) => this.#rooms.get(room)?.delivery.tell(frame),
      later: world.later,
    })
  }

  /** What the host knows of its rooms and members now. */
  get host(): Host {
    return this.#host
  }

  /** Takes over a connection that has said nothing yet, and returns its number. */
  accept(outlet: Outlet, peer: Peer): ConnectionId {
    const id = this.#nextConnection++
    const pace = new RequestPace(this.#rules.limits)
    this.#connections.set(id, { id, outlet, pace, core: { kind: 'greeting', id, peer } })
    // Its handshake was under way when the host began to say goodbye.
    if (this.#isStopping) outlet.close({ code: 'host-stopped' })
    return id
  }

  /** Takes over a connection without a key, lets it in or ends it, and returns its number. [UV2] */
  acceptUnverified(outlet: Outlet, peer: Peer, unverified: Unverified): ConnectionId {
    const id = this.accept(outlet, peer)
    const connection = this.#connections.get(id)
    if (!connection || connection.core.kind !== 'greeting' || this.#isStopping) return id
    const now = this.#world.now()
    const { core } = connection
    this.#apply(connection, admitUnverified(this.#rules, this.#host, core, unverified, now))
    return id
  }

  /** Hears what a connection without a key asks for, in words of ours: it speaks another language. [UV1] */
  ask(id: ConnectionId, request: Request | UnverifiedRequest): void {
    const connection = this.#connections.get(id)
    if (!connection || this.#isStopping) return
    this.#step(connection, (core, now) =>
      receiveUnverified(this.#rules, this.#host, core, request, now),
    )
  }

  /** Why a connection that was accepted so many milliseconds ago has to be ended; null while it may stay. */
  lateness(id: ConnectionId, sinceAcceptMs: number): ChatError | null {
    const connection = this.#connections.get(id)
    return connection ? latenessOf(connection.core, sinceAcceptMs, this.#rules.limits) : null
  }

  /** Hears the body of a frame. Returns for how many milliseconds nothing more may be read; 0: read on. [RQ5] */
  receive(id: ConnectionId, body: Uint8Array): number {
    const connection = this.#connections.get(id)
    if (!connection || connection.core.kind === 'closed' || this.#isStopping) return 0
    this.#hear(connection, body)
    return connection.pace.take(body.length, this.#world.now())
  }

  #hear(connection: Connection, body: Uint8Array): void {
    const { id } = connection
    const request = parseRequest(body)
    if (request.ok) {
      this.#step(connection, (core, now) =>
        receiveRequest(this.#rules, this.#host, core, request.value, now),
      )
    } else if (request.error.code !== 'unknown-request') {
      this.end(id, request.error)
    } else if (connection.core.kind === 'admitted') {
      // A newer client asks for something new: no, but stay. [VR3]
      const name = String(request.error.detail?.['request'] ?? '')
      this.#send(connection, { type: 'refusal', request: name, code: 'unknown-request' })
    } else {
      this.end(id, { code: 'unexpected-request' }) // [HS1]
    }
  }

  /** Ends a connection with a reason. `lose` follows when it is gone. */
  end(id: ConnectionId, reason: ChatError): void {
    const connection = this.#connections.get(id)
    if (connection) this.#apply(connection, endConnection(this.#host, connection.core, reason))
  }

  /** The connection is gone: nothing can be said on it any more. `reason` is told to the others. */
  lose(id: ConnectionId, reason: ErrorCode = 'connection-lost'): void {
    const connection = this.#connections.get(id)
    if (!connection) return
    this.#connections.delete(id)
    this.#apply(connection, loseConnection(this.#host, connection.core, reason))
  }

  /** The disk works again: what waits at its authors may come at once. */
  resumeStoring(): void {
    for (const { writer } of this.#rooms.values()) writer.resume()
  }

  /** Hears nothing any more, and resolves when all that was heard is stored and told, or refused. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all([...this.#rooms.values()].map(({ writer }) => writer.whenIdle()))
    this.#presence.stop()
    this.#memory.stop()
  }

  /** Says goodbye to everybody. */
  closeAll(reason: ChatError): void {
    for (const { outlet } of this.#connections.values()) outlet.close(reason)
  }

  #step(connection: Connection, decide: (core: HostConnection, now: number) => HostStep): void {
    try {
      this.#apply(connection, decide(connection.core, this.#world.now()))
    } catch (error) {
      // A bug of ours must cost one connection, not the room.
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#world.report({ event: 'error', code: 'internal-error', message })
      this.end(connection.id, { code: 'internal-error' })
    }
  }

  #stored(room: string, submissions: readonly Submission[], committed: Committed): void {
    const { host, effects } = receiveStored(
      this.#rules,
      this.#host,
      room,
      submissions,
      committed,
      this.#world.now(),
    )
    this.#host = host
    this.#performAll(effects)
    reportStored(room, submissions, committed, this.#world)
  }

  #unstored(room: string, submissions: readonly Submission[]): void {
    this.#applyUnstored(receiveUnstored(this.#host, room, submissions, this.#coreOf))
  }

  #stop(effect: EffectOf<'drop-waiting'>): void {
    const { room, reason } = effect
    const stopped = this.#rooms.get(room)?.writer.drop((each) => stops(effect, each)) ?? []
    this.#applyUnstored(receiveStopped(this.#host, room, stopped, reason, this.#coreOf))
  }

  readonly #coreOf = (id: ConnectionId): HostConnection | null => {
    return this.#connections.get(id)?.core ?? null
  }

  #applyUnstored(step: ReturnType<typeof receiveUnstored>): void {
    this.#host = step.host
    for (const core of step.connections) {
      const connection = this.#connections.get(core.id)
      if (connection) connection.core = core
    }
    this.#performAll(step.effects)
  }

  #apply(connection: Connection, step: HostStep): void {
    this.#host = step.host
    const isAdmitted = connection.core.kind !== 'admitted' && step.connection.kind === 'admitted'
    connection.core = step.connection
    if (isAdmitted) connection.outlet.admit()
    this.#performAll(step.effects)
  }

  #performAll(effects: readonly Effect[]): void {
    this.#stepsUnderWay++
    try {
      for (const effect of effects) this.#perform(effect)
    } finally {
      this.#stepsUnderWay--
    }
    if (this.#stepsUnderWay === 0) this.#endSlow()
  }

  #perform(effect: Effect): void {
    if (isDiskEffect(effect)) return this.#performOnDisk(effect)
    if ('room' in effect) return this.#performInRoom(effect)
    switch (effect.type) {
      case 'send':
        return this.#withConnection(effect.to, (to) => this.#send(to, effect.answer))
      case 'look-up':
        return void this.#lookUp(effect)
      case 'keep-guest':
        return void this.#keepGuest(effect)
      case 'cut':
        return this.#withConnection(effect.connection, ({ outlet }) => outlet.cut(effect.reason))
      case 'close':
        return this.#withConnection(effect.connection, ({ outlet }) => outlet.close(effect.reason))
      default:
        return assertNever(effect)
    }
  }

  #performInRoom(effect: Exclude<Extract<Effect, { room: string }>, DiskEffect>): void {
    switch (effect.type) {
      case 'repeat':
        return this.#withConnection(effect.to, (to) => this.#repeat(to, effect))
      case 'publish':
        return this.#publish(effect)
      case 'read-page':
        return void this.#readPage(effect)
      case 'subscribe':
        return this.#withConnection(effect.connection, ({ id, outlet }) => {
          this.#rooms.get(effect.room)?.delivery.subscribe({ id, outlet }, effect.after)
        })
      case 'unsubscribe':
        return this.#rooms.get(effect.room)?.delivery.unsubscribe(effect.connection)
      case 'announce':
        this.#presence.announce(effect.room, effect.change)
        return this.#world.report({ event: effect.change.type, member: effect.change.member })
      default:
        return assertNever(effect)
    }
  }

  #performOnDisk(effect: DiskEffect): void {
    switch (effect.type) {
      case 'store':
        return this.#rooms.get(effect.room)?.writer.submit(effect.submission)
      case 'drop-waiting':
        return this.#stop(effect)
      case 'admit':
        return this.#memory.admit(effect)
      case 'claim-name':
        return this.#memory.claimName(effect)
      case 'forget-member':
        return this.#memory.forgetMember(effect)
      default:
        return assertNever(effect)
    }
  }

  #publish({ room, frames, sequence, authors }: EffectOf<'publish'>): void {
    this.#presence.flushFor(room, authors)
    this.#rooms.get(room)?.delivery.publish(frames, sequence)
  }

  /** A connection that is behind is told in its turn what it was not told yet: now it would see a gap. [SR2] */
  #repeat(connection: Connection, { room, facts }: EffectOf<'repeat'>): void {
    const told = this.#rooms.get(room)?.delivery.positionOf(connection.id) ?? Infinity
    for (const { sequence, frame } of facts) {
      if (sequence <= told) this.#sendFrames(connection, frame)
    }
  }

  async #keepGuest(effect: EffectOf<'keep-guest'>): Promise<void> {
    const kept = await this.#world.history.keepGuest(effect.member, effect.invite)
    const connection = this.#connections.get(effect.connection)
    const core = connection?.core ?? ({ kind: 'closed', id: effect.connection } as const)
    const now = this.#world.now()
    const step = receiveKept(this.#rules, this.#host, core, effect, kept.ok, now)
    if (connection) this.#apply(connection, step)
    else this.#host = step.host
  }

  async #lookUp({ connection: id, join, sequence }: EffectOf<'look-up'>): Promise<void> {
    const found = await this.#world.history.factAt(join.room, sequence)
    const connection = this.#connections.get(id)
    if (!connection) return
    const { core } = connection
    const now = this.#world.now()
    const step = receiveLookUp(this.#rules, this.#host, core, join, found, now)
    this.#apply(connection, { ...step, connection: connection.core })
  }

  async #readPage({ connection: id, room, before, from }: EffectOf<'read-page'>): Promise<void> {
    const query = { before, from, facts: PAGE_FACTS, bytes: PAGE_BYTES }
    const page = await this.#world.history.page(room, query)
    const connection = this.#connections.get(id)
    if (!connection) return
    this.#apply(connection, receivePage(this.#host, connection.core, room, before, page))
  }

  #withConnection(id: ConnectionId, perform: (connection: Connection) => void): void {
    const connection = this.#connections.get(id)
    if (connection) perform(connection)
  }

  #send(connection: Connection, answer: object): void {
    this.#sendFrames(connection, encodeFrame(answer))
  }

  #sendFrames({ id, outlet }: Connection, frames: Uint8Array): void {
    if (!outlet.send(frames)) this.#endTooSlow(id)
  }

  /** Not within the step that notices: its other effects are performed first. */
  #endTooSlow(id: ConnectionId): void {
    this.#slow.add(id)
    if (this.#stepsUnderWay === 0) this.#endSlow()
  }

  #endSlow(): void {
    for (const id of this.#slow) {
      this.#slow.delete(id)
      this.end(id, { code: 'too-slow' })
    }
  }
}
