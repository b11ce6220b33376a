// Events of a session -> what is printed. Remembers which messages are one's own and not yet acknowledged.

import { assertNever } from '../../shared/assert-never.ts'
import { describeError } from '../../shared/error.ts'
import type { PresenceChange } from '../../shared/protocol/answer.ts'
import type { DurableFact } from '../../shared/protocol/schema.ts'
import type { ConnectionState, PendingMessage, SessionEvent } from '../../shared/session/view.ts'
import { toMessageOutput, type Print } from './output.ts'

/**
 * A function that prints the events it is given, in their order, except for facts that `isPrinted` knows
 * from an earlier run.
 */
export function createSessionPrinter(
  print: Print,
  isPrinted: (fact: DurableFact) => boolean,
): (events: readonly SessionEvent[]) => void {
  const printer = new SessionPrinter(print, isPrinted)
  return (events) => {
    for (const event of events) printer.print(event)
  }
}

class SessionPrinter {
  readonly #print: Print
  readonly #isPrinted: (fact: DurableFact) => boolean
  #pending: readonly PendingMessage[] = []
  #own: string | null = null

  constructor(print: Print, isPrinted: (fact: DurableFact) => boolean) {
    this.#print = print
    this.#isPrinted = isPrinted
  }

  print(event: SessionEvent): void {
    switch (event.type) {
      case 'connection-changed':
        return this.#printConnection(event.connection)
      case 'room-joined': {
        const { room, you, members, sequence } = event
        this.#own = you.id
        return this.#print({ event: 'joined', room: room.name, members, sequence })
      }
      case 'facts-received':
        return event.facts.forEach((fact) => this.#printFact(fact))
      case 'presence-changed':
        return event.changes.forEach((change) => this.#printPresence(change))
      case 'was-away': {
        const { caughtUp, missed } = event
        return this.#print({ event: 'away', caughtUp, missed })
      }
      case 'outbox-changed':
        return this.#printOutbox(event.pending)
      case 'members-listed':
        return
      default:
        return assertNever(event)
    }
  }

  #printConnection(connection: ConnectionState): void {
    const reason = 'reason' in connection ? connection.reason : null
    this.#print({ event: 'connection', state: connection.kind, reason: reason?.code ?? null })
    if (connection.kind === 'ended' && reason && reason.code !== 'leaving') {
      this.#print({ event: 'error', code: reason.code, message: describeError(reason) })
    }
  }

  #printFact(fact: DurableFact): void {
    if (this.#isPrinted(fact)) return
    if (fact.type === 'member-renamed') {
      return this.#print({ event: 'member-renamed', name: fact.name, previous: fact.previous })
    }
    this.#print({ event: 'message', ...toMessageOutput(fact) })
    if (this.#pending.some(({ id }) => id === fact.id)) {
      this.#print({ event: 'acknowledged', id: fact.id, sequence: fact.sequence })
    }
  }

  #printPresence(change: PresenceChange): void {
    if (change.member.id === this.#own) return
    this.#print({ event: change.type, member: change.member })
  }

  #printOutbox(pending: readonly PendingMessage[]): void {
    const failedBefore = new Set(
      this.#pending.filter(({ state }) => state.kind === 'failed').map(({ id }) => id),
    )
    this.#pending = pending
    for (const { id, state } of pending) {
      if (state.kind !== 'failed' || failedBefore.has(id)) continue
      const { code } = state.reason
      // What is left behind on leaving is told once, as undelivered.
      if (code === 'leaving') continue
      this.#print({ event: 'error', code, message: describeError(state.reason) })
    }
  }
}
