// Everything that takes part in a simulation, and how it is put together from a seed.

import { Chance } from './chance.fixture.ts'
import { SimulatedClient } from './client.fixture.ts'
import { ClientOracle } from './client-oracle.fixture.ts'
import { SimulatedNetwork } from './dialing.fixture.ts'
import { digestId } from './digest.fixture.ts'
import { Disk } from './disk.fixture.ts'
import { Faults } from './faults.fixture.ts'
import { SimulatedHost, type HostRules } from './host.fixture.ts'
import { LogOracle } from './log-oracle.fixture.ts'
import { Machine } from './machine.fixture.ts'
import { SimulatedPeer } from './peer.fixture.ts'
import { RestOracle } from './rest-oracle.fixture.ts'
import { RoomOracle } from './room-oracle.fixture.ts'
import { RulingOracle } from './ruling-oracle.fixture.ts'
import { Scheduler } from './scheduler.fixture.ts'
import { chooseQuality, chooseRules, GOOD_NETWORK } from './settings.fixture.ts'
import { Trace } from './trace.fixture.ts'
import { Verdict } from './verdict.fixture.ts'
import { Pulse, type World } from './world.fixture.ts'

const NAMES = ['Ann', 'Bob', 'Cid', 'Dee', 'Eve']
const encoder = new TextEncoder()

/** The disk of a host in a bad moment: until then each write takes so long. */
export interface DiskPace {
  slowUntil: number
  slowMs: number
}

export class Stage {
  readonly scheduler = new Scheduler()
  readonly chance: Chance
  readonly faults: Faults
  readonly trace: Trace
  readonly verdict: Verdict
  readonly pulse = new Pulse()
  readonly world: World
  readonly rules: HostRules
  readonly log: LogOracle
  readonly rooms: RoomOracle
  readonly watching: ClientOracle
  readonly rest: RestOracle
  readonly host: SimulatedHost
  readonly network: SimulatedNetwork
  /** Honest people, each with a computer of their own. */
  readonly clients: SimulatedClient[] = []
  /** The second computer with the profile of the first client, where there is one. */
  readonly twin: SimulatedClient | null
  readonly peers: SimulatedPeer[] = []
  readonly pace: DiskPace = { slowUntil: 0, slowMs: 0 }

  constructor(seed: number, keepsTrace: boolean) {
    this.chance = new Chance(seed)
    this.faults = new Faults(this.chance.fork('faults'))
    this.trace = new Trace(() => this.scheduler.now, keepsTrace)
    this.verdict = new Verdict(() => this.scheduler.now)
    this.world = this.#createWorld()
    const choice = this.chance.fork('settings')
    this.rules = { ...chooseRules(choice), owner: () => this.clients[0]?.member ?? null }
    this.log = new LogOracle(this.verdict)
    const rulings = new RulingOracle(this.verdict, this.log, () => this.host.machine.wall)
    this.rooms = new RoomOracle(this.verdict, this.log, rulings, this.rules, this.trace)
    this.watching = new ClientOracle(this.verdict, this.log, this.trace)
    const disk = new Disk(this.chance.fork('disk'), this.faults, {
      appended: (row) => {
        rulings.appended(row)
        this.log.appended(row)
      },
      restored: (restored, isHeadKept) => {
        this.log.restored(restored, isHeadKept)
        this.rooms.restored(restored.rows.length)
      },
      flipped: this.log.flipped,
    })
    const machine = this.#machine(choice)
    this.host = new SimulatedHost(this.world, machine, disk, this.rules, this.rooms)
    this.network = new SimulatedNetwork(this.world, this.host)
    const detail = this.rules.limits['presence-detail-members']
    this.rest = new RestOracle(this.host, this.log, this.watching, detail)
    for (const name of NAMES.slice(0, choice.pick([3, 3, 3, 4, 5]))) this.addClient(name)
    const [first] = this.clients
    const hasTwin = this.faults.has('second-device') && first
    this.twin = hasTwin ? this.#client(choice, 'Twin', first.settings.instance) : null
    const strangers = ['flood', 'random-bytes', 'wrong-state', 'replayed-frames'] as const
    if (strangers.some((fault) => this.faults.has(fault))) this.#addPeer(choice)
    if (this.faults.has('flood')) this.#addPeer(choice)
  }

  /** Everybody with a client of ours. */
  get everybody(): readonly SimulatedClient[] {
    return this.twin ? [...this.clients, this.twin] : this.clients
  }

  /** Who runs the room: the first person. */
  get owner(): SimulatedClient {
    const [owner] = this.clients
    if (!owner) throw new Error('there is nobody')
    return owner
  }

  /** One more person. */
  addClient(name: string): SimulatedClient {
    const chance = this.chance.fork(`person ${name}`)
    const client = this.#client(chance, name, this.world.newId())
    this.clients.push(client)
    return client
  }

  /** From here on nothing goes wrong any more. */
  heal(): void {
    this.trace.note('heal')
    this.pace.slowUntil = 0
    this.host.disk.problem = null
    this.host.disk.isHeadFailing = false
    this.host.disarm()
    this.host.machine.wake()
    this.network.heal(GOOD_NETWORK)
    for (const client of this.everybody) client.heal(GOOD_NETWORK)
    for (const peer of this.peers) peer.disconnect()
    this.twin?.die(false)
    this.host.resumeStoring()
  }

  #client(chance: Chance, label: string, instance: string): SimulatedClient {
    const isSlow = this.faults.has('slow-reader') && chance.happens(0.4)
    return new SimulatedClient(
      this.world,
      this.network,
      this.#machine(chance),
      {
        label,
        instance,
        role: chance.happens(0.15) && label !== 'Ann' ? 'viewer' : 'member',
        fill: chance.happens(0.5) ? 'gaps' : 'everything',
      },
      chooseQuality(chance, this.faults, isSlow),
      this.watching,
    )
  }

  #addPeer(chance: Chance): void {
    const instance = digestId(encoder.encode(`peer ${this.peers.length} ${chance.next()}`))
    const quality = chooseQuality(chance, this.faults, false)
    const machine = this.#machine(chance)
    const acknowledge = this.log.acknowledge.bind(this.log)
    this.peers.push(
      new SimulatedPeer(this.world, this.network, machine, instance, quality, acknowledge),
    )
  }

  #machine(chance: Chance): Machine {
    return new Machine(this.scheduler, chance.happens(0.5))
  }

  #createWorld(): World {
    const ids = this.chance.fork('ids')
    const disk = this.chance.fork('disk pace')
    let count = 0
    return {
      scheduler: this.scheduler,
      chance: this.chance,
      faults: this.faults,
      trace: this.trace,
      pulse: this.pulse,
      newId: () => digestId(encoder.encode(`${count++} ${ids.next()}`)),
      diskMs: (kind) => {
        if (this.pace.slowUntil <= this.scheduler.now) return disk.next() * 3
        if (kind === 'write') this.faults.strike('slow-commit')
        return disk.next() * this.pace.slowMs
      },
    }
  }
}
