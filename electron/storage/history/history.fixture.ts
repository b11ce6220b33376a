// Histories in temporary folders, and what tests say in them.

import { expect, onTestFinished } from 'vitest'
import type { Draft, History, RememberedRoom } from '../../../shared/history/history.ts'
import type { Result } from '../../../shared/result.ts'
import type { HistoryOptions } from './history-options.ts'
import { openHistory } from './open-history.ts'

export const ROOM = 'front'

const RECENT = { facts: 500, bytes: 786_432 }

/** An id of 22 characters. */
export function testId(name: string | number): string {
  return `${name}`.padEnd(22, '-')
}

/** What somebody says, under an id of its own unless given. */
export function say(text: string, id: string | number = text, author = 'ann'): Draft {
  return { type: 'message', id: testId(id), author: { id: testId(author), name: author }, text }
}

/** So many messages, each with its own id. */
export function saySome(count: number, prefix = 'text'): Draft[] {
  return Array.from({ length: count }, (_, index) => say(`${prefix} ${index + 1}`))
}

/** The value of a result that has to be one. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`failed: ${JSON.stringify(result.error)}`)
  return result.value
}

export interface OpenRoom {
  readonly history: History
  readonly room: RememberedRoom
}

/** Opens a history and its room; closed when the test is over. */
export async function openRoom(folder: string, options: HistoryOptions = {}): Promise<OpenRoom> {
  const history = valueOf(await openHistory(folder, options))
  onTestFinished(() => history.close())
  return { history, room: valueOf(await history.open(ROOM, RECENT)) }
}

/** The body of a frame, whose length has to fit. */
export function factIn(frame: Uint8Array): Record<string, unknown> {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  expect(view.getUint32(0)).toBe(frame.length - 4)
  return JSON.parse(new TextDecoder().decode(frame.subarray(4))) as Record<string, unknown>
}

/** Everything that a history gives of its room, oldest first. */
export async function readAll(history: History): Promise<Record<string, unknown>[]> {
  const page = await history.page(ROOM, {
    before: Number.MAX_SAFE_INTEGER,
    from: 1,
    facts: 100_000,
    bytes: 2 ** 30,
  })
  return valueOf(page).facts.map(({ frame }) => factIn(frame))
}
