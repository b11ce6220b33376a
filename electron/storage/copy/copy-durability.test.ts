import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CopyStore } from '../../../shared/session/copy.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openForWriting, type Database } from '../sqlite.ts'
import { Copy } from './copy.ts'
import {
  found,
  KEY,
  message,
  messages,
  openedCopy,
  outboxOf,
  pending,
  ROOM,
  valueOf,
  YOU,
} from './copy.fixture.ts'
import { openCopy, toStore } from './open-copy.ts'

/** Bytes of the header of a log, and of a frame of it with its page. */
const LOG_HEADER = 32
const LOG_FRAME = 24 + 4_096

/** A folder with the database of another and the first bytes of its log: what a kill leaves behind. */
function killedAt(folder: string, logBytes: number): string {
  const left = temporaryFolder()
  copyFileSync(join(folder, 'copy.db'), join(left, 'copy.db'))
  const log = readFileSync(join(folder, 'copy.db-wal'))
  writeFileSync(join(left, 'copy.db-wal'), log.subarray(0, logBytes))
  return left
}

async function stateOf(store: CopyStore): Promise<string> {
  const room = valueOf(await store.open(KEY, 100))
  return JSON.stringify([room, await found(store, 'text')])
}

test('a kill at any byte of the log leaves the copy as it was after some call, never between', async () => {
  const folder = temporaryFolder()
  const store = await openedCopy(folder)
  const mine = pending('text of mine')
  const states = [await stateOf(store)]
  const calls: readonly (() => Promise<unknown>)[] = [
    () => store.describe(KEY, ROOM, YOU),
    () => store.queue(KEY, mine),
    () => store.queue(KEY, pending('second')),
    () => store.judge(KEY, mine.id, { code: 'read-only' }),
    () => store.keep(KEY, messages(1, 20), [{ from: 1, to: 20 }]),
    () =>
      store.keep(KEY, [message(21, 'text', { id: mine.id, author: YOU })], [{ from: 1, to: 21 }]),
    () => store.putAside(KEY),
    () => store.keep(KEY, messages(1, 2), [{ from: 1, to: 2 }]),
  ]
  const ends: number[] = []
  for (const call of calls) {
    await call()
    states.push(await stateOf(store))
    ends.push(statSync(join(folder, 'copy.db-wal')).size)
  }

  const size = ends.at(-1) ?? 0
  const first = ends[0] ?? 0
  let seen = 0
  for (let bytes = first; bytes <= size; bytes += LOG_FRAME / 2) {
    const left = await openedCopy(killedAt(folder, Math.min(bytes + LOG_HEADER, size)))
    const state = await stateOf(left)
    expect(states).toContain(state)
    expect(states.indexOf(state)).toBeGreaterThanOrEqual(seen)
    seen = states.indexOf(state)
    await left.close()
  }
  // What had resolved is there.
  for (const [index, end] of ends.entries()) {
    const left = await openedCopy(killedAt(folder, end))
    expect(await stateOf(left)).toBe(states[index + 1])
    await left.close()
  }
})

test.skipIf(process.platform === 'win32')('only the user can read the files', async () => {
  const folder = join(temporaryFolder(), 'deep', 'profile')
  const store = await openedCopy(folder)
  await store.queue(KEY, pending('secret'))

  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readdirSync(folder).toSorted()).toEqual(['copy.db', 'copy.db-shm', 'copy.db-wal'])
  for (const file of readdirSync(folder)) {
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
  }
})

test('a closed copy is one file', async () => {
  const folder = temporaryFolder()
  const store = await openedCopy(folder)
  await store.queue(KEY, pending('waits'))
  await store.close()

  expect(readdirSync(folder)).toEqual(['copy.db'])
})

test('on a full disk nothing is half done, and the same copy works again later', async () => {
  const folder = temporaryFolder()
  const database: { opened?: Database } = {}
  const copy = new Copy(
    folder,
    (path) => (database.opened = openForWriting(path, { maxPages: 120 })),
  )
  const store = toStore(copy)
  await store.describe(KEY, ROOM, YOU)
  const mine = pending('mine')
  await store.queue(KEY, mine)
  let kept = 0
  while ((await store.keep(KEY, messages(kept + 1, kept + 50), [{ from: 1, to: kept + 50 }])).ok) {
    kept += 50
  }
  const before = await stateOf(store)
  const facts = [
    message(kept + 1, 'mine', { id: mine.id, author: YOU }),
    ...messages(kept + 2, kept + 300),
  ]

  const failure = await store.keep(KEY, facts, [{ from: 1, to: kept + 300 }])

  expect(failure).toEqual({
    ok: false,
    error: {
      code: 'copy-unavailable',
      detail: { path: join(folder, 'copy.db'), cause: 'database or disk is full' },
    },
  })
  expect(kept).toBeGreaterThan(0)
  expect(await stateOf(store)).toBe(before)
  expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([])

  database.opened?.exec('PRAGMA max_page_count = 100000')
  expect(await store.keep(KEY, facts, [{ from: 1, to: kept + 300 }])).toMatchObject({ ok: true })
  expect(await outboxOf(store)).toEqual([])
  expect(await found(store, `${kept + 300}`)).toEqual([`text ${kept + 300}`])
  await store.close()
})

test('a copy that cannot be begun is named, and can be later', async () => {
  const folder = temporaryFolder()
  let pages = 2
  const copy = new Copy(folder, (path) => openForWriting(path, { maxPages: pages }))

  expect(copy.begin()).toMatchObject({ error: { code: 'copy-unavailable' } })
  pages = 1_000
  expect(copy.begin()).toEqual({ ok: true, value: undefined })
  copy.close()
})

test('a folder that is a file is named, and nothing is thrown', async () => {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, 'not a folder')

  const opened = await openCopy(path)

  expect(opened).toMatchObject({
    ok: false,
    error: { code: 'copy-unavailable', detail: { path: join(path, 'copy.db') } },
  })
})

test('a copy of a newer version is left alone', async () => {
  const folder = temporaryFolder()
  await (await openedCopy(folder)).close()
  const database = openForWriting(join(folder, 'copy.db'))
  database.exec('PRAGMA user_version = 99')
  database.close()

  expect(await openCopy(folder)).toMatchObject({ error: { code: 'copy-unavailable' } })
  expect(readdirSync(folder)).toEqual(['copy.db'])
})

test('many calls at once are performed in their order', async () => {
  const store = await openedCopy(temporaryFolder())
  const written = Array.from({ length: 50 }, (_, index) => pending(`text ${index}`))

  await Promise.all(written.map((one) => store.queue(KEY, one)))

  expect(await outboxOf(store)).toEqual(written.map(({ text }) => text))
})
