// The outbox of a copy: own messages that no fact has acknowledged.

import type { CopyKey } from '../../../shared/session/copy.ts'
import type { PendingMessage } from '../../../shared/session/view.ts'
import type { Database } from '../sqlite.ts'
import { readFailure, readOwnText } from './stored-value.ts'

type Failure = Extract<PendingMessage['state'], { kind: 'failed' }>['reason']

/** A row of the outbox. */
export interface StoredMessage {
  readonly id: string
  readonly body: string
  readonly failure: string | null
}

/** Reads and writes the outbox. Everything throws what SQLite says. */
export class CopyOutbox {
  readonly #statements

  constructor(database: Database) {
    this.#statements = {
      list: database.prepare<StoredMessage>(
        `SELECT id, body, failure FROM pending
         WHERE host = ?1 AND room = ?2 ORDER BY position`,
      ),
      queue: database.prepare(
        `INSERT INTO pending (host, room, id, body, failure)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (host, room, id) DO NOTHING`,
      ),
      judge: database.prepare(
        'UPDATE pending SET failure = ?4 WHERE host = ?1 AND room = ?2 AND id = ?3',
      ),
      discard: database.prepare('DELETE FROM pending WHERE host = ?1 AND room = ?2 AND id = ?3'),
    }
  }

  /** In the order in which they were written. What was sent before waits again: nobody acknowledged it. */
  list({ host, room }: CopyKey): readonly PendingMessage[] {
    return this.#statements.list.all(host, room).map(toPending)
  }

  /** A message that is there already stays as it is, in its place. */
  queue({ host, room }: CopyKey, { id, text, queuedAt, state }: PendingMessage): void {
    const failure = state.kind === 'failed' ? state.reason : null
    this.#statements.queue.run(
      host,
      room,
      id,
      JSON.stringify({ text, queuedAt }),
      toStored(failure),
    )
  }

  judge({ host, room }: CopyKey, id: string, failure: Failure | null): void {
    this.#statements.judge.run(host, room, id, toStored(failure))
  }

  discard({ host, room }: CopyKey, id: string): void {
    this.#statements.discard.run(host, room, id)
  }
}

/** A row of the outbox as a message. Throws DamagedValueError. */
export function toPending({ id, body, failure }: StoredMessage): PendingMessage {
  return {
    id,
    ...readOwnText(body),
    state:
      failure === null ? { kind: 'waiting' } : { kind: 'failed', reason: readFailure(failure) },
  }
}

function toStored(failure: Failure | null): string | null {
  return failure === null ? null : JSON.stringify(failure)
}
