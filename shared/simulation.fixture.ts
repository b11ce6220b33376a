// A host and its clients in memory: byte streams with chance, virtual time, connections that break.
// It does what the shells do (electron/server, electron/client) and decides nothing. The same seed gives
// the same run.

import { parseAnswer } from './protocol/answer.ts'
import { encodeFrame, FrameDecoder } from './protocol/frame.ts'
import { limitsWith, MAX_HOST_FRAME_BYTES } from './protocol/limits.ts'
import { parseRequest } from './protocol/request.ts'
import type { HostConnection, HostRules } from './room/connection.ts'
import type { Effect } from './room/effect.ts'
import {
  createHost,
  endConnection,
  loseConnection,
  receiveRequest,
  type Host,
} from './room/host.ts'
import { EMPTY_LANE, gatherChange, type PresenceLane } from './room/presence-lane.ts'
import { createRoom } from './room/room.ts'
import {
  createSession,
  nextDeadline,
  type SessionEffect,
  type SessionInput,
} from './session/session.ts'
import { stepSession } from './session/step.ts'
import { applySessionEvent, EMPTY_VIEW } from './session/view.ts'

const FINGERPRINT = 'a'.repeat(52)
const ROOM = 'front'

/** mulberry32: numbers in [0, 1), the same for the same seed. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function id(text: string): string {
  return text.padEnd(22, '_')
}

/** One TCP connection: bytes under way in both directions. A broken one still delivers late to the host. */
class Link {
  readonly up: number[] = []
  readonly down: number[] = []
  readonly atHost = new FrameDecoder(MAX_HOST_FRAME_BYTES)
  readonly atClient = new FrameDecoder(MAX_HOST_FRAME_BYTES)
  isBroken = false
  isNoticed = false
  readonly id: number
  readonly client: SimulatedClient

  constructor(linkId: number, client: SimulatedClient) {
    this.id = linkId
    this.client = client
  }
}

export class SimulatedClient {
  readonly name: string
  session
  view = EMPTY_VIEW
  link: Link | null = null
  /** Ids in the order in which they were written, acknowledged, and the sequence of the first join. */
  readonly written: string[] = []
  readonly acknowledged: string[] = []
  firstFact: number | null = null
  wantsDial = false

  constructor(name: string) {
    this.name = name
    this.session = createSession({
      address: { address: 'host', port: 1 },
      name,
      role: 'member',
      instance: id(`i${name}`),
      trust: { kind: 'trust-new' },
      openHosts: [],
    })
  }
}

export class Simulation {
  readonly clients: readonly SimulatedClient[]
  readonly trace: string[] = []
  /** Every fact that the host published, in order. */
  readonly published: string[] = []
  readonly #random: () => number
  readonly #rules: HostRules
  #host: Host = createHost([createRoom(ROOM, 'Front')])
  readonly #links: Link[] = []
  readonly #connections = new Map<number, HostConnection>()
  readonly #audience = new Set<number>()
  #lane: PresenceLane = EMPTY_LANE
  #flushAt: number | null = null
  #now = 1_000_000

  constructor(seed: number, names: readonly string[]) {
    this.#random = chance(seed)
    const limits = limitsWith({ 'flood-burst': 4, 'flood-per-second': 20 })
    this.#rules = { limits, epoch: id('epoch'), identify: (instance) => `M${instance.slice(1)}` }
    this.clients = names.map((name) => new SimulatedClient(name))
    for (const client of this.clients) this.#input(client, { type: 'start' })
  }

  get seated(): string[] {
    const seats = this.#host.rooms.get(ROOM)?.seats.values() ?? []
    return [...seats].map(({ member }) => member.name).toSorted()
  }

  /** Plays with disturbances, then heals everything and lets it come to rest. */
  run(steps: number, messages: number): this {
    // What never was online is not tried again: nothing is disturbed before.
    while (this.clients.some(({ session }) => session.phase.kind !== 'online'))
      this.#tick(20, 4_096)
    for (let step = 0; step < steps; step++) this.#disturb(messages / steps)
    for (let step = 0; step < 3_000 && !this.#isAtRest; step++) this.#tick(20, 4_096)
    return this
  }

  #disturb(share: number): void {
    this.#tick(Math.floor(this.#random() * 40))
    const client = this.#pick(this.clients)
    if (!client) return
    if (this.#random() < share) this.#write(client)
    if (this.#random() < 0.01) this.#break(client)
    if (this.#random() < 0.01) this.#input(client, { type: 'wake' })
    if (this.#random() < 0.02) this.#rename(client)
  }

  get #isAtRest(): boolean {
    const isQuiet = this.#links.every(
      ({ up, down, isBroken, isNoticed }) =>
        up.length === 0 && (isBroken ? isNoticed : down.length === 0),
    )
    const isDone = this.clients.every(
      ({ session }) => session.phase.kind === 'online' && session.outbox.messages.length === 0,
    )
    return isQuiet && isDone && this.#flushAt === null
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#random() * list.length)]
  }

  #write(client: SimulatedClient): void {
    const messageId = id(`${client.name}${client.written.length}`)
    client.written.push(messageId)
    const text = `${'语😀"'.repeat(Math.floor(this.#random() * 30))}.`
    this.#input(client, { type: 'send', id: messageId, text })
  }

  #rename(client: SimulatedClient): void {
    const name = `${client.name}${Math.floor(this.#random() * 5)}`
    this.#input(client, { type: 'rename', name })
  }

  /** The connection is gone for the client now, for the host when it has read what was under way. */
  #break(client: SimulatedClient): void {
    const { link } = client
    if (!link) return
    link.isBroken = true
    client.link = null
    this.#input(client, { type: 'lost', reason: { code: 'connection-lost' } })
  }

  #tick(elapsedMs: number, largestChunk = 200): void {
    this.#now += elapsedMs
    for (const client of this.clients) this.#wakeUp(client)
    for (const link of this.#links) {
      if (this.#random() < 0.7) this.#deliverUp(link, largestChunk)
      if (this.#random() < 0.7) this.#deliverDown(link, largestChunk)
    }
    if (this.#flushAt !== null && this.#flushAt <= this.#now) this.#flushPresence()
  }

  #wakeUp(client: SimulatedClient): void {
    if (client.wantsDial && this.#random() < 0.3) {
      client.wantsDial = false
      client.link = new Link(this.#links.length, client)
      this.#links.push(client.link)
      this.#connections.set(client.link.id, { kind: 'greeting', id: client.link.id })
      this.#input(client, { type: 'secured', fingerprint: FINGERPRINT })
    }
    const deadline = nextDeadline(client.session, this.#now)
    if (deadline !== null && deadline <= this.#now) this.#input(client, { type: 'deadline' })
  }

  #take(stream: number[], largest: number): Uint8Array {
    return Uint8Array.from(stream.splice(0, 1 + Math.floor(this.#random() * largest)))
  }

  #deliverUp(link: Link, largest: number): void {
    if (link.isNoticed) return
    if (link.up.length === 0 && link.isBroken) {
      link.isNoticed = true
      this.#apply(link, loseConnection(this.#host, this.#at(link), 'connection-lost'))
      return
    }
    link.atHost.push(this.#take(link.up, largest), (body) => {
      const request = parseRequest(body)
      const connection = this.#at(link)
      const step = request.ok
        ? receiveRequest(this.#rules, this.#host, connection, request.value, this.#now)
        : endConnection(this.#host, connection, request.error)
      this.#apply(link, step)
    })
  }

  #deliverDown(link: Link, largest: number): void {
    if (link.isBroken || link.down.length === 0) return
    link.atClient.push(this.#take(link.down, largest), (body) => {
      const answer = parseAnswer(body)
      if (!answer.ok) throw new Error(`the client cannot read: ${answer.error.code}`)
      // What a hung-up connection still brings is dropped.
      if (link.client.link === link)
        this.#input(link.client, { type: 'answer', answer: answer.value })
    })
  }

  #at(link: Link): HostConnection {
    return this.#connections.get(link.id) ?? { kind: 'closed', id: link.id }
  }

  #apply(
    link: Link,
    step: { host: Host; connection: HostConnection; effects: readonly Effect[] },
  ): void {
    this.#host = step.host
    this.#connections.set(link.id, step.connection)
    for (const effect of step.effects) this.#perform(effect)
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'send':
        return this.#sendDown(effect.to, effect.answer)
      case 'repeat':
        return this.#sendDown(effect.to, effect.fact)
      case 'publish':
        if (effect.fact.type === 'member-renamed') this.#flushPresence()
        else this.published.push(effect.fact.id)
        this.trace.push(`${this.#now} publish ${effect.fact.sequence}`)
        for (const to of this.#audience) this.#sendDown(to, effect.fact)
        return
      case 'subscribe':
        return void this.#audience.add(effect.connection)
      case 'unsubscribe':
        return void this.#audience.delete(effect.connection)
      case 'announce':
        this.#lane = gatherChange(this.#lane, effect.change)
        this.#flushAt ??= this.#now + 50
        return
      case 'close':
        return this.#sendDown(effect.connection, { type: 'goodbye', reason: effect.reason.code })
      default:
        throw new Error(`unknown effect: ${JSON.stringify(effect satisfies never)}`)
    }
  }

  #flushPresence(): void {
    const changes = [...this.#lane.values()]
    this.#lane = EMPTY_LANE
    this.#flushAt = null
    if (changes.length === 0) return
    const count = this.#host.rooms.get(ROOM)?.seats.size ?? 0
    for (const to of this.#audience)
      this.#sendDown(to, { type: 'presence', room: ROOM, changes, count })
  }

  #sendDown(to: number, value: object): void {
    this.#links[to]?.down.push(...encodeFrame(value))
  }

  #input(client: SimulatedClient, input: SessionInput): void {
    const before = client.session.outbox.messages.map((message) => message.id)
    const moment = { now: this.#now, random: this.#random() }
    const { session, effects } = stepSession(client.session, input, moment)
    client.session = session
    const kept = new Set(session.outbox.messages.map((message) => message.id))
    client.acknowledged.push(...before.filter((messageId) => !kept.has(messageId)))
    this.trace.push(`${this.#now} ${client.name} ${input.type} ${session.phase.kind}`)
    for (const effect of effects) this.#performAt(client, effect)
  }

  #performAt(client: SimulatedClient, effect: SessionEffect): void {
    if (effect.type === 'dial') client.wantsDial = true
    if (effect.type === 'say') client.link?.up.push(...encodeFrame(effect.request))
    if (effect.type === 'hang-up' && client.link) {
      client.link.isBroken = true
      client.link = null
    }
    if (effect.type === 'tell') client.view = applySessionEvent(client.view, effect.event)
  }
}
