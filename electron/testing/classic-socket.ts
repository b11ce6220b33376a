// A classic program or a telnet, as the bytes that it sends and gets.
// oxlint-disable vitest/no-standalone-expect -- these are called in tests

import type { Socket } from 'node:net'
import { expect } from 'vitest'
import { plainSocket } from './plain-socket.ts'
import { until } from './until.ts'

export class ClassicSocket {
  readonly socket: Socket
  /** What came, as it came. */
  readonly chunks: Buffer[] = []
  /** When each came: milliseconds of the monotonic clock. */
  readonly times: number[] = []
  isEnded = false

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (bytes: Buffer) => {
      this.chunks.push(bytes)
      this.times.push(performance.now())
    })
    socket.on('close', () => (this.isEnded = true))
  }

  /** A connection that has said this, unless it was turned away. */
  static async connect(port: number, said: string | Uint8Array = ''): Promise<ClassicSocket> {
    const socket = plainSocket(port)
    const peer = new ClassicSocket(socket)
    await new Promise<void>((settle) => {
      socket.once('connect', settle)
      socket.once('close', () => settle())
    })
    if (said.length > 0) socket.write(said)
    return peer
  }

  /** All that came. */
  get bytes(): Buffer {
    return Buffer.concat(this.chunks)
  }

  get text(): string {
    return this.bytes.toString()
  }

  write(said: string | Uint8Array): void {
    this.socket.write(said)
  }

  /** Resolves when this text has come. */
  hears(text: string): Promise<void> {
    return until(() => expect(this.text).toContain(text))
  }

  /** Resolves with all that came, once the other side has closed. */
  async closed(): Promise<string> {
    await until(() => expect(this.isEnded).toBe(true))
    return this.text
  }
}

/** A packet of SGS with byte counts. */
export function sgsPacket(command: number, name: string, message = ''): Buffer {
  const head = Buffer.alloc(12)
  head.writeInt32LE(command, 0)
  head.writeInt32LE(Buffer.byteLength(name), 4)
  head.writeInt32LE(Buffer.byteLength(message), 8)
  return Buffer.concat([head, Buffer.from(name), Buffer.from(message)])
}

/** The packets in a stream of SGS: command, name and message of each. */
export function sgsPackets(stream: Buffer): readonly (readonly [number, string, string])[] {
  const packets: [number, string, string][] = []
  for (let at = 0; at + 12 <= stream.length;) {
    const [names, messages] = [stream.readInt32LE(at + 4), stream.readInt32LE(at + 8)]
    const text = stream.subarray(at + 12, at + 12 + names + messages)
    packets.push([
      stream.readInt32LE(at),
      text.subarray(0, names).toString(),
      text.subarray(names).toString(),
    ])
    at += 12 + names + messages
  }
  return packets
}
