// Events of a session -> what is printed.

import { assertNever } from '../../shared/assert-never.ts'
import { describeError, type ChatError } from '../../shared/error.ts'
import type { PresenceChange } from '../../shared/protocol/answer.ts'
import type { ConnectionState, PendingMessage, SessionEvent } from '../../shared/session/view.ts'
import type { FactPrinter } from './fact-printer.ts'
import type { Print } from './output.ts'

export class SessionPrinter {
  readonly #print: Print
  readonly #facts: () => FactPrinter | null
  #pending: readonly PendingMessage[] = []
  #own: string | null = null

  /** @param facts prints the facts of the room, once it is known which room that is */
  constructor(print: Print, facts: () => FactPrinter | null) {
    this.#print = print
    this.#facts = facts
  }

  /** Prints the events in their order. */
  printAll(events: readonly SessionEvent[]): void {
    for (const event of events) this.#printEvent(event)
  }

  // One case for each event: a table would say the same in more words.
  // oxlint-disable-next-line complexity
  #printEvent(event: SessionEvent): void {
    switch (event.type) {
      case 'connection-changed':
        return this.#printConnection(event.connection)
      case 'room-joined': {
        const { room, you, members, sequence } = event
        this.#own = you.id
        this.#print({ event: 'joined', room: room.name, members, sequence })
        return void this.#facts()?.catchUp()
      }
      case 'facts-received':
        return this.#facts()?.take(event.facts)
      case 'behind-read':
        return void this.#facts()?.catchUp()
      case 'history-restarted':
        return this.#printRestart(event.reason)
      case 'presence-changed':
        return event.changes.forEach((change) => this.#printPresence(change))
      case 'was-away':
        return this.#print({ event: 'away', count: event.count })
      case 'outbox-changed':
        return this.#printOutbox(event.pending)
      case 'members-listed':
      case 'members-refreshed':
      case 'copy-opened':
      case 'older-read':
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

  #printRestart(reason: 'gap' | 'diverged'): void {
    if (reason === 'gap') return
    const error: ChatError = { code: 'history-diverged' }
    this.#print({ event: 'error', code: error.code, message: describeError(error) })
    this.#facts()?.beginAnew()
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
      this.#print({ event: 'error', code, message: describeError(state.reason) })
    }
  }
}
