// Histories as crashes leave them, damaged in one way or another, and what can be read of them.

import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openForWriting } from '../sqlite.ts'
import { factIn, ROOM, say, saySome, valueOf } from './history.fixture.ts'
import type { FoundDamage } from './history-options.ts'
import { SqliteHistory } from './sqlite-history.ts'

export const NOW = 1_800_000_000_000
export const RECENT = { facts: 500, bytes: 786_432 }
export const FACTS = 300
export const FILES = ['history.db', 'history.db-wal', 'history.head'] as const

/** Copies what a crash at this moment would leave. */
export function copyFiles(from: string): string {
  const to = temporaryFolder()
  for (const name of readdirSync(from)) {
    if (name.startsWith('history.')) copyFileSync(join(from, name), join(to, name))
  }
  rmSync(join(to, 'history.db-shm'), { force: true })
  return to
}

/** A folder with 300 facts: the older ones in the database, the newest in the log only. */
function crashedFolder(): string {
  const folder = temporaryFolder()
  const first = valueOf(SqliteHistory.open(folder, {}))
  valueOf(first.open(ROOM, RECENT))
  for (let batch = 0; batch < 20; batch++)
    valueOf(first.commit(ROOM, saySome(10, `a${batch}`), NOW))
  first.close()
  const second = valueOf(SqliteHistory.open(folder, {}))
  valueOf(second.open(ROOM, RECENT))
  for (let batch = 0; batch < 10; batch++)
    valueOf(second.commit(ROOM, saySome(10, `b${batch}`), NOW))
  const crashed = copyFiles(folder)
  second.close()
  return crashed
}

export interface Found {
  readonly frames: ReadonlyMap<number, string>
  readonly facts: readonly Record<string, unknown>[]
  readonly told: readonly FoundDamage[]
  readonly sequence: number
  /** What was said next has the next number. */
  readonly isContinued: boolean
}

/** Opens what is there and reads all of it; null when it says that it cannot be used. */
export function readFolder(folder: string): Found | null {
  const told: FoundDamage[] = []
  const opened = SqliteHistory.open(folder, { onDamage: (damage) => told.push(damage) })
  if (!opened.ok && opened.error.code === 'history-unusable') return null
  if (!opened.ok) throw new Error(`failed: ${opened.error.code}`)
  const history = opened.value
  const room = valueOf(history.open(ROOM, RECENT))
  while (history.checkStep()) {
    // Until everything is checked.
  }
  const { facts } = valueOf(
    history.page(ROOM, { before: room.sequence + 1, from: 1, facts: 1_000, bytes: 2 ** 30 }),
  )
  const after = say(`after ${room.epoch}`, room.epoch)
  const [added] = valueOf(history.commit(ROOM, [after], NOW)).outcomes
  history.close()
  return {
    frames: new Map(facts.map(({ sequence, frame }) => [sequence, Buffer.from(frame).toString()])),
    facts: facts.map(({ frame }) => factIn(frame)),
    told,
    sequence: room.sequence,
    isContinued: added?.kind === 'stored' && added.fact.sequence === room.sequence + 1,
  }
}

/** Random numbers that are the same in every run. */
export function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

export function flip(path: string, offset: number, bit: number): void {
  const bytes = readFileSync(path)
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit)
  writeFileSync(path, bytes)
}

/** Makes the page that holds a text something else. */
export function overwritePage(folder: string, text: string): void {
  const path = join(folder, 'history.db')
  const bytes = readFileSync(path)
  const page = Math.floor(bytes.indexOf(text) / 4_096) * 4_096
  writeFileSync(path, bytes.fill(0xff, page, page + 4_096))
}

/** Changes a database behind the back of the history. */
export function change(folder: string, sql: string): void {
  const database = openForWriting(join(folder, 'history.db'))
  database.exec(sql)
  database.close()
}

export const crashed = (() => {
  let made: { readonly folder: string; readonly whole: Found } | null = null
  return () => {
    if (made) return made
    const folder = crashedFolder()
    const whole = readFolder(copyFiles(folder))
    if (!whole) throw new Error('a whole history cannot be read')
    return { folder, whole }
  }
})()

/** What is wrong, in words: every fact has to be there byte by byte, or it was told that some are not. */
export function silentLosses(whole: Found, found: Found | null, what: string): string[] {
  if (!found) return []
  const problems: string[] = []
  let lost = 0
  for (let sequence = 1; sequence <= FACTS; sequence++) {
    if (found.frames.get(sequence) !== whole.frames.get(sequence)) lost++
  }
  const told = found.told.reduce((sum, { missing }) => sum + missing, 0)
  if (lost > 0 && told === 0) problems.push(`${what}: ${lost} are lost and nothing is told`)
  if (!found.isContinued) problems.push(`${what}: it does not go on`)
  for (const [index, fact] of found.facts.entries()) {
    const isNew = fact['type'] === 'damaged-fact' || fact['type'] === 'history-damaged'
    const isSame = found.frames.get(index + 1) === whole.frames.get(index + 1)
    if (!isNew && !isSame) problems.push(`${what}: fact ${index + 1} is another one`)
  }
  return problems
}
