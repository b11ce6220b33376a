// One seed, from beginning to end: a world is made, things happen in it and go wrong, everything is healed,
// and all must come to rest.

import { clientFaults } from './client-faults.fixture.ts'
import type { SimulatedClient } from './client.fixture.ts'
import type { FaultCounts } from './faults.fixture.ts'
import { hostFaults } from './host-faults.fixture.ts'
import { networkFaults } from './network-faults.fixture.ts'
import { measuresOf, rulingFaults } from './ruling-faults.fixture.ts'
import { GOOD_NETWORK } from './settings.fixture.ts'
import { Stage } from './stage.fixture.ts'
import type { Invariant, Violation } from './verdict.fixture.ts'

/** Steps of a scenario, at least. */
const MIN_STEPS = 200

/** Milliseconds in which everything must come to rest once it is healed. */
const REST_MS = 60_000

/** Milliseconds between two looks at whether it has. */
const LOOK_MS = 250

/** Happenings of a run. What needs more goes round in circles. */
const MAX_EVENTS = 150_000

/** Turns that promises get after a happening that has to do with them: more than any chain of them has. */
const TURNS = 12

const A_TURN = Promise.resolve()

/** What a seed came to. */
export interface Outcome {
  readonly seed: number
  readonly traceHash: string
  readonly steps: number
  readonly events: number
  readonly clients: number
  readonly faults: FaultCounts
  readonly violation: Violation | null
  /** What happened, when it was asked for. */
  readonly lines: readonly string[]
}

/** Plays a seed. Never rejects: what throws is a violation. */
export async function simulate(seed: number, keepsTrace = false): Promise<Outcome> {
  const stage = new Stage(seed, keepsTrace)
  const clients = stage.clients.length
  const simulation = new Simulation(stage)
  try {
    await simulation.play()
  } catch (error) {
    stage.verdict.fail(
      'crash',
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    )
  }
  return {
    seed,
    traceHash: stage.trace.hash,
    steps: stage.verdict.step,
    events: simulation.events,
    clients,
    faults: stage.faults.counts,
    violation: stage.verdict.violation,
    lines: stage.trace.lines,
  }
}

const INVARIANTS: ReadonlySet<string> = new Set(['I4', 'I8', 'I9', 'I10', 'copy', 'liveness'])

const ACTS = { ...networkFaults, ...hostFaults, ...clientFaults, ...rulingFaults }

class Simulation {
  readonly #stage: Stage
  readonly #weights: Readonly<Record<string, number>>
  events = 0

  constructor(stage: Stage) {
    this.#stage = stage
    const faults = keysOf(ACTS).map((fault) => [fault, stage.faults.weight(fault)] as const)
    const happening = faults.filter(([, weight]) => weight > 0)
    this.#weights = { say: 24, nothing: 6, wake: 1, backup: 1, ...Object.fromEntries(happening) }
  }

  async play(): Promise<void> {
    const { chance, host, clients, verdict } = this.#stage
    host.start()
    await this.#pass(20)
    for (const client of clients) client.start()
    const steps = MIN_STEPS + chance.below(100)
    while (verdict.step < steps && !verdict.violation) {
      verdict.step++
      this.#act()
      await this.#pass(this.#pause())
      this.#judgeLines()
      this.#mend()
    }
    if (!verdict.violation) await this.#comeToRest()
  }

  get #isOver(): boolean {
    return this.#stage.verdict.violation !== null
  }

  /** Lets time pass, one happening after the other. */
  async #pass(ms: number): Promise<void> {
    const { scheduler, rooms, verdict, pulse } = this.#stage
    const end = scheduler.now + ms
    while (!this.#isOver && scheduler.advance(end)) {
      if (pulse.take()) for (let turn = 0; turn < TURNS; turn++) await A_TURN
      rooms.judgeMoment()
      if (++this.events > MAX_EVENTS) verdict.fail('liveness', 'something goes round in circles')
    }
  }

  #pause(): number {
    const { chance } = this.#stage
    const kind = chance.next()
    if (kind < 0.6) return chance.below(60)
    if (kind < 0.86) return chance.between(60, 1_000)
    if (kind < 0.97) return chance.between(1_000, 6_000)
    return chance.between(6_000, 70_000)
  }

  /** One thing that somebody does, or that happens to somebody. */
  #act(): void {
    const stage = this.#stage
    const { chance } = stage
    const act = chance.weighted(this.#weights)
    if (act === 'say') this.#say()
    else if (act === 'wake') chance.pick(stage.everybody).wake()
    else if (act === 'backup') stage.host.disk.makeBackup()
    else if (isKeyOf(ACTS, act)) ACTS[act](stage)
  }

  #say(): void {
    const { chance, everybody, rules } = this.#stage
    const client = chance.pick(everybody)
    const longest = Math.min(rules.limits['text-bytes'] / 3, 1_000)
    const count = chance.happens(0.1) ? chance.between(2, 12) : 1
    for (let index = 0; index < count; index++) {
      client.say(chance.pick(['a', 'é', '語', '"']).repeat(chance.spread(1, longest)))
    }
  }

  /** A program has one connection at a time, beside those that it is ending. */
  #judgeLines(): void {
    const { everybody, network, verdict } = this.#stage
    for (const { process, settings } of everybody) {
      const open = network.countOf(process)
      verdict.check(open < 2, 'line', () => `${settings.label} has ${open} connections`)
    }
  }

  /** People start what has ended, sooner or later. */
  #mend(): void {
    const { chance, host, clients, twin } = this.#stage
    if (!host.isAlive && chance.happens(0.1)) host.start()
    for (const client of clients) {
      if (!client.loop && chance.happens(0.2)) client.start()
      else if (hasEnded(client) && chance.happens(0.2)) restart(client)
    }
    if (twin && hasEnded(twin) && chance.happens(0.2)) twin.die(false)
  }

  async #comeToRest(): Promise<void> {
    const stage = this.#stage
    stage.heal()
    await this.#lift()
    await this.#pass(LOOK_MS)
    // Who has missed something finds out with what follows.
    for (const client of stage.clients) client.say('the last word')
    if (!(await this.#rests())) return
    // Somebody new sees what everybody sees.
    const probe = stage.addClient('Probe')
    probe.heal(GOOD_NETWORK)
    probe.start()
    await this.#rests()
  }

  /** Who runs the room takes back what holds against anybody, one after the other. */
  async #lift(): Promise<void> {
    const { scheduler, host } = this.#stage
    const end = scheduler.now + REST_MS
    while (scheduler.now < end && !this.#isOver) {
      this.#keepRunning()
      // oxlint-disable-next-line no-await-in-loop -- time passes.
      await this.#pass(LOOK_MS)
      if (!this.#takeBack() && host.run) return
    }
  }

  /** Asks for one measure to be taken back; false when there is none. */
  #takeBack(): boolean {
    const [asked] = measuresOf(this.#stage)
    if (asked) this.#stage.owner.rule(asked, () => undefined)
    return asked !== undefined
  }

  #keepRunning(): void {
    const { clients, host } = this.#stage
    if (!host.isAlive) host.start()
    for (const client of clients) {
      if (!client.loop) client.start()
      else if (hasEnded(client)) restart(client)
    }
  }

  /** Whether everything is as it should be within a minute. */
  async #rests(): Promise<boolean> {
    const { scheduler, rest, clients, verdict } = this.#stage
    const end = scheduler.now + REST_MS
    let unrest: string | null = null
    while (scheduler.now < end && !this.#isOver) {
      this.#keepRunning()
      await this.#pass(LOOK_MS)
      // What was asked for in the last moment came after the others.
      this.#takeBack()
      unrest = rest.findUnrest(clients)
      if (!unrest) return !this.#isOver
    }
    if (unrest) verdict.fail(invariantOf(unrest), `after a minute: ${unrest}`)
    return false
  }
}

function hasEnded({ loop }: SimulatedClient): boolean {
  return loop?.session.phase.kind === 'ended'
}

/** Starts anew; under another name where somebody has the one that was wanted. */
function restart(client: SimulatedClient): void {
  const phase = client.loop?.session.phase
  if (phase?.kind === 'ended' && phase.reason.code === 'name-taken') {
    client.name = client.name.length < 20 ? `${client.name}~` : client.settings.label
  }
  client.die(false)
  client.start()
}

function invariantOf(unrest: string): Invariant {
  const named = unrest.slice(0, unrest.indexOf(':'))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one of these.
  return INVARIANTS.has(named) ? (named as Invariant) : 'liveness'
}

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the record.
  return Object.keys(record) as K[]
}

function isKeyOf<K extends string>(record: Readonly<Record<K, unknown>>, key: string): key is K {
  return Object.hasOwn(record, key)
}
