// Reads the first bytes of a connection until it is known who speaks: Parley itself, a classic program, or somebody
// with whom nobody here talks.

import type { Socket } from 'node:net'
import type { ClassicConversation } from './classic/conversation.ts'
import { detect, detectAfterSilence, SILENCE_MS, type Detection } from './classic/detect.ts'

/** Who speaks, and what was read of it. */
export type FirstSpoken =
  /** The socket is paused, and holds what was read as if nothing had been. */
  | { readonly kind: 'tls' }
  /** The socket is paused, and what comes next goes on after the bytes. */
  | {
      readonly kind: 'classic'
      readonly conversation: ClassicConversation
      readonly bytes: Uint8Array
    }
  /** Nobody to answer. */
  | { readonly kind: 'unwanted' }

/** Calls back once, when it is known; not when the socket closes before. Waits for nothing once the bytes tell. */
export function readFirstBytes(socket: Socket, onKnown: (spoken: FirstSpoken) => void): void {
  let bytes: Buffer = Buffer.alloc(0)
  const decide = (detection: Detection): void => {
    clearTimeout(silence)
    if (detection.kind === 'undecided') {
      silence = setTimeout(() => decide(detectAfterSilence()), detection.waitMs)
      return
    }
    socket.pause()
    socket.off('data', onData)
    socket.off('end', onEnd)
    socket.off('close', onClose)
    if (detection.kind === 'tls') {
      socket.allowHalfOpen = false
      socket.unshift(bytes)
    }
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
}
