// Somebody who speaks the protocol with no client of ours: floods, repeats himself, lies.

import { assertNever } from '../assert-never.ts'
import { encodeFrame } from '../protocol/frame.ts'
import { MAX_HOST_FRAME_BYTES } from '../protocol/limits.ts'
import { testProof } from '../protocol/proof.fixture.ts'
import type { StreamQuality } from './byte-stream.fixture.ts'
import type { Chance } from './chance.fixture.ts'
import type { SimulatedNetwork } from './dialing.fixture.ts'
import { ROOM } from './host.fixture.ts'
import { BINDING, keyOf, memberOf } from './identity.fixture.ts'
import { Process, type Machine } from './machine.fixture.ts'
import type { Socket } from './network.fixture.ts'
import { authorOf, tryTold, type Told } from './told.fixture.ts'
import { Wire } from './wire.fixture.ts'
import type { World } from './world.fixture.ts'

/** Bytes said before, kept to be said again. */
const MAX_KEPT = 20

/** Of every connection of every peer: nobody listens in. */
const NONCE = 'nonce'.padEnd(22, '_')

export class SimulatedPeer {
  readonly #world: World
  readonly #chance: Chance
  readonly #network: SimulatedNetwork
  readonly #process: Process
  readonly #instance: string
  readonly #quality: StreamQuality
  readonly #onAcknowledged: (told: Told) => void
  #socket: Socket | null = null
  #wire: Wire | null = null
  #isDialing = false
  readonly #said: Uint8Array[] = []
  readonly #messages: { readonly id: string; readonly text: string }[] = []

  constructor(
    world: World,
    network: SimulatedNetwork,
    machine: Machine,
    instance: string,
    quality: StreamQuality,
    onAcknowledged: (told: Told) => void,
  ) {
    this.#world = world
    this.#chance = world.chance.fork(`peer ${instance}`)
    this.#network = network
    this.#process = new Process(machine, world.scheduler)
    this.#instance = instance
    this.#quality = quality
    this.#onAcknowledged = onAcknowledged
  }

  get isConnected(): boolean {
    return this.#wire?.isOpen ?? false
  }

  /** Connects, and joins unless told otherwise. */
  connect(): void {
    if (this.#isDialing || this.isConnected) return
    this.#isDialing = true
    this.#network.dial(this.#process, this.#quality, (dialed) => {
      this.#isDialing = false
      if (!dialed.ok) return
      this.#socket = dialed.socket
      this.#wire = this.#adopt(dialed.socket)
      this.#introduce()
    })
  }

  disconnect(): void {
    this.#wire?.close({ code: 'leaving' })
    this.#wire = null
    this.#process.die()
    this.#socket?.destroy()
  }

  /** So many messages at once. */
  flood(count: number): void {
    this.#world.faults.strike('flood')
    for (let index = 0; index < count; index++) this.#saySomething()
  }

  /** Does something that no client of ours would. */
  lie(
    kind:
      | 'random-bytes'
      | 'wrong-state'
      | 'replayed-frames'
      | 'same-id-again'
      | 'same-id-other-text',
  ): void {
    if (!this.isConnected) return this.connect()
    this.#world.trace.note('lie', kind)
    switch (kind) {
      case 'random-bytes':
        this.#world.faults.strike(kind)
        return this.#say(this.#noise())
      case 'wrong-state':
        this.#world.faults.strike(kind)
        return this.#say(encodeFrame(this.#outOfPlace()))
      case 'replayed-frames': {
        if (this.#said.length === 0) return
        this.#world.faults.strike(kind)
        return this.#say(this.#chance.pick(this.#said))
      }
      case 'same-id-again':
      case 'same-id-other-text': {
        if (this.#messages.length === 0) return this.#saySomething()
        this.#world.faults.strike(kind)
        const { id, text } = this.#chance.pick(this.#messages)
        const other = kind === 'same-id-again' ? text : `${text} not`
        return this.#say(encodeFrame({ type: 'send-message', room: ROOM.id, id, text: other }))
      }
      default:
        assertNever(kind)
    }
  }

  #introduce(): void {
    const hello = {
      type: 'hello',
      version: 1,
      capabilities: [],
      name: `P${this.#instance.slice(0, 3)}`,
    }
    const key = keyOf(this.#instance)
    this.#say(encodeFrame({ ...hello, instance: this.#instance, key, nonce: NONCE }))
  }

  /** Proves the own key, and joins without waiting to be welcome. */
  #prove(hostNonce: string): void {
    const context = { binding: BINDING, clientNonce: NONCE, hostNonce }
    this.#say(encodeFrame(testProof(keyOf(this.#instance), context)))
    this.#say(encodeFrame({ type: 'join', room: ROOM.id, role: 'member', resume: null }))
  }

  #saySomething(): void {
    const message = { id: this.#world.newId(), text: `peer ${this.#messages.length}` }
    this.#messages.push(message)
    this.#say(encodeFrame({ type: 'send-message', room: ROOM.id, ...message }))
  }

  #say(bytes: Uint8Array): void {
    if (this.#said.length < MAX_KEPT) this.#said.push(bytes)
    this.#wire?.send(bytes)
  }

  #noise(): Uint8Array {
    const bytes = new Uint8Array(this.#chance.spread(1, 200))
    for (let index = 0; index < bytes.length; index++) bytes[index] = this.#chance.below(256)
    // Often a body of noise in a frame, so that the length alone does not give it away.
    if (this.#chance.happens(0.5) && bytes.length > 4) {
      new DataView(bytes.buffer).setUint32(0, bytes.length - 4)
    }
    return bytes
  }

  #outOfPlace(): object {
    const id = this.#world.newId()
    const room = ROOM.id
    const instance = this.#instance
    const key = keyOf(instance)
    const hello = { type: 'hello', capabilities: [], instance, key, nonce: NONCE }
    return this.#chance.pick<object>([
      { ...hello, version: 1, name: 'Twice' },
      { ...hello, version: 0, name: 'Old' },
      { type: 'prove', signature: 's'.repeat(86), password: null, invite: null },
      { type: 'join', room, role: 'viewer', resume: null },
      { type: 'join', room, role: 'member', resume: { epoch: id, sequence: 3, hash: id } },
      { type: 'join', room: 'elsewhere', role: 'member', resume: null },
      { type: 'leave', room },
      { type: 'rename', room, name: '' },
      { type: 'rename', room, name: 'Ann' },
      { type: 'send-message', room, id, text: ' ' },
      { type: 'send-message', room, id, text: 'x'.repeat(20_000) },
      { type: 'withdraw-message', room, id },
      { type: 'list-members', room, after: id },
      { type: 'read-history', room, before: 1_000_000, from: 1 },
      { type: 'read-history', room, before: 1, from: 1_000_000 },
      { type: 'heartbeat', reply: true },
      { type: 'something-new', room },
      { type: 'goodbye', reason: 'leaving' },
    ])
  }

  #adopt(socket: Socket): Wire {
    const member = memberOf(keyOf(this.#instance))
    const wire = new Wire(
      socket,
      this.#process,
      {
        frameBytes: MAX_HOST_FRAME_BYTES,
        heartbeatMs: 1_000_000,
        silenceMs: 1_000_000,
        frameMs: 1_000_000,
        queueBytes: 10_000_000,
        drainMs: 1_000_000,
      },
      {
        onBody: (body) => {
          const told = tryTold(body)
          if (told?.type === 'challenge') this.#prove(String(told.value['nonce']))
          if (told?.type === 'message' && authorOf(told) === member) this.#onAcknowledged(told)
        },
        onBadFrame: () => undefined,
        onEnd: () => undefined,
      },
    )
    return wire
  }
}
