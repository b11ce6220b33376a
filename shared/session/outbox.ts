// One's own messages that the host has not accepted yet, in the order in which they were written.

import type { ChatError } from '../error.ts'
import type { PendingMessage } from './view.ts'

/** Messages sent and not yet acknowledged. Fills a connection of 100 ms, loses little at a refusal. */
const MAX_IN_FLIGHT = 20

export interface Outbox {
  readonly messages: readonly PendingMessage[]
  /** Messages that may be in flight: one after a refusal, growing with each acknowledgement. */
  readonly window: number
  /** Nothing is sent before this moment. */
  readonly heldUntil: number
}

export const EMPTY_OUTBOX: Outbox = { messages: [], window: MAX_IN_FLIGHT, heldUntil: 0 }

export function queueMessage(outbox: Outbox, id: string, text: string, now: number): Outbox {
  const message: PendingMessage = { id, text, queuedAt: now, state: { kind: 'waiting' } }
  return { ...outbox, messages: [...outbox.messages, message] }
}

/** What may go out now, marked as sent. Order holds: nothing overtakes a message that still waits. */
export function takeSendable(
  outbox: Outbox,
  now: number,
): { readonly outbox: Outbox; readonly sendable: readonly PendingMessage[] } {
  if (now < outbox.heldUntil) return { outbox, sendable: [] }
  const inFlight = outbox.messages.filter(({ state }) => state.kind === 'sent').length
  const sendable = outbox.messages
    .filter(({ state }) => state.kind === 'waiting')
    .slice(0, Math.max(0, outbox.window - inFlight))
  if (sendable.length === 0) return { outbox, sendable }
  const ids = new Set(sendable.map(({ id }) => id))
  return { outbox: withState(outbox, (id) => ids.has(id), { kind: 'sent' }), sendable }
}

/** The host has the message. */
export function acknowledge(outbox: Outbox, id: string): Outbox {
  const messages = outbox.messages.filter((message) => message.id !== id)
  if (messages.length === outbox.messages.length) return outbox
  return { ...outbox, messages, window: Math.min(MAX_IN_FLIGHT, outbox.window + 1) }
}

/** The host does not take the message now: it and those sent after it wait until `retryAt`. */
export function holdFrom(outbox: Outbox, id: string, retryAt: number): Outbox {
  const index = outbox.messages.findIndex((message) => message.id === id)
  // A refusal of what waits already is the echo of the one before it.
  if (outbox.messages[index]?.state.kind !== 'sent') return outbox
  const messages = outbox.messages.map((message, position): PendingMessage =>
    position >= index && message.state.kind === 'sent'
      ? { ...message, state: { kind: 'waiting' } }
      : message,
  )
  return { messages, window: 1, heldUntil: retryAt }
}

/** The host will never take the message. */
export function failMessage(outbox: Outbox, id: string, reason: ChatError): Outbox {
  return withState(outbox, (candidate) => candidate === id, { kind: 'failed', reason })
}

/** A failed message waits again, in its old place. */
export function retryMessage(outbox: Outbox, id: string): Outbox {
  return withState(outbox, (candidate) => candidate === id, { kind: 'waiting' })
}

export function discardMessage(outbox: Outbox, id: string): Outbox {
  return { ...outbox, messages: outbox.messages.filter((message) => message.id !== id) }
}

/** The connection is gone: what was sent and not acknowledged is sent again under the same id. */
export function requeue(outbox: Outbox): Outbox {
  const messages = outbox.messages.map((message): PendingMessage =>
    message.state.kind === 'sent' ? { ...message, state: { kind: 'waiting' } } : message,
  )
  return { messages, window: MAX_IN_FLIGHT, heldUntil: 0 }
}

/** The session is over: nothing of it goes out any more. */
export function failAll(outbox: Outbox, reason: ChatError): Outbox {
  return withState(outbox, () => true, { kind: 'failed', reason })
}

/** When the outbox wants to be looked at again; null while nothing is held. */
export function outboxDeadline(outbox: Outbox, now: number): number | null {
  const hasWaiting = outbox.messages.some(({ state }) => state.kind === 'waiting')
  return hasWaiting && outbox.heldUntil > now ? outbox.heldUntil : null
}

function withState(
  outbox: Outbox,
  isMeant: (id: string) => boolean,
  state: PendingMessage['state'],
): Outbox {
  const messages = outbox.messages.map((message) =>
    isMeant(message.id) ? { ...message, state } : message,
  )
  return { ...outbox, messages }
}
