// A client that writes what a test wants, well-formed or not, over real TLS.
// oxlint-disable vitest/no-standalone-expect -- these are called in tests

import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { expect, onTestFinished } from 'vitest'
import { encodeFrame, FrameDecoder } from '../../shared/protocol/frame.ts'
import { proofText } from '../../shared/protocol/proof.ts'
import { bindingOf } from '../wire/secure-socket.ts'
import { readJson } from './json.ts'
import { keyOf } from './test-keys.ts'
import { until, untilDefined } from './until.ts'

/** A frame as it came, parsed and not checked. */
export type RawFrame = Readonly<Record<string, unknown>> & { readonly type: string }

export class RawClient {
  readonly frames: RawFrame[] = []
  /** All bytes that came. */
  readonly chunks: Buffer[] = []
  isClosed = false
  /** Whether it answers a challenge by itself. */
  isProving = true
  /** The token of an invite that it brings along then. */
  invite: string | null = null
  /** What is to be said once it is proven who this is. */
  #held: object[] | null = null
  #isReading: boolean
  #isDecoding = false
  readonly socket: TLSSocket
  readonly #tcp: Socket

  private constructor(tcp: Socket, socket: TLSSocket, isReading: boolean) {
    this.#tcp = tcp
    this.socket = socket
    socket.on('error', () => undefined)
    socket.on('close', () => (this.isClosed = true))
    this.#isReading = isReading
    if (isReading) this.resume()
  }

  /** Reads from now on. */
  resume(): void {
    this.#isReading = true
    this.#read()
  }

  #read(): void {
    if (this.#isDecoding) return void this.socket.resume()
    this.#isDecoding = true
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

  /** Who says hello proves the own key as soon as it is asked to, and says nothing else before. */
  say(request: object): void {
    if (this.#held) this.#held.push(request)
    else this.write(encodeFrame(request))
    if (isHello(request) && this.isProving) this.#hold(request)
  }

  #hold({ nonce, instance }: Hello): void {
    const held: object[] = []
    this.#held = held
    this.#read()
    void this.frame('challenge').then(
      (challenge) => {
        this.#held = null
        const context = {
          binding: bindingOf(this.socket),
          clientNonce: nonce,
          hostNonce: String(challenge['nonce']),
        }
        const signature = keyOf(instance).sign(proofText('identity', context))
        this.say({ type: 'prove', signature, password: null, invite: this.invite })
        for (const request of held) this.say(request)
        // Who does not read has read no more than it had to.
        if (!this.#isReading) this.socket.pause()
      },
      () => undefined,
    )
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

type Hello = ReturnType<typeof hello>

function isHello(request: object): request is Hello {
  return 'type' in request && request.type === 'hello' && 'key' in request && 'nonce' in request
}

let counted = 0

/** An id of the right form that no other call returns. */
export function newId(): string {
  return `test-${counted++}-`.padEnd(22, '0')
}

export function hello(name: string, instance = newId()) {
  const key = keyOf(instance).publicKey
  return { type: 'hello', version: 1, capabilities: [], name, instance, key, nonce: newId() }
}

export function joinFront(role = 'member') {
  return { type: 'join', room: 'front', role, resume: null }
}

export function say(text: string, id = newId()) {
  return { type: 'send-message', room: 'front', id, text }
}
