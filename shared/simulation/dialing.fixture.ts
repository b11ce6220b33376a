// How connections to the host come about, and all that there are.

import type { ErrorCode } from '../error.ts'
import type { StreamQuality } from './byte-stream.fixture.ts'
import type { Chance } from './chance.fixture.ts'
import type { SimulatedHost } from './host.fixture.ts'
import type { Process } from './machine.fixture.ts'
import { Connection, type Socket } from './network.fixture.ts'
import type { World } from './world.fixture.ts'

/** Milliseconds for all attempts of a dial; as in the client. */
const DIAL_MS = 10_000

/** What a dial comes to: a secured connection, or why there is none. */
export type Dialed =
  | { readonly ok: true; readonly connection: Connection; readonly socket: Socket }
  | { readonly ok: false; readonly code: ErrorCode }

/** A connection and who made it. */
interface Made {
  readonly connection: Connection
  readonly process: Process
  /** Whether the program has it: before that a dial can still be given up. */
  isHandedOver: boolean
}

export class SimulatedNetwork {
  readonly #world: World
  readonly #chance: Chance
  readonly #host: SimulatedHost
  #made: Made[] = []
  /** What all connections have from the healing on. */
  #healed: StreamQuality | null = null

  constructor(world: World, host: SimulatedHost) {
    this.#world = world
    this.#chance = world.chance.fork('network')
    this.#host = host
  }

  /** Connections that at least one side still has. */
  get connections(): readonly Connection[] {
    this.#made = this.#made.filter(({ connection }) => !connection.isOver)
    return this.#made.map(({ connection }) => connection)
  }

  /** The newest connection of a program, if it is still there. */
  connectionOf(process: Process | null): Connection | null {
    const made = this.#made.findLast((other) => other.process === process)
    return made && !made.connection.client.isClosed ? made.connection : null
  }

  /** Connections that a program has and is not ending. */
  countOf(process: Process | null): number {
    return this.#made.filter((made) => {
      return made.process === process && made.isHandedOver && made.connection.client.isOpen
    }).length
  }

  /** Connects and secures; `settle` follows once. */
  dial(process: Process, quality: StreamQuality, settle: (dialed: Dialed) => void): void {
    const { faults } = this.#world
    const later = (ms: number, dialed: Dialed): void => void process.later(ms, () => settle(dialed))
    const roundTrip = 1 + quality.latencyMs * 2
    if (!this.#healed && faults.has('dial-lost') && this.#chance.happens(0.06)) {
      faults.strike('dial-lost')
      return later(DIAL_MS, { ok: false, code: 'connect-timed-out' })
    }
    if (this.#host.machine.isAsleep) return later(DIAL_MS, { ok: false, code: 'connect-timed-out' })
    process.later(roundTrip, () => {
      const isRefused = !this.#healed && faults.has('dial-refused') && this.#chance.happens(0.06)
      if (isRefused) faults.strike('dial-refused')
      if (isRefused) return settle({ ok: false, code: 'closed-early' })
      const hostProcess = this.#host.process
      if (!hostProcess || !this.#host.isListening) {
        return settle({ ok: false, code: 'connection-refused' })
      }
      this.#connect(process, hostProcess, quality, settle)
    })
  }

  /** From here on nothing goes wrong any more. */
  heal(quality: StreamQuality): void {
    this.#healed = quality
    for (const { connection } of this.#made) connection.heal(quality)
  }

  #connect(
    process: Process,
    hostProcess: Process,
    wanted: StreamQuality,
    settle: (dialed: Dialed) => void,
  ): void {
    const { scheduler } = this.#world
    const quality = this.#healed ?? wanted
    const connection = new Connection(scheduler, this.#chance, quality, process, hostProcess)
    const made: Made = { connection, process, isHandedOver: false }
    this.#made.push(made)
    if (quality.tiny > 0) this.#world.faults.strike('tiny-chunks')
    if (quality.windowBytes < 4_096) this.#world.faults.strike('slow-reader')
    this.#host.machine.whenAwake(() => {
      if (hostProcess.isDead) connection.host.destroy()
      else this.#host.accept(connection.host)
    })
    process.later(quality.latencyMs, () => {
      const socket = connection.client
      made.isHandedOver = true
      if (socket.isClosed) settle({ ok: false, code: 'closed-early' })
      else settle({ ok: true, connection, socket })
    })
  }
}
