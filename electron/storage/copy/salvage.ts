// What is saved from a copy that SQLite calls corrupt: the outbox, and who one is in the rooms. Everything
// else the hosts have.

import type { CopyKey } from '../../../shared/session/copy.ts'
import type { Member } from '../../../shared/protocol/schema.ts'
import type { PendingMessage } from '../../../shared/session/view.ts'
import { openReadOnly, type Database, type Statement } from '../sqlite.ts'
import { toPending, type StoredMessage } from './copy-outbox.ts'
import { readMember } from './stored-value.ts'

export interface Salvage {
  readonly rooms: readonly { readonly key: CopyKey; readonly name: string; readonly you: Member }[]
  /** In the order in which they were written. */
  readonly pending: readonly { readonly key: CopyKey; readonly message: PendingMessage }[]
}

interface Numbered {
  readonly number: number
}

interface RoomOfCopy extends Numbered, CopyKey {
  readonly name: string
  readonly you: string
}

type MessageOfCopy = Numbered & CopyKey & StoredMessage

const NOTHING: Salvage = { rooms: [], pending: [] }

/** Reads as much of a damaged copy as can be read; nothing, at worst. Changes nothing and never throws. */
export function salvage(path: string): Salvage {
  return attempt(NOTHING, () => {
    const database = openReadOnly(path)
    try {
      return { rooms: roomsOf(database), pending: pendingOf(database) }
    } finally {
      database.close()
    }
  })
}

function roomsOf(database: Database): Salvage['rooms'] {
  const select = 'SELECT number, host, room, name, you FROM room WHERE number'
  const rows = attempt([], () =>
    rowsBetween(
      database.prepare<RoomOfCopy>(`${select} > ? ORDER BY number LIMIT 1`),
      database.prepare<RoomOfCopy>(`${select} < ? ORDER BY number DESC LIMIT 1`),
    ),
  )
  return rows.flatMap(({ host, room, name, you }) =>
    attempt([], () => [{ key: { host, room }, name, you: readMember(you) }]),
  )
}

function pendingOf(database: Database): Salvage['pending'] {
  const select = `SELECT position AS number, host, room, id, body, failure
                  FROM pending WHERE position`
  const rows = attempt([], () =>
    rowsBetween(
      database.prepare<MessageOfCopy>(`${select} > ? ORDER BY position LIMIT 1`),
      database.prepare<MessageOfCopy>(`${select} < ? ORDER BY position DESC LIMIT 1`),
    ),
  )
  return rows.flatMap(({ host, room, ...stored }) =>
    attempt([], () => [{ key: { host, room }, message: toPending(stored) }]),
  )
}

/** The rows of a table one by one, from both ends up to where it cannot be read. */
function rowsBetween<Row extends Numbered>(
  following: Statement<Row>,
  preceding: Statement<Row>,
): readonly Row[] {
  const up = walk(following, Number.MIN_SAFE_INTEGER, 1)
  if (up.isWhole) return up.rows
  const last = up.rows.at(-1)?.number ?? Number.MIN_SAFE_INTEGER
  const down = walk(preceding, Number.MAX_SAFE_INTEGER, -1)
  return [...up.rows, ...down.rows.filter(({ number }) => number > last).toReversed()]
}

function walk<Row extends Numbered>(
  next: Statement<Row>,
  start: number,
  direction: 1 | -1,
): { readonly rows: readonly Row[]; readonly isWhole: boolean } {
  const rows: Row[] = []
  let number = start
  return attempt({ rows, isWhole: false }, () => {
    for (;;) {
      const row = next.get(number)
      if (!row) return { rows, isWhole: true }
      // A damaged tree may lead in a circle.
      if ((row.number - number) * direction <= 0) return { rows, isWhole: false }
      rows.push(row)
      number = row.number
    }
  })
}

function attempt<T>(otherwise: T, act: () => T): T {
  try {
    return act()
  } catch {
    // What is damaged cannot be read: that is why it is salvaged.
    return otherwise
  }
}
