// A host that lives and dies: the production loop over simulated sockets and a simulated disk, as
// electron/server/chat-server.ts runs it over real ones.

import type { ChatError } from '../error.ts'
import type { History, RememberedRoom } from '../history/history.ts'
import { HostLoop } from '../host/host-loop.ts'
import type { Outlet } from '../host/outlet.ts'
import { FRAME_HEADER_BYTES, type Limits } from '../protocol/limits.ts'
import type { ConnectionId } from '../room/effect.ts'
import { TEST_CHECKS } from '../room/proofs.fixture.ts'
import { recentLimits } from '../room/recent.ts'
import { digestId } from './digest.fixture.ts'
import type { Disk } from './disk.fixture.ts'
import { SimulatedHistory } from './history.fixture.ts'
import { never, Process, type Machine } from './machine.fixture.ts'
import type { Socket } from './network.fixture.ts'
import { isJoined, lastFactIn } from './told.fixture.ts'
import { memberOf, peerOf } from './identity.fixture.ts'
import { Wire } from './wire.fixture.ts'
import type { World } from './world.fixture.ts'

export const ROOM = { id: 'front', name: 'Front' }

/** Milliseconds; as in the server. */
const FLUSH_MS = 5_000
const STOP_MS = 1_500

export interface HostRules {
  readonly limits: Limits
  readonly history: 'all' | 'from-joining'
  /** Whose the room is. */
  readonly owner: () => string | null
}

/** What happens at a host, for whoever judges it. */
export interface HostWatcher {
  readonly started: (run: HostRun, remembered: RememberedRoom) => void
  /** The loop is about to hear a body, and has heard it. */
  readonly hearing: (run: HostRun, link: HostLink, body: Uint8Array) => void
  readonly heard: (run: HostRun, link: HostLink) => void
  /** Frames are about to be queued for a connection. */
  readonly telling: (run: HostRun, link: HostLink, frames: Uint8Array) => void
  /** Nothing may be told on this connection from here on. */
  readonly ended: (link: HostLink) => void
  readonly troubled: (message: string) => void
}

/** A connection as the host has it. */
export interface HostLink {
  readonly id: ConnectionId
  /** The number of the last fact that was told. */
  told: number
  readonly wire: Wire
  readonly acceptedAt: number
}

/** One start of the host, until its end. */
export interface HostRun {
  readonly process: Process
  readonly loop: HostLoop
  readonly epoch: string
  readonly links: ReadonlyMap<ConnectionId, HostLink>
}

export class SimulatedHost {
  readonly machine: Machine
  readonly disk: Disk
  readonly #world: World
  readonly #rules: HostRules
  readonly #watcher: HostWatcher
  #process: Process | null = null
  #loop: HostLoop | null = null
  #isListening = false
  #run: HostRun | null = null
  readonly #links = new Map<ConnectionId, HostLink>()
  readonly #sockets = new Set<Socket>()
  /** Port calls until the program dies; null for none. */
  #crashIn: number | null = null
  #onBoundary: () => void = () => undefined
  #isSkipping = false

  constructor(world: World, machine: Machine, disk: Disk, rules: HostRules, watcher: HostWatcher) {
    this.#world = world
    this.machine = machine
    this.disk = disk
    this.#rules = rules
    this.#watcher = watcher
  }

  /** Whether a program runs, opening or stopping ones included. */
  get isAlive(): boolean {
    return this.#process !== null
  }

  /** Whether connections are accepted. */
  get isListening(): boolean {
    return this.#isListening
  }

  get run(): HostRun | null {
    return this.#run
  }

  get process(): Process | null {
    return this.#process
  }

  /** Starts the program; it listens once its history is open. */
  start(): void {
    if (this.#process) return
    const process = new Process(this.machine, this.#world.scheduler)
    this.#process = process
    const history = this.#guarded(process, new SimulatedHistory(this.#historyWorld(process)))
    void this.#open(process, history)
  }

  /** Dies at the so-manyth call of a port from here on. */
  crashAtBoundary(calls: number, act: () => void): void {
    this.#crashIn = calls
    this.#onBoundary = act
  }

  /** Does not tell the next new fact to the first who should hear it. */
  skipNext(): void {
    this.#isSkipping = true
  }

  /** Does not die at a call any more, and tells everything. */
  disarm(): void {
    this.#crashIn = null
    this.#isSkipping = false
  }

  /** The program ends at once: its sockets are reset, or nobody is told. */
  die(isPowerLoss: boolean): void {
    const process = this.#process
    if (!process) return
    this.#world.trace.note(isPowerLoss ? 'host loses power' : 'host is killed')
    process.die()
    this.disk.crash(isPowerLoss)
    for (const link of this.#links.values()) this.#watcher.ended(link)
    for (const socket of this.#sockets) {
      if (isPowerLoss) socket.vanish()
      else socket.destroy()
    }
    this.#forget()
  }

  /** Says goodbye to everybody and ends, as a person asks for it. */
  stop(): void {
    const loop = this.#loop
    const process = this.#process
    if (!loop || !process || !this.#isListening) return
    this.#world.trace.note('host stops')
    this.#isListening = false
    let isFlushed = false
    const goodbye = (): void => {
      if (isFlushed || process.isDead) return
      isFlushed = true
      loop.closeAll({ code: 'host-stopped' })
      process.later(STOP_MS, () => {
        for (const { wire } of this.#links.values()) wire.destroy()
        process.later(10, () => this.#end(process))
      })
    }
    process.later(FLUSH_MS, goodbye)
    this.#world.pulse.touch()
    void loop.stop().then(goodbye)
  }

  accept(socket: Socket): void {
    const process = this.#process
    const loop = this.#loop
    const run = this.#run
    if (!process || !loop || !run) return socket.destroy()
    const { limits } = this.#rules
    const wire: Wire = new Wire(
      socket,
      process,
      {
        frameBytes: limits['greeting-frame-bytes'],
        heartbeatMs: limits['heartbeat-ms'],
        silenceMs: limits['silence-ms'],
        frameMs: limits['hello-ms'],
        queueBytes: limits['queue-bytes'],
        drainMs: limits['drain-ms'],
      },
      {
        onBody: (body) => {
          this.#watcher.hearing(run, link, body)
          loop.receive(id, body)
          this.#watcher.heard(run, link)
        },
        onBadFrame: (error) => loop.end(id, error),
        onEnd: () => {
          this.#links.delete(id)
          this.#sockets.delete(socket)
          loop.lose(id)
          this.#watcher.ended(link)
        },
      },
    )
    const link = { id: 0, told: 0, wire, acceptedAt: this.machine.monotonic }
    const id = loop.accept(this.#outlet(run, link), peerOf(run.epoch, this.#links.size))
    link.id = id
    this.#links.set(id, link)
    this.#sockets.add(socket)
  }

  resumeStoring(): void {
    this.#loop?.resumeStoring()
  }

  async #open(process: Process, history: History): Promise<void> {
    const { limits, history: readable } = this.#rules
    const register = await history.openRegister()
    if (process.isDead) return
    if (!register.ok) return this.#end(process)
    const opened = await history.open(ROOM.id, recentLimits(limits))
    if (process.isDead) return
    if (!opened.ok) return this.#end(process)
    const boundary = (): void => this.#boundary()
    const { trace } = this.#world
    const loop = new HostLoop(
      {
        limits,
        history: readable,
        entry: { kind: 'open' },
        checks: TEST_CHECKS,
        owner: this.#rules.owner(),
        identify: memberOf,
        classic: false,
        hashOf: (frame) => digestId(frame.subarray(FRAME_HEADER_BYTES)),
      },
      [{ ...ROOM, remembered: opened.value }],
      register.value,
      {
        history,
        now: () => this.machine.wall,
        soon: (act) => {
          boundary()
          process.later(0, act)
        },
        later: (ms, act) => {
          boundary()
          process.later(ms, act)
        },
        report: (event) => {
          boundary()
          const isBug = event.event === 'error' && event.code === 'internal-error'
          if (isBug) this.#watcher.troubled(event.message)
        },
        onMessage: boundary,
      },
    )
    trace.note('host is up', opened.value.sequence)
    this.#loop = loop
    this.#run = { process, loop, epoch: opened.value.epoch, links: this.#links }
    this.#watcher.started(this.#run, opened.value)
    this.#isListening = true
    this.#inspectLater(process, loop)
  }

  #end(process: Process): void {
    if (process.isDead || this.#process !== process) return
    this.#world.trace.note('host has stopped')
    process.die()
    for (const link of this.#links.values()) this.#watcher.ended(link)
    for (const socket of this.#sockets) socket.destroy()
    this.#forget()
  }

  #forget(): void {
    this.#links.clear()
    this.#sockets.clear()
    this.#process = null
    this.#loop = null
    this.#run = null
    this.#isListening = false
    this.#crashIn = null
  }

  #inspectLater(process: Process, loop: HostLoop): void {
    const { limits } = this.#rules
    process.later(Math.min(1_000, limits['drain-ms'] / 4), () => {
      const now = this.machine.monotonic
      for (const [id, { wire, acceptedAt }] of this.#links) {
        const reason = loop.lateness(id, now - acceptedAt) ?? wire.inspect()
        if (reason) loop.end(id, reason)
      }
      if (this.#isListening) this.#inspectLater(process, loop)
    })
  }

  #outlet(run: HostRun, link: HostLink): Outlet {
    const { limits } = this.#rules
    const { wire } = link
    const around = <T>(act: () => T): T => {
      this.#boundary()
      const value = act()
      this.#boundary()
      return value
    }
    return {
      get queuedBytes() {
        return wire.queuedBytes
      },
      send: (frames) =>
        around(() => {
          if (!run.process.isDead && wire.isOpen) this.#watcher.telling(run, link, frames)
          return this.#skips(link, frames) || wire.send(frames)
        }),
      onceDrained: (act) => around(() => wire.onceDrained(act)),
      admit: () => around(() => wire.setLimits({ frameBytes: limits['frame-bytes'] })),
      cut: (reason) => around(() => this.#cutLink(link, reason)),
      close: (reason) => around(() => this.#closeLink(link, reason)),
    }
  }

  /** What is queued is not said any more. */
  #cutLink(link: HostLink, reason: ChatError): void {
    if (link.wire.queuedBytes === 0) return this.#closeLink(link, reason)
    link.wire.destroy()
    this.#watcher.ended(link)
  }

  #closeLink(link: HostLink, reason: ChatError): void {
    link.wire.close(reason)
    this.#watcher.ended(link)
  }

  /** Whether this host, which has a bug, does not tell new facts that it should. */
  #skips(link: HostLink, frames: Uint8Array): boolean {
    const last = lastFactIn(frames)
    if (last <= link.told) return false
    const isSkipped = this.#isSkipping && link.told > 0 && !isJoined(frames)
    link.told = last
    if (!isSkipped) return false
    this.#isSkipping = false
    this.#world.faults.strike('skipped-fact')
    this.#world.trace.note('skip', link.id, last)
    return true
  }

  /** Each call of a port is a place to die at, before it and after it. */
  #boundary(): void {
    if (this.#crashIn === null || this.#process === null) return
    this.#crashIn--
    if (this.#crashIn > 0) return
    this.#crashIn = null
    this.#onBoundary()
  }

  #guarded(process: Process, inner: History): History {
    const around = <T>(act: () => Promise<T>): Promise<T> => {
      this.#boundary()
      if (process.isDead) return never()
      const answer = act()
      this.#boundary()
      return answer
    }
    return {
      open: (room, recent) => around(() => inner.open(room, recent)),
      commit: (room, drafts, now) => around(() => inner.commit(room, drafts, now)),
      page: (room, query) => around(() => inner.page(room, query)),
      factAt: (room, sequence) => around(() => inner.factAt(room, sequence)),
      admit: (room, member, since) => around(() => inner.admit(room, member, since)),
      claimName: (...claim) => around(() => inner.claimName(...claim)),
      forgetMember: (room, member) => around(() => inner.forgetMember(room, member)),
      openRegister: () => around(() => inner.openRegister()),
      keepInvite: (invite) => around(() => inner.keepInvite(invite)),
      keepGuest: (member, invite) => around(() => inner.keepGuest(member, invite)),
      close: () => around(() => inner.close()),
    }
  }

  #historyWorld(process: Process) {
    const { diskMs, newId, pulse } = this.#world
    return {
      disk: this.disk,
      later: (ms: number, act: () => void) => void process.later(ms, act),
      touch: () => pulse.touch(),
      isDead: () => process.isDead,
      writeMs: () => diskMs('write'),
      readMs: () => diskMs('read'),
      newEpoch: newId,
      now: () => this.machine.wall,
    }
  }
}
