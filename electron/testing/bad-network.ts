// A network between clients and a host that can do all that a bad one does: be slow, cut bytes apart, carry
// little, swallow everything, end one direction, break off.

import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { portOf } from './port-of.ts'

/** How a network is now. */
export interface Weather {
  /** Milliseconds until bytes arrive. */
  readonly latencyMs: number
  /** Bytes that travel at a time. */
  readonly sliceBytes: number
  /** Bytes in a second, in each direction of each connection. */
  readonly bytesPerSecond: number
  /** Nothing arrives, and nobody is told. */
  readonly isBlackhole: boolean
}

/** A network that is as good as none. */
const FINE: Weather = {
  latencyMs: 0,
  sliceBytes: Infinity,
  bytesPerSecond: Infinity,
  isBlackhole: false,
}

/** Bytes cut to this size are as fast as the rest: thousands of timers would only measure the machine. */
const TURN_SLICES = 512

export class BadNetwork {
  readonly port: number
  readonly #target: number
  readonly #cables = new Set<Cable>()
  #weather: Weather = FINE

  private constructor(port: number, target: number) {
    this.port = port
    this.#target = target
  }

  /** Carries everything to the port on this machine until the test is over. */
  static async to(target: number): Promise<BadNetwork> {
    const server = createServer({ allowHalfOpen: true })
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
    const network = new BadNetwork(portOf(server), target)
    server.on('connection', (near) => network.#lay(near))
    onTestFinished(() => {
      network.reset()
      server.close()
    })
    return network
  }

  /** Changes the weather for what is sent from now on; what a blackhole has swallowed never arrives. */
  become(change: Partial<Weather>): void {
    this.#weather = { ...this.#weather, ...change }
  }

  /** All is well for connections made from now on; those that have lost bytes stay mute. */
  heal(): void {
    this.#weather = FINE
  }

  /** Breaks off every connection, on both sides. */
  reset(): void {
    for (const cable of this.#cables) cable.reset()
  }

  /** Ends one direction of every connection: `up` is the one to the host. */
  halfClose(direction: 'up' | 'down'): void {
    for (const cable of this.#cables) cable.halfClose(direction)
  }

  #lay(near: Socket): void {
    const far = connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true })
    const cable = new Cable(near, far, () => this.#weather)
    this.#cables.add(cable)
    const remove = (): void => {
      if (near.destroyed && far.destroyed) this.#cables.delete(cable)
    }
    near.on('close', remove)
    far.on('close', remove)
  }
}

/** One connection through the network. */
class Cable {
  readonly #near: Socket
  readonly #far: Socket
  readonly #lanes: { readonly up: Lane; readonly down: Lane }

  constructor(near: Socket, far: Socket, weather: () => Weather) {
    this.#near = near
    this.#far = far
    // No direction works alone: without the other one nothing is ever confirmed.
    const fate: Fate = { isSwallowed: false }
    const up = new Lane(near, far, weather, fate)
    this.#lanes = { up, down: new Lane(far, near, weather, fate) }
  }

  reset(): void {
    this.#near.resetAndDestroy()
    this.#far.resetAndDestroy()
  }

  halfClose(direction: 'up' | 'down'): void {
    this.#lanes[direction].end()
  }
}

/** What both directions of a connection share. */
interface Fate {
  /** A blackhole has taken bytes: what came later would make no sense. */
  isSwallowed: boolean
}

/** One direction of a connection: bytes leave in the order in which they came. */
class Lane {
  readonly #to: Socket
  readonly #weather: () => Weather
  #waiting: { readonly bytes: Buffer; readonly dueAt: number }[] = []
  readonly #fate: Fate
  #isCarrying = false
  /** It was ended on the way. */
  #isCut = false
  #hasEnded = false

  constructor(from: Socket, to: Socket, weather: () => Weather, fate: Fate) {
    this.#to = to
    this.#weather = weather
    this.#fate = fate
    from.on('error', () => undefined)
    from.on('data', (bytes: Buffer) => this.#take(bytes))
    from.on('end', () => {
      this.#hasEnded = true
      this.#carrySoon(0)
    })
    from.on('close', () => {
      // Whoever is behind a blackhole hears nothing of it.
      if (!fate.isSwallowed && !this.#isCut && !this.#hasEnded) to.destroy()
    })
  }

  /** Nothing more goes this way, and the receiver is told. */
  end(): void {
    this.#isCut = true
    this.#waiting = []
    this.#to.end()
  }

  get #isDead(): boolean {
    return this.#isCut || this.#fate.isSwallowed
  }

  #take(bytes: Buffer): void {
    const { latencyMs, isBlackhole } = this.#weather()
    if (isBlackhole) this.#fate.isSwallowed = true
    if (this.#isDead) return
    this.#waiting.push({ bytes, dueAt: performance.now() + latencyMs })
    this.#carrySoon(latencyMs)
  }

  #carrySoon(ms: number): void {
    if (this.#isCarrying) return
    this.#isCarrying = true
    setTimeout(() => this.#carry(), ms).unref()
  }

  /** Writes what is due, so many slices at a time, and pauses for as long as their bytes take. */
  #carry(): void {
    this.#isCarrying = false
    const { sliceBytes, bytesPerSecond, isBlackhole } = this.#weather()
    if (isBlackhole && this.#waiting.length > 0) this.#fate.isSwallowed = true
    if (this.#isDead) return
    // A hundredth of a second's bytes at a time: better weather is noticed soon.
    const turnBytes = bytesPerSecond / 100
    const mostBytes = Math.max(1, Math.min(sliceBytes, Math.floor(turnBytes)))
    let carried = 0
    for (let slices = 0; slices < TURN_SLICES; slices++) {
      const [first] = this.#waiting
      if (!first || first.dueAt > performance.now() || carried >= turnBytes) break
      const slice = first.bytes.subarray(0, Math.min(mostBytes, first.bytes.length))
      const rest = first.bytes.subarray(slice.length)
      this.#waiting.splice(0, 1, ...(rest.length > 0 ? [{ ...first, bytes: rest }] : []))
      carried += slice.length
      if (this.#to.writable) this.#to.write(slice)
    }
    this.#goOn((carried * 1_000) / bytesPerSecond)
  }

  #goOn(pauseMs: number): void {
    const [next] = this.#waiting
    if (next) this.#carrySoon(Math.max(pauseMs, next.dueAt - performance.now()))
    else if (this.#hasEnded) this.#to.end()
  }
}
