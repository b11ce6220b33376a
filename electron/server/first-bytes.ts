// Reads the first bytes of a connection until it is known who speaks: Parley itself, a classic program, or somebody
// with whom nobody here talks.

import type { Socket } from 'node:net'
import type { ClassicConversation } from './classic/conversation.ts'
import {
  detect,
  detectAfterSilence,
  detectNative,
  SILENCE_MS,
  type Detection,
} from './classic/detect.ts'
import { ClientHello } from './client-hello.ts'

/** Who speaks, and what was read of it. */
export type FirstSpoken =
  /** The first record of TLS is whole. The socket is paused, and holds what was read as if nothing had been. */
  | { readonly kind: 'tls' }
  /** The socket is paused, and what comes next goes on after the bytes. */
  | {
      readonly kind: 'classic'
      readonly conversation: ClassicConversation
      readonly bytes: Uint8Array
    }
  /** Nobody to answer. */
  | { readonly kind: 'unwanted' }

/**
 * Calls back once, when it is known; not when the socket closes before. Waits for nothing once the bytes tell, and as
 * long as the socket is open for what only TLS says: somebody else has to watch the clock.
 *
 * @param socket is paused
 * @param hasClassics whether classic programs are let in; where they are not, only TLS is known
 */
export function readFirstBytes(
  socket: Socket,
  hasClassics: boolean,
  onKnown: (spoken: FirstSpoken) => void,
): void {
  if (hasClassics) readAny(socket, onKnown)
  else readNative(socket, onKnown)
}

function readNative(socket: Socket, onKnown: (spoken: FirstSpoken) => void): void {
  let bytes: Buffer = Buffer.alloc(0)
  const onData = (more: Buffer): void => {
    bytes = bytes.length === 0 ? more : Buffer.concat([bytes, more])
    const detection = detectNative(bytes)
    if (detection.kind === 'undecided') return
    socket.off('data', onData)
    if (detection.kind === 'tls') readClientHello(socket, bytes, onKnown)
    else onKnown({ kind: 'unwanted' })
  }
  socket.on('data', onData)
  socket.resume()
}

function readAny(socket: Socket, onKnown: (spoken: FirstSpoken) => void): void {
  let bytes: Buffer = Buffer.alloc(0)
  const decide = (detection: Detection): void => {
    clearTimeout(silence)
    if (detection.kind === 'undecided') {
      silence = setTimeout(() => decide(detectAfterSilence()), detection.waitMs)
      return
    }
    socket.off('data', onData)
    socket.off('end', onEnd)
    socket.off('close', onClose)
    if (detection.kind === 'tls') {
      socket.allowHalfOpen = false
      return readClientHello(socket, bytes, onKnown)
    }
    socket.pause()
    onKnown(detection.kind === 'classic' ? { ...detection, bytes } : detection)
  }
  const onData = (more: Buffer): void => {
    bytes = bytes.length === 0 ? more : Buffer.concat([bytes, more])
    decide(detect(bytes))
  }
  // What was said and ended is all there is; who said nothing wanted nothing.
  const onEnd = (): void => decide(bytes.length > 0 ? detectAfterSilence() : { kind: 'unwanted' })
  const onClose = (): void => clearTimeout(silence)
  let silence = setTimeout(() => decide(detectAfterSilence()), SILENCE_MS)
  // What ends after it has spoken, as `echo hello | nc` does, still wants to hear.
  socket.allowHalfOpen = true
  socket.on('data', onData)
  socket.on('end', onEnd)
  socket.on('close', onClose)
  socket.resume()
}

/** Goes on after the first bytes, which are known to be of TLS. */
function readClientHello(
  socket: Socket,
  first: Buffer,
  onKnown: (spoken: FirstSpoken) => void,
): void {
  const hello = new ClientHello()
  const onData = (more: Buffer): void => {
    const gathered = hello.add(more)
    if (gathered.kind === 'incomplete') return
    socket.pause()
    socket.off('data', onData)
    if (gathered.kind === 'broken') return onKnown({ kind: 'unwanted' })
    socket.unshift(gathered.bytes)
    onKnown({ kind: 'tls' })
  }
  socket.on('data', onData)
  onData(first)
}
