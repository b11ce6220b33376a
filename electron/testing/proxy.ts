// A TCP connection with a bad network in the middle: it can be cut, and it can swallow everything.

import { createServer, connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { portOf } from './port-of.ts'

export class Proxy {
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #isBlackHole = false
  #isMute = false
  #target: number
  readonly port: number

  private constructor(port: number, target: number) {
    this.port = port
    this.#target = target
  }

  /** Passes everything on to the port, until told otherwise. */
  static async to(target: number): Promise<Proxy> {
    const server = createServer({ allowHalfOpen: false })
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
    const proxy = new Proxy(portOf(server), target)
    server.on('connection', (near) => proxy.#join(near))
    onTestFinished(() => {
      proxy.cut()
      server.close()
    })
    return proxy
  }

  #join(near: Socket): void {
    const far = connect({ port: this.#target, host: '127.0.0.1' })
    const pair = [near, far] as const
    this.#pairs.add(pair)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => undefined)
      from.on('close', () => {
        this.#pairs.delete(pair)
        if (!this.#isBlackHole) to.destroy()
      })
      from.on('data', (bytes) => {
        if (!this.#isBlackHole && !(this.#isMute && from === far)) to.write(bytes)
      })
    }
  }

  /** Resets both sides of every connection. */
  cut(): void {
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy()
      far.resetAndDestroy()
    }
  }

  /** From now on the client does not hear the host, while the host hears the client. */
  swallowAnswers(): void {
    this.#isMute = true
  }

  /** Connections from now on go to the same place by way of another, which works. */
  redirect({ port }: Proxy): void {
    this.#target = port
    this.#isBlackHole = false
    this.#isMute = false
  }

  /** From now on nothing gets through, and nobody is told. */
  swallow(): void {
    this.#isBlackHole = true
  }
}
