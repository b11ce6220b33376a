import {
  closeSync,
  cpSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openForWriting, type Database } from '../sqlite.ts'
import { Copy } from './copy.ts'
import {
  found,
  KEY,
  message,
  messages,
  openedCopy,
  OTHER_HOST,
  outboxOf,
  pending,
  ROOM,
  valueOf,
  YOU,
} from './copy.fixture.ts'
import { openCopy, toStore } from './open-copy.ts'

const PAGE = 4_096

/** A closed copy with facts, and an outbox of so many messages in one room and one in another. */
async function copyToDamage(queued = 3): Promise<string> {
  const folder = temporaryFolder()
  const store = await openedCopy(folder)
  await store.describe(KEY, ROOM, YOU)
  for (let index = 0; index < queued; index++) await store.queue(KEY, pending(`mine ${index}`))
  await store.queue(OTHER_HOST, pending('elsewhere'))
  for (let from = 1; from < 1_000; from += 100) {
    await store.keep(KEY, messages(from, from + 99), [{ from: 1, to: from + 99 }])
  }
  await store.close()
  return folder
}

/** Overwrites pages of a file, numbered from 1, with what is no page. */
function destroy(path: string, pages: readonly number[]): void {
  const file = openSync(path, 'r+')
  for (const page of pages) writeSync(file, Buffer.alloc(PAGE, 0xa5), 0, PAGE, (page - 1) * PAGE)
  closeSync(file)
}

/** The pages of a table, its root first. */
function pagesOf(folder: string, tables: string): readonly number[] {
  const database = openForWriting(join(folder, 'copy.db'))
  const rows = database
    .prepare<{ pageno: number }>(
      `SELECT pageno FROM dbstat WHERE name IN (${tables}) ORDER BY path`,
    )
    .all()
  database.close()
  return rows.map(({ pageno }) => pageno)
}

const asideIn = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.startsWith('copy.corrupt-') && name.endsWith('.db'))

test.each([
  ['is no database', (path: string) => writeFileSync(path, 'x'.repeat(20_000))],
  ['has a damaged first page', (path: string) => destroy(path, [1])],
  ['was cut', (path: string) => truncateSync(path, 3 * PAGE + 100)],
])('a copy that %s is moved aside whole, and one begins anew', async (_, damage) => {
  const folder = await copyToDamage()
  damage(join(folder, 'copy.db'))
  const damaged = readFileSync(join(folder, 'copy.db'))

  const store = await openedCopy(folder)
  // The first use at the latest finds out.
  await store.open(KEY, 50)
  await store.search(KEY, 'text', 50)

  const [aside = '', ...more] = asideIn(folder)
  expect(more).toEqual([])
  expect(aside).toMatch(/^copy\.corrupt-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.db$/)
  expect(readFileSync(join(folder, aside)).equals(damaged)).toBe(true)
  expect(await store.keep(KEY, [message(1, 'anew')], [{ from: 1, to: 1 }])).toMatchObject({
    ok: true,
  })
  expect(await found(store, 'anew')).toEqual(['anew'])
  expect(readdirSync(folder).filter((name) => name.includes('fresh'))).toEqual([])
})

test.each([
  ['facts', `'fact'`],
  ['the words', `'word_data'`],
  ['facts, words and histories', `'fact', 'word_data', 'word_idx', 'branch', 'branch_of_room'`],
])('the outbox survives when %s are damaged', async (_, tables) => {
  const folder = await copyToDamage()
  destroy(join(folder, 'copy.db'), pagesOf(folder, tables))

  const store = await openedCopy(folder)
  await store.search(KEY, 'text', 50)
  await store.open(KEY, 50)

  expect(asideIn(folder)).toHaveLength(1)
  expect(valueOf(await store.open(KEY, 50))).toMatchObject({ room: ROOM, you: YOU, held: [] })
  expect(await outboxOf(store)).toEqual(['mine 0', 'mine 1', 'mine 2'])
  expect(await outboxOf(store, OTHER_HOST)).toEqual(['elsewhere'])
})

test('what failed for good has still failed afterwards', async () => {
  const folder = await copyToDamage(0)
  const before = await openedCopy(folder)
  const mine = pending('mine')
  await before.queue(KEY, mine)
  await before.judge(KEY, mine.id, { code: 'id-conflict' })
  await before.close()
  destroy(join(folder, 'copy.db'), pagesOf(folder, `'fact'`))

  const store = await openedCopy(folder)

  expect(valueOf(await store.open(KEY, 50))?.outbox).toEqual([
    { ...mine, state: { kind: 'failed', reason: { code: 'id-conflict' } } },
  ])
})

test('of a damaged outbox all that can be read is saved, in its order', async () => {
  const folder = await copyToDamage(500)
  const pages = pagesOf(folder, `'pending'`)
  // The root comes first; a leaf from the middle is lost.
  destroy(join(folder, 'copy.db'), pages.slice(pages.length >> 1, (pages.length >> 1) + 1))

  const store = await openedCopy(folder)
  const saved = await outboxOf(store)

  const numbers = saved.map((text) => Number(text.split(' ')[1]))
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  expect(numbers[0]).toBe(0)
  expect(numbers.at(-1)).toBe(499)
  expect(numbers.length).toBeGreaterThan(300)
  expect(numbers.length).toBeLessThan(500)
})

test('the outbox of a room whose description is damaged is not lost', async () => {
  const folder = await copyToDamage()
  destroy(join(folder, 'copy.db'), pagesOf(folder, `'room'`))

  const store = await openedCopy(folder)

  expect(valueOf(await store.open(KEY, 50))?.room.name).toBe('front')
  expect(await outboxOf(store)).toEqual(['mine 0', 'mine 1', 'mine 2'])
})

test('what the log of a damaged copy holds is saved too', async () => {
  const source = temporaryFolder()
  const killed = await openedCopy(source)
  await killed.queue(KEY, pending('in the log'))
  await killed.keep(KEY, messages(1, 200), [{ from: 1, to: 200 }])
  const folder = temporaryFolder()
  for (const name of ['copy.db', 'copy.db-wal']) cpSync(join(source, name), join(folder, name))
  const state: { database?: Database } = {}
  const copy = new Copy(folder, (path) => (state.database = openForWriting(path)))
  const store = toStore(copy)
  await store.open(KEY, 50)
  // Text in the place of JSON: damage that SQLite does not see.
  state.database?.exec(`UPDATE fact SET body = 'x' WHERE place = (SELECT max(place) FROM fact)`)

  expect(valueOf(await store.open(KEY, 50))?.held).toEqual([])

  expect(await outboxOf(store)).toEqual(['in the log'])
  expect(asideIn(folder)).toHaveLength(1)
  await store.close()
})

test('damage that shows while writing is repaired, and the call succeeds', async () => {
  const folder = await copyToDamage()
  const words = pagesOf(folder, `'word_data', 'word_idx', 'word_docsize'`)
  destroy(join(folder, 'copy.db'), words)
  const store = await openedCopy(folder)

  const kept = await store.keep(KEY, [message(1_001, 'fresh')], [{ from: 1_001, to: 1_001 }])

  expect(kept).toMatchObject({ ok: true })
  expect(await found(store, 'fresh')).toEqual(['fresh'])
  expect(valueOf(await store.open(KEY, 50))?.held).toEqual([{ from: 1_001, to: 1_001 }])
  expect(asideIn(folder)).toHaveLength(1)
})

test('a disk that damages every file does not fill up with copies', async () => {
  const folder = temporaryFolder()
  const copy = new Copy(folder, (path) => {
    if (path.endsWith('copy.db')) writeFileSync(path, 'x'.repeat(20_000))
    return openForWriting(path)
  })

  for (let attempt = 0; attempt < 20; attempt++) {
    expect(copy.begin()).toMatchObject({ ok: false, error: { code: 'copy-unavailable' } })
  }

  expect(asideIn(folder)).toHaveLength(3)
})

test('a renewal that was interrupted is finished, and the log of the damaged copy is not taken for its own', async () => {
  const folder = temporaryFolder()
  const fresh = temporaryFolder()
  const saved = await openedCopy(fresh)
  await saved.queue(KEY, pending('saved'))
  await saved.close()
  // Killed after the damaged database was moved, before its log was.
  renameSync(join(fresh, 'copy.db'), join(folder, 'copy.fresh.db'))
  const other = temporaryFolder()
  const damaged = await openedCopy(other)
  await damaged.queue(KEY, pending('damaged'))
  cpSync(join(other, 'copy.db-wal'), join(folder, 'copy.db-wal'))

  const store = await openedCopy(folder)

  expect(await outboxOf(store)).toEqual(['saved'])
  const aside = readdirSync(folder).filter(
    (name) => name.endsWith('.db-wal') && name.includes('corrupt'),
  )
  expect(aside).toHaveLength(1)
  expect(statSync(join(folder, aside[0] ?? '')).size).toBeGreaterThan(0)
})

test('a fresh copy that was never finished is not taken for one', async () => {
  const folder = await copyToDamage()
  writeFileSync(join(folder, 'copy.fresh.db'), 'half')
  const store = await openedCopy(folder)
  expect(await outboxOf(store)).toEqual(['mine 0', 'mine 1', 'mine 2'])
  await store.close()

  destroy(join(folder, 'copy.db'), pagesOf(folder, `'fact'`))
  const renewed = await openedCopy(folder)

  await renewed.open(KEY, 50)
  expect(await outboxOf(renewed)).toEqual(['mine 0', 'mine 1', 'mine 2'])
})

test('a copy that was removed is begun anew', async () => {
  const folder = await copyToDamage()
  rmSync(join(folder, 'copy.db'))

  expect(await openCopy(folder)).toMatchObject({ ok: true })
  expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([])
})
