// A client that writes what a test wants, well-formed or not, over real TLS.
// oxlint-disable vitest/no-standalone-expect -- these are called in tests

import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { expect, onTestFinished } from 'vitest'
import { encodeFrame, FrameDecoder } from '../../shared/protocol/frame.ts'
import { readJson } from './json.ts'
import { until, untilDefined } from './until.ts'

/** A frame as it came, parsed and not checked. */
export type RawFrame = Readonly<Record<string, unknown>> & { readonly type: string }

export class RawClient {
  readonly frames: RawFrame[] = []
  /** All bytes that came. */
  readonly chunks: Buffer[] = []
  isClosed = false
  readonly socket: TLSSocket
  readonly #tcp: Socket

  private constructor(tcp: Socket, socket: TLSSocket, isReading: boolean) {
    this.#tcp = tcp
    this.socket = socket
    socket.on('error', () => undefined)
    socket.on('close', () => (this.isClosed = true))
    if (isReading) this.resume()
  }

  /** Reads from now on. */
  resume(): void {
    const decoder = new FrameDecoder(1 << 24)
    this.socket.on('data', (bytes: Buffer) => {
      this.chunks.push(bytes)
      decoder.push(bytes, (body) => {
        this.frames.push(readJson<RawFrame>(Buffer.from(body).toString()))
      })
    })
  }

  /** A TLS connection on which nothing was said. With `isReading` false it reads no byte before `resume`. */
  static async connect(
    port: number,
    { isReading = true, isHalfOpen = false } = {},
  ): Promise<RawClient> {
    const tcp = connectTcp({ host: '127.0.0.1', port, allowHalfOpen: isHalfOpen })
    tcp.on('error', () => undefined)
    return RawClient.secure(tcp, isReading)
  }

  /** Speaks TLS over a TCP connection. */
  static async secure(tcp: Socket, isReading = true): Promise<RawClient> {
    const socket = connectTls({ socket: tcp, rejectUnauthorized: false })
    const client = new RawClient(tcp, socket, isReading)
    onTestFinished(() => client.destroy())
    await Promise.race([once(socket, 'secureConnect'), once(socket, 'close')])
    return client
  }

  /** Says hello and joins the front room. Resolves when it is in. */
  static async join(port: number, name: string): Promise<RawClient> {
    const client = await RawClient.connect(port)
    client.say(hello(name))
    client.say(joinFront())
    await client.frame('joined')
    return client
  }

  say(request: object): void {
    this.write(encodeFrame(request))
  }

  write(bytes: Uint8Array): void {
    if (this.socket.writable) this.socket.write(bytes)
  }

  /** The first frame of a type, once it is there. */
  frame(type: string): Promise<RawFrame> {
    return untilDefined(
      () => this.frames.find((frame) => frame.type === type),
      () => `${type} among ${this.frames.map((frame) => frame.type).join(', ')}`,
    )
  }

  /** Who came and went, of all presence frames that came, in order. */
  get changes(): readonly unknown[] {
    return this.frames.flatMap(({ changes }): readonly unknown[] =>
      Array.isArray(changes) ? changes : [],
    )
  }

  /** The texts of all messages that came, in order. */
  get texts(): readonly string[] {
    return this.frames.flatMap(({ type, text }) => (type === 'message' ? [String(text)] : []))
  }

  /** Resolves with the reason of the goodbye when the host has closed; null without one. */
  async closed(): Promise<string | null> {
    await until(() => expect(this.isClosed).toBe(true))
    const goodbye = this.frames.find(({ type }) => type === 'goodbye')
    return goodbye ? String(goodbye['reason']) : null
  }

  /** Breaks the connection off as a machine that loses power does when it comes back. */
  reset(): void {
    this.#tcp.resetAndDestroy()
  }

  destroy(): void {
    this.socket.destroy()
  }
}

let counted = 0

/** An id of the right form that no other call returns. */
export function newId(): string {
  return `test-${counted++}-`.padEnd(22, '0')
}

export function hello(name: string, instance = newId()) {
  return { type: 'hello', version: 1, capabilities: [], name, instance }
}

export function joinFront(role = 'member') {
  return { type: 'join', room: 'front', role, resume: null }
}

export function say(text: string, id = newId()) {
  return { type: 'send-message', room: 'front', id, text }
}
