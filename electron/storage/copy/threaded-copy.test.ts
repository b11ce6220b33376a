import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { CopyStore } from '../../../shared/session/copy.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
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
import { threadedCopy } from './threaded-copy.ts'

/** Within the repository: the worker finds the packages there. */
const folderOfWorker = new URL('../../../out/copy-worker-test/', import.meta.url)
const workerUrl = new URL('copy-worker.js', folderOfWorker)

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['@photostructure/sqlite'] },
    build: {
      ssr: fileURLToPath(new URL('copy-worker.ts', import.meta.url)),
      outDir: fileURLToPath(folderOfWorker),
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: 'copy-worker.js' } },
    },
  })
})

async function openedOnThread(folder: string): Promise<CopyStore> {
  const store = valueOf(await threadedCopy(workerUrl, folder))
  onTestFinished(() => store.close())
  return store
}

test('the copy on a thread does what the one in this thread does', async () => {
  const folder = temporaryFolder()
  const store = await openedOnThread(folder)
  const [mine, failing, gone] = [pending('mine'), pending('failing'), pending('gone')]
  const facts = [...messages(1, 9), message(10, 'text of mine', { id: mine.id, author: YOU })]
  await store.describe(KEY, ROOM, YOU)
  for (const one of [mine, failing, gone]) await store.queue(KEY, one)
  await store.judge(KEY, failing.id, { code: 'bad-text' })
  await store.discard(KEY, gone.id)
  await store.keep(KEY, facts, [{ from: 1, to: 10 }])

  const room = valueOf(await store.open(KEY, 5))
  const page = valueOf(await store.page(KEY, { before: 6, from: 1, facts: 2 }))
  expect(page).toEqual(facts.slice(3, 5))
  expect(await found(store, 'mine')).toEqual(['text of mine'])
  await store.close()

  const here = await openedCopy(folder)
  expect(valueOf(await here.open(KEY, 5))).toEqual(room)
  expect(room).toMatchObject({
    newest: facts.slice(5),
    outbox: [{ text: 'failing', state: { kind: 'failed', reason: { code: 'bad-text' } } }],
  })
  await here.putAside(KEY)
  expect(await found(here, 'mine')).toEqual(['text of mine'])
})

test('calls made at once are performed in their order, and done before it closes', async () => {
  const folder = temporaryFolder()
  const store = await openedOnThread(folder)
  const written = Array.from({ length: 100 }, (_, index) => pending(`text ${index}`))

  const queued = written.map((one) => store.queue(KEY, one))
  await store.close()

  expect((await Promise.all(queued)).every(({ ok }) => ok)).toBe(true)
  expect(readdirSync(folder)).toEqual(['copy.db'])
  expect(await outboxOf(await openedCopy(folder))).toEqual(written.map(({ text }) => text))
})

test('what cannot be opened is named', async () => {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, 'not a folder')

  expect(await threadedCopy(workerUrl, path)).toMatchObject({
    ok: false,
    error: { code: 'copy-unavailable', detail: { path: join(path, 'copy.db') } },
  })
})

test('a thread that cannot be started is a failure, not an exception', async () => {
  const folder = temporaryFolder()

  expect(await threadedCopy(pathToFileURL(join(folder, 'missing.js')), folder)).toMatchObject({
    ok: false,
    error: { code: 'copy-unavailable' },
  })
})

test('a closed copy says so', async () => {
  const store = await openedOnThread(temporaryFolder())
  await store.close()
  await store.close()

  expect(await store.queue(KEY, pending('late'))).toMatchObject({
    ok: false,
    error: { code: 'copy-unavailable' },
  })
})
