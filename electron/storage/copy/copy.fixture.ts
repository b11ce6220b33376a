// Rooms, facts and folders for the tests of the copy.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { authorOf } from '../../../shared/protocol/author.ts'
import type { Author, DurableFact, Member } from '../../../shared/protocol/schema.ts'
import type { Result } from '../../../shared/result.ts'
import type { CopiedFact, CopyKey, CopyStore } from '../../../shared/session/copy.ts'
import type { PendingMessage } from '../../../shared/session/view.ts'
import { openReadOnly } from '../sqlite.ts'
import { COPY_FILE } from './copy-schema.ts'
import { openCopy } from './open-copy.ts'

export const randomId = (): string => randomBytes(16).toString('base64url')

export const KEY: CopyKey = { host: 'b'.repeat(52), room: 'front' }
export const OTHER_ROOM: CopyKey = { ...KEY, room: 'back' }
export const OTHER_HOST: CopyKey = { ...KEY, host: 'c'.repeat(52) }
export const ROOM = { id: 'front', name: 'Front room' }
export const YOU: Member = { id: randomId(), name: 'Ada', role: 'member' }
const BOB = { id: randomId(), name: 'Bob' }
export const EPOCH = randomId()

/** The value of a result that must be one. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** The copy of a folder, closed when the test is over. */
export async function openedCopy(folder: string): Promise<CopyStore> {
  const store = valueOf(await openCopy(folder))
  onTestFinished(() => store.close())
  return store
}

export function copied(fact: DurableFact, hash = randomId()): CopiedFact {
  return { epoch: fact.epoch, hash, fact }
}

/** A message of Bob's unless told otherwise. */
export function message(
  sequence: number,
  text = `text ${sequence}`,
  changes: {
    readonly id?: string
    readonly author?: Author
  } = {},
): CopiedFact {
  return copied({
    type: 'message',
    room: 'front',
    sequence,
    epoch: EPOCH,
    id: changes.id ?? randomId(),
    author: authorOf(changes.author ?? BOB),
    at: 1_700_000_000_000 + sequence,
    text,
  })
}

/** Messages from one sequence number to another, both included. */
export function messages(from: number, to: number): readonly CopiedFact[] {
  return Array.from({ length: to - from + 1 }, (_, index) => message(from + index))
}

export function pending(text: string, id = randomId()): PendingMessage {
  return { id, text, queuedAt: 1_700_000_000_000, state: { kind: 'waiting' } }
}

/** The texts that a search finds. */
export async function found(
  store: CopyStore,
  words: string,
  limit = 50,
  key: CopyKey = KEY,
): Promise<readonly string[]> {
  return valueOf(await store.search(key, words, limit)).map(({ text }) => text)
}

/** The texts of the outbox. */
export async function outboxOf(store: CopyStore, key: CopyKey = KEY): Promise<readonly string[]> {
  return valueOf(await store.open(key, 0))?.outbox.map(({ text }) => text) ?? []
}

/** The rows of a table of a closed copy. */
export function rowsIn(folder: string, table: string): number {
  const database = openReadOnly(join(folder, COPY_FILE))
  const counted = database.prepare<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`).get()
  database.close()
  return counted?.rows ?? 0
}
