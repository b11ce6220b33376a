// A TCP connection without TLS, as strangers make them.
// oxlint-disable vitest/no-standalone-expect -- these are called in tests

import { connect, type Socket } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { until } from './until.ts'

export function plainSocket(port: number, allowHalfOpen = false): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen })
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  return socket
}

/** Resolves when the other side has closed it. */
export async function isClosed(socket: Socket): Promise<void> {
  socket.resume()
  await until(() => expect(socket.destroyed || socket.readableEnded).toBe(true))
}
