// One's own messages that the host has not accepted yet, in the order in which they were written.

import type { ChatError } from '../error.ts'
import { isDue } from './due.ts'
import type { Hold, PendingMessage } from './view.ts'

/** Messages sent and not yet acknowledged. Fills a connection of 100 ms, loses little at a refusal. [SM7] */
const MAX_IN_FLIGHT = 20

/** Milliseconds. No host lets a person wait longer for a message. */
export const MAX_HOLD_MS = 60_000

export interface Outbox {
  readonly messages: readonly PendingMessage[]
  /** Messages that may be in flight: one after a refusal, growing with each acknowledgement. */
  readonly window: number
  /** Nothing is sent before this moment. */
  readonly heldUntil: number
  /** The message that the host refused for now: it takes no other before this one. [FL2] */
  readonly heldId: string | null
  /** Why nothing is sent before then; null once something was. */
  readonly heldFor: ChatError | null
}

export const EMPTY_OUTBOX: Outbox = {
  messages: [],
  window: MAX_IN_FLIGHT,
  heldUntil: 0,
  heldId: null,
  heldFor: null,
}

export function queueMessage(outbox: Outbox, id: string, text: string, now: number): Outbox {
  const message: PendingMessage = { id, text, queuedAt: now, state: { kind: 'waiting' } }
  return { ...outbox, messages: [...outbox.messages, message] }
}

/**
 * What may go out now, marked as sent. Order holds: nothing overtakes a message that still waits, except
 * the one that the host waits for.
 */
export function takeSendable(
  outbox: Outbox,
  now: number,
): { readonly outbox: Outbox; readonly sendable: readonly PendingMessage[] } {
  if (!isDue(outbox.heldUntil, MAX_HOLD_MS, now)) return { outbox, sendable: [] }
  const inFlight = outbox.messages.filter(({ state }) => state.kind === 'sent').length
  const waiting = outbox.messages.filter(({ state }) => state.kind === 'waiting')
  const held = waiting.filter(({ id }) => id === outbox.heldId)
  const sendable = [...held, ...waiting.filter(({ id }) => id !== outbox.heldId)].slice(
    0,
    Math.max(0, outbox.window - inFlight),
  )
  if (sendable.length === 0) return { outbox, sendable }
  const ids = new Set(sendable.map(({ id }) => id))
  const sent = withState(outbox, ({ id }) => ids.has(id), { kind: 'sent' })
  return { outbox: { ...sent, heldFor: null }, sendable }
}

/** The host has the message. */
export function acknowledge(outbox: Outbox, id: string): Outbox {
  const messages = outbox.messages.filter((message) => message.id !== id)
  if (messages.length === outbox.messages.length) return outbox
  const window = Math.min(MAX_IN_FLIGHT, outbox.window + 1)
  return released({ ...outbox, messages, window }, id)
}

/** The host does not take the message now: it and those sent after it wait. */
export function holdFrom(outbox: Outbox, id: string, { reason, retryAt }: Hold): Outbox {
  const index = outbox.messages.findIndex((message) => message.id === id)
  // A refusal of what waits already is the echo of the one before it.
  if (outbox.messages[index]?.state.kind !== 'sent') return outbox
  const messages = outbox.messages.map((message, position): PendingMessage =>
    position >= index && message.state.kind === 'sent'
      ? { ...message, state: { kind: 'waiting' } }
      : message,
  )
  return { messages, window: 1, heldUntil: retryAt, heldId: id, heldFor: reason }
}

/**
 * The host refused for now what is not here any more, and with it all that was sent after it. Which that was is
 * not known any more: everything on its way goes out again, and what the host has it answers with the fact.
 */
export function holdAll(outbox: Outbox, hold: Hold): Outbox {
  const { heldId, messages } = outbox
  // The host waits for another one already, and refuses all behind it: what was sent before that is under way.
  if (messages.some(({ id, state }) => id === heldId && state.kind === 'waiting')) return outbox
  const first = outbox.messages.find(({ state }) => state.kind === 'sent')
  return first ? holdFrom(outbox, first.id, hold) : outbox
}

/** What the host makes wait, and for how long; null when it makes nothing wait. */
export function holdOf({ messages, heldFor, heldUntil }: Outbox): Hold | null {
  const isWaiting = messages.some(({ state }) => state.kind === 'waiting')
  return heldFor && isWaiting ? { reason: heldFor, retryAt: heldUntil } : null
}

/** The host will never take the message. */
export function failMessage(outbox: Outbox, id: string, reason: ChatError): Outbox {
  return released(
    withState(outbox, (candidate) => candidate.id === id, { kind: 'failed', reason }),
    id,
  )
}

/**
 * A failed message waits again, behind all others: those in front of it were sent before it. Of two that the
 * host refuses for now it waits for the one that was sent first, and that MUST be the one in front. [FL2]
 */
export function retryMessage(outbox: Outbox, id: string): Outbox {
  const { messages } = outbox
  const meant = messages.find((message) => message.id === id && message.state.kind === 'failed')
  if (!meant) return outbox
  const others = messages.filter((message) => message !== meant)
  return { ...outbox, messages: [...others, { ...meant, state: { kind: 'waiting' } }] }
}

export function discardMessage(outbox: Outbox, id: string): Outbox {
  const messages = outbox.messages.filter((message) => message.id !== id)
  return released({ ...outbox, messages }, id)
}

/** The host does not wait for this message any more. */
function released(outbox: Outbox, id: string): Outbox {
  return outbox.heldId === id ? { ...outbox, heldId: null } : outbox
}

/** The connection is gone: what was sent and not acknowledged is sent again under the same id. [SM2] */
export function requeue(outbox: Outbox): Outbox {
  const messages = outbox.messages.map((message): PendingMessage =>
    message.state.kind === 'sent' ? { ...message, state: { kind: 'waiting' } } : message,
  )
  return { messages, window: MAX_IN_FLIGHT, heldUntil: 0, heldId: null, heldFor: null }
}

/** The outbox with what an earlier run of the application left, before what was written since. */
export function restore(outbox: Outbox, left: readonly PendingMessage[]): Outbox {
  const known = new Set(left.map(({ id }) => id))
  const written = outbox.messages.filter(({ id }) => !known.has(id))
  return requeue({ ...outbox, messages: [...left, ...written] })
}

/**
 * When the outbox wants to be looked at again; null while nothing could go out. A moment that has passed
 * stays one: whoever asks late must still be told.
 */
export function outboxDeadline(outbox: Outbox, now: number): number | null {
  const count = (kind: PendingMessage['state']['kind']) =>
    outbox.messages.filter(({ state }) => state.kind === kind).length
  if (count('waiting') === 0 || count('sent') >= outbox.window) return null
  return isDue(outbox.heldUntil, MAX_HOLD_MS, now) ? now : outbox.heldUntil
}

function withState(
  outbox: Outbox,
  isMeant: (message: PendingMessage) => boolean,
  state: PendingMessage['state'],
): Outbox {
  const messages = outbox.messages.map((message) =>
    isMeant(message) ? { ...message, state } : message,
  )
  return { ...outbox, messages }
}
