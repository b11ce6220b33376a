// The data folder of a host that was killed, the profile of a member who has all that it held, and what that was.

import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { StoredFact } from '../../shared/history/history.ts'
import type { Result } from '../../shared/result.ts'
import { openHistory } from '../storage/history/open-history.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { joinJson, serveJson, type Terminal } from '../testing/terminal.ts'
import { until } from '../testing/until.ts'

/** The one room of `serve`. */
const ROOM = 'front'

/** Messages in the database when it was killed, and after them in its log. */
const MESSAGES = { database: 160, log: 160 }

const EVERYTHING = { facts: 10_000, bytes: 2 ** 30 }
const RECENT = { facts: 500, bytes: 200_000 }

export interface KilledHost {
  readonly data: string
  readonly profile: string
  /** The frames of its facts as text, in order. */
  readonly frames: readonly string[]
}

/** What a history gives when it is opened and read as a whole. */
export interface ReadHistory {
  readonly frames: readonly string[]
  /** The damage that this start has told, in facts; null when it has told none. */
  readonly told: number | null
}

/** Runs a real host with two members, stops it, runs it again and kills it: the newest are in its log only. */
export async function killHost(folder: string): Promise<KilledHost> {
  const data = join(folder, 'host')
  await hostMessages(data, folder, MESSAGES.database, 'SIGTERM')
  await hostMessages(data, folder, MESSAGES.log, 'SIGKILL')
  const whole = await readHistory(copyOf(data))
  if (!whole.ok) throw new Error(whole.error.code)
  expect(whole.value.frames).toHaveLength(MESSAGES.database + MESSAGES.log)
  return { data, profile: join(folder, 'Ada'), frames: whole.value.frames }
}

async function hostMessages(
  data: string,
  folder: string,
  messages: number,
  end: NodeJS.Signals,
): Promise<void> {
  const { host, port } = await serveJson(data, '--limit', 'flood-burst=10000')
  const ada = joinJson(port, 'Ada', join(folder, 'Ada'))
  const bob = joinJson(port, 'Bob', join(folder, 'Bob'))
  await Promise.all([ada.event({ event: 'joined' }), bob.event({ event: 'joined' })])
  for (const member of [ada, bob]) {
    const lines = Array.from({ length: messages / 2 }, (_, index) => `line ${index} ${end}`)
    member.type(...lines)
  }
  await until(() => expect(acknowledged(ada) + acknowledged(bob)).toBe(messages))
  await until(() => expect(ada.named('message')).toHaveLength(messages))
  host.process.kill(end)
  await host.exit()
  for (const member of [ada, bob]) {
    member.process.stdin.end()
    expect(await member.exit()).toBe(0)
  }
}

function acknowledged(member: Terminal): number {
  return member.named('acknowledged').length
}

/** A copy for one test to damage. */
export function copyOf(folder: string): string {
  const copy = join(temporaryFolder(), 'copy')
  cpSync(folder, copy, { recursive: true })
  return copy
}

/** Starts a history, reads all of it, adds nothing and ends it. Fails as `openHistory` does. */
export async function readHistory(data: string): Promise<Result<ReadHistory>> {
  const told: number[] = []
  const opened = await openHistory(data, { onDamage: ({ missing }) => told.push(missing) })
  if (!opened.ok) return opened
  const history = opened.value
  const room = valueOf(await history.open(ROOM, RECENT))
  const query = { before: room.sequence + 1, from: 1, ...EVERYTHING }
  const { facts } = valueOf(await history.page(ROOM, query))
  await history.close()
  expect(room.damage?.missing ?? null).toBe(told[0] ?? null)
  expect(facts.map(({ sequence }) => sequence)).toEqual(facts.map((_, index) => index + 1))
  return { ok: true, value: { frames: facts.map(frameText), told: told[0] ?? null } }
}

function frameText({ frame }: StoredFact): string {
  return Buffer.from(frame).toString('latin1')
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
