// A room, people and what they say, for the tests of every History.

import type { Draft, History, RememberedRoom } from '../history/history.ts'
import type { Result } from '../result.ts'
import type { ContractFolder } from './contract-folder.fixture.ts'

export const ROOM = 'front'
export const NOW = 1_760_000_000_000

export function id(text: string): string {
  return text.padEnd(22, '_')
}

function author(name: string) {
  return { id: id(name), name }
}

export const [ann, bob, owner] = [author('ann'), author('bob'), author('owner')]

export function say(text: string): Draft {
  return { type: 'message', id: id(text), author: ann, text }
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`it failed: ${JSON.stringify(result.error)}`)
  return result.value
}

export interface Opened {
  readonly history: History
  readonly room: RememberedRoom
}

export async function openRoom(folder: ContractFolder): Promise<Opened> {
  const history = await folder.open()
  return { history, room: valueOf(await history.open(ROOM, { facts: 10, bytes: 65_536 })) }
}
