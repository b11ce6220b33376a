// The line of a client to the host: at most one connection at a time, as electron/client/host-line.ts has it.

import type { Line } from '../client/surroundings.ts'
import type { ChatError } from '../error.ts'
import { encodeFrame } from '../protocol/frame.ts'
import { LIMITS, MAX_HOST_FRAME_BYTES } from '../protocol/limits.ts'
import type { StreamQuality } from './byte-stream.fixture.ts'
import type { SimulatedNetwork } from './dialing.fixture.ts'
import type { Process } from './machine.fixture.ts'
import type { Socket } from './network.fixture.ts'
import { Wire } from './wire.fixture.ts'

/** Milliseconds between two looks at the connection. */
const INSPECTION_MS = 1_000

/** The address that everybody dials. */
export const ADDRESS = { address: '10.0.0.1', port: 7465 }

export interface LineOwner {
  readonly onSecured: () => void
  readonly onBody: (body: Uint8Array) => void
  readonly onLost: (reason: ChatError | null) => void
}

export class SimulatedLine implements Line {
  readonly #network: SimulatedNetwork
  readonly #process: Process
  readonly #quality: () => StreamQuality
  readonly #owner: LineOwner
  #attempt = 0
  #isDialing = false
  #secured: Socket | null = null
  #wire: Wire | null = null

  constructor(
    network: SimulatedNetwork,
    process: Process,
    quality: () => StreamQuality,
    owner: LineOwner,
  ) {
    this.#network = network
    this.#process = process
    this.#quality = quality
    this.#owner = owner
  }

  readonly dial = (): void => {
    const attempt = ++this.#attempt
    this.#isDialing = true
    this.#network.dial(this.#process, this.#quality(), (dialed) => {
      if (!this.#isDialing || this.#attempt !== attempt) {
        if (dialed.ok) dialed.socket.destroy()
        return
      }
      this.#isDialing = false
      if (dialed.ok) {
        this.#secured = dialed.socket
        this.#owner.onSecured()
      } else {
        this.#owner.onLost({ code: dialed.code, detail: { ...ADDRESS } })
      }
    })
  }

  readonly say = (request: object): void => {
    if (!this.#wire && this.#secured) {
      this.#wire = this.#adopt(this.#secured)
      this.#secured = null
    }
    const isSaid = this.#wire?.send(encodeFrame(request)) ?? true
    if (!isSaid) this.giveUp({ code: 'connection-lost' })
  }

  readonly keepAlive = (heartbeatMs: number, silenceMs: number): void => {
    this.#wire?.setLimits({ heartbeatMs, silenceMs })
  }

  readonly expectAnswer = (withinMs: number): void => {
    this.#wire?.expectAnswer(withinMs)
  }

  /** Looks after the connection. */
  inspect(): void {
    const reason = this.#wire?.inspect()
    if (reason) this.giveUp(reason)
  }

  readonly hangUp = (reason: ChatError): void => {
    this.#isDialing = false
    this.#secured?.destroy()
    this.#secured = null
    this.#close(reason)
  }

  readonly giveUp = (reason: ChatError): void => {
    this.#close(reason)
    this.#owner.onLost(reason)
  }

  #adopt(socket: Socket): Wire {
    const wire: Wire = new Wire(
      socket,
      this.#process,
      {
        frameBytes: MAX_HOST_FRAME_BYTES,
        heartbeatMs: LIMITS['heartbeat-ms'].default,
        silenceMs: LIMITS['silence-ms'].default,
        frameMs: LIMITS['silence-ms'].default,
        queueBytes: LIMITS['queue-bytes'].default,
        drainMs: LIMITS['silence-ms'].default,
      },
      {
        onBody: this.#owner.onBody,
        onBadFrame: () => this.giveUp({ code: 'not-parley', detail: { ...ADDRESS } }),
        onEnd: () => {
          if (this.#wire !== wire) return
          this.#wire = null
          this.#owner.onLost(null)
        },
      },
    )
    this.#inspectLater(wire)
    return wire
  }

  #inspectLater(wire: Wire): void {
    this.#process.later(INSPECTION_MS, () => {
      if (this.#wire !== wire) return
      this.inspect()
      this.#inspectLater(wire)
    })
  }

  #close(reason: ChatError): void {
    const wire = this.#wire
    if (!wire) return
    this.#wire = null
    wire.close(reason)
  }
}
