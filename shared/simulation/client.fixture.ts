// A person's computer with a client on it: the production loop over a simulated line and copy, started and
// killed as often as it happens.

import { ClientLoop } from '../client/client-loop.ts'
import type { RulingAsked } from '../protocol/moderation.ts'
import type { Role } from '../protocol/schema.ts'
import type { Line } from '../client/surroundings.ts'
import { succeeded } from '../result.ts'
import { testProof } from '../protocol/proof.fixture.ts'
import type { SessionSettings } from '../session/session.ts'
import type { PendingMessage, SessionEvent } from '../session/view.ts'
import type { StreamQuality } from './byte-stream.fixture.ts'
import type { Chance } from './chance.fixture.ts'
import { CopyDisk, SimulatedCopies } from './copy.fixture.ts'
import type { SimulatedNetwork } from './dialing.fixture.ts'
import { digestId } from './digest.fixture.ts'
import { ROOM } from './host.fixture.ts'
import { BINDING, keyOf, memberOf } from './identity.fixture.ts'
import { ADDRESS, SimulatedLine } from './line.fixture.ts'
import { Process, type Machine } from './machine.fixture.ts'
import type { Timer } from './scheduler.fixture.ts'
import type { World } from './world.fixture.ts'

const FINGERPRINT = 'a'.repeat(52)

export interface ClientSettings {
  /** For traces: people may have taken other names since. */
  readonly label: string
  readonly instance: string
  readonly role: Role
  readonly fill: 'gaps' | 'everything'
}

/** What happens at a client, for whoever judges it. */
export interface ClientWatcher {
  readonly began: (client: SimulatedClient) => void
  /** The body of a frame is about to be heard. */
  readonly hearing: (client: SimulatedClient, body: Uint8Array) => void
  readonly told: (client: SimulatedClient, events: readonly SessionEvent[]) => void
  /** A message is in the outbox on the disk. */
  readonly queued: (client: SimulatedClient, message: PendingMessage) => void
  readonly discarding: (client: SimulatedClient, id: string) => void
  readonly retrying: (client: SimulatedClient, id: string) => void
  /** The copy on the disk has changed. */
  readonly copied: (client: SimulatedClient) => void
}

/** One run of the program. */
interface ClientRun {
  readonly process: Process
  readonly loop: ClientLoop
  readonly line: SimulatedLine
  readonly copies: SimulatedCopies
  /** The person has left, and the program ends when everything is on its disk. */
  isLeaving: boolean
}

export class SimulatedClient {
  readonly settings: ClientSettings
  readonly machine: Machine
  /** Who the host takes this person for. */
  readonly member: string
  readonly copyDisk = new CopyDisk()
  /** The name that the person wants. */
  name: string
  /** How bytes travel between here and the host. */
  quality: StreamQuality
  readonly #world: World
  readonly #chance: Chance
  readonly #network: SimulatedNetwork
  readonly #watcher: ClientWatcher
  #run: ClientRun | null = null
  #crashIn: number | null = null
  #onBoundary: () => void = () => undefined

  constructor(
    world: World,
    network: SimulatedNetwork,
    machine: Machine,
    settings: ClientSettings,
    quality: StreamQuality,
    watcher: ClientWatcher,
  ) {
    this.#world = world
    this.#chance = world.chance.fork(`client ${settings.label}`)
    this.#network = network
    this.machine = machine
    this.settings = settings
    this.member = memberOf(keyOf(settings.instance))
    this.name = settings.label
    this.quality = quality
    this.#watcher = watcher
  }

  get loop(): ClientLoop | null {
    return this.#run?.loop ?? null
  }

  get process(): Process | null {
    return this.#run?.process ?? null
  }

  /** Starts the program and joins the room; from its own copy first, where there is one. */
  start(): void {
    if (this.#run) return
    const process = new Process(this.machine, this.#world.scheduler)
    const copies = this.#copies(process)
    const line = new SimulatedLine(this.#network, process, () => this.quality, {
      onSecured: () => loop.secured(FINGERPRINT),
      onBody: (body) => {
        this.#watcher.hearing(this, body)
        loop.receive(body)
      },
      onLost: (reason) => loop.lose(reason),
    })
    const loop: ClientLoop = new ClientLoop(
      {
        settings: this.#sessionSettings(),
        onEvents: (events) => {
          // What a program says while it ends is not what the next one says.
          if (process.isDead || this.#run?.loop !== loop) return
          this.#watcher.told(this, events)
          if (events.some(({ type }) => type === 'room-joined')) this.#renameAtOnce(process)
        },
        onTrusted: () => undefined,
      },
      {
        line: this.#bounded(process, line),
        copies,
        now: () => this.machine.wall,
        random: () => this.#chance.next(),
        newId: this.#world.newId,
        hashOf: digestId,
        soon: (act) => {
          this.#boundary()
          process.later(0, act)
        },
        setDeadline: this.#deadlines(process, () => loop.deadline()),
        onTrouble: () => undefined,
        prove: async ({ clientNonce, challenge }) => {
          const context = { binding: BINDING, clientNonce, hostNonce: challenge.nonce }
          return succeeded(testProof(keyOf(this.settings.instance), context))
        },
      },
    )
    this.#run = { process, loop, line, copies, isLeaving: false }
    this.#world.trace.note('start', this.settings.label)
    this.#watcher.began(this)
    this.#world.pulse.touch()
    void this.#begin(process, loop)
  }

  #sessionSettings(): SessionSettings {
    return {
      address: ADDRESS,
      name: this.name,
      role: this.settings.role,
      room: null,
      fill: this.settings.fill,
      instance: this.settings.instance,
      key: keyOf(this.settings.instance),
      trust: { kind: 'pinned', fingerprint: FINGERPRINT },
      openHosts: [],
    }
  }

  async #begin(process: Process, loop: ClientLoop): Promise<void> {
    if (this.copyDisk.content && this.#chance.happens(0.7)) await loop.open(ROOM.id)
    if (!process.isDead && loop.session.phase.kind !== 'ended') loop.start()
  }

  /** The program ends from one moment to the next, or the machine does. */
  die(isPowerLoss: boolean): void {
    const run = this.#run
    if (!run) return
    this.#world.trace.note('killed', this.settings.label)
    this.#run = null
    this.#crashIn = null
    run.process.die()
    run.copies.crash()
    const socket = this.#network.connectionOf(run.process)?.client
    if (isPowerLoss) socket?.vanish()
    else socket?.destroy()
  }

  /** The person leaves; the program ends when the copy has everything. */
  leave(): void {
    const run = this.#run
    if (!run || run.isLeaving) return
    run.isLeaving = true
    this.#world.trace.note('leave', this.settings.label)
    this.#world.pulse.touch()
    run.loop.leave()
    const settled = run.loop.settled().then(() => run.copies.close())
    void settled.then(() => {
      if (this.#run !== run) return
      this.#run = null
      this.#crashIn = null
      // What says goodbye has a moment for it.
      this.#world.scheduler.after(2_000, () => run.process.die())
    })
  }

  crashAtBoundary(calls: number, act: () => void): void {
    this.#crashIn = calls
    this.#onBoundary = act
  }

  /** From here on nothing goes wrong any more. */
  heal(quality: StreamQuality): void {
    this.#crashIn = null
    this.quality = quality
    this.copyDisk.isFailing = false
    this.copyDisk.isSlow = false
    this.machine.wake()
  }

  say(text: string): void {
    if (this.#run?.isLeaving) return
    this.#world.trace.note('say', this.settings.label)
    this.#world.pulse.touch()
    void this.loop?.send(text)
  }

  rename(name: string): void {
    this.#world.trace.note('rename', this.settings.label, name)
    const run = this.#run
    void run?.loop.rename(name).then((renamed) => {
      if (renamed.ok) this.name = name
    })
  }

  /** Decides something as who runs the room; `onRuled` when that is granted. */
  rule(asked: RulingAsked, onRuled: () => void): void {
    this.#world.trace.note('rule', this.settings.label, asked.type)
    this.#world.pulse.touch()
    void this.#run?.loop.rule(asked).then((ruled) => {
      if (ruled.ok) onRuled()
    })
  }

  discard(id: string): void {
    this.#watcher.discarding(this, id)
    this.loop?.discard(id)
  }

  retry(id: string): void {
    this.#watcher.retrying(this, id)
    this.loop?.retry(id)
  }

  readOlder(): void {
    this.loop?.readOlder()
  }

  wake(): void {
    this.#run?.line.inspect()
    this.loop?.wake()
  }

  /** Some take another name as soon as they are there. */
  #renameAtOnce(process: Process): void {
    if (!this.#world.faults.has('rename') || !this.#chance.happens(0.25)) return
    const name = `${this.settings.label}${this.#chance.below(4)}`
    process.later(this.#chance.below(30), () => this.rename(name))
  }

  /** Each call of a port is a place to die at, before it and after it. */
  #bounded(process: Process, line: SimulatedLine): Line {
    const around = (act: () => void): void => {
      this.#boundary()
      if (!process.isDead) act()
      this.#boundary()
    }
    return {
      dial: () => around(line.dial),
      say: (request) => around(() => line.say(request)),
      keepAlive: (heartbeatMs, silenceMs) => around(() => line.keepAlive(heartbeatMs, silenceMs)),
      expectAnswer: (withinMs) => around(() => line.expectAnswer(withinMs)),
      hangUp: (reason) => around(() => line.hangUp(reason)),
      giveUp: (reason) => around(() => line.giveUp(reason)),
    }
  }

  #copies(process: Process): SimulatedCopies {
    const { faults, pulse } = this.#world
    return new SimulatedCopies({
      disk: this.copyDisk,
      later: (ms, act) => void process.later(ms, act),
      isDead: () => process.isDead,
      touch: () => pulse.touch(),
      chance: this.#chance,
      faults,
      boundary: () => this.#boundary(),
      queued: (message) => this.#watcher.queued(this, message),
      changed: () => this.#watcher.copied(this),
    })
  }

  #deadlines(process: Process, act: () => void) {
    let deadline: Timer | null = null
    return (at: number | null): void => {
      this.#boundary()
      deadline?.cancel()
      deadline = null
      if (at === null) return
      deadline = process.later(Math.max(1, at - this.machine.wall), act)
    }
  }

  #boundary(): void {
    if (this.#crashIn === null) return
    this.#crashIn--
    if (this.#crashIn > 0) return
    this.#crashIn = null
    this.#onBoundary()
  }
}
