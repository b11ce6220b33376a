import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Result } from '../../../shared/result.ts'
import { bundleWorker } from './bundled-worker.fixture.ts'
import { callThread, type Thread } from './call-thread.ts'

/** What the thread of these tests can do. */
interface Api {
  readonly add: (left: number, right: number) => Result<number>
  readonly later: (value: string) => Result<string>
  readonly refuse: () => Result<void>
  readonly fail: () => Result<void>
  readonly reject: () => Result<void>
  readonly tell: (values: readonly string[]) => Result<void>
  readonly give: (
    bytes: Uint8Array,
  ) => Result<{ readonly bytes: Uint8Array; readonly left: number }>
  readonly crash: () => Result<void>
  readonly never: () => Result<void>
  readonly data: () => Result<unknown>
}

const SOURCE = `
import { parentPort, workerData } from 'node:worker_threads'
import { answerCalls } from ${JSON.stringify(fileURLToPath(new URL('answer-calls.ts', import.meta.url)))}
import { HandedOver } from ${JSON.stringify(fileURLToPath(new URL('calls.ts', import.meta.url)))}
const ok = (value) => ({ ok: true, value })
let given = new Uint8Array()
const tell = answerCalls(parentPort, {
  add: (left, right) => ok(left + right),
  later: (value) => new Promise((settle) => setImmediate(() => settle(ok(value)))),
  refuse: () => ({ ok: false, error: { code: 'disk-full' } }),
  fail: () => { throw new Error('a bug') },
  reject: () => Promise.reject(new Error('a later bug')),
  tell: (values) => { for (const value of values) tell(value); return ok(undefined) },
  give: (bytes) => {
    const left = given.byteLength
    given = bytes
    return new HandedOver(ok({ bytes, left }), [bytes.buffer])
  },
  crash: () => { setImmediate(() => { throw new Error('the thread is broken') }); return new Promise(() => {}) },
  never: () => new Promise(() => {}),
  data: () => ok(workerData),
})
`

let url: URL

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-'))
  const entry = join(folder, 'worker.ts')
  writeFileSync(entry, SOURCE)
  url = await bundleWorker(entry)
  rmSync(folder, { recursive: true })
})

function start(): {
  readonly thread: Thread<Api>
  readonly events: string[]
  readonly gone: string[]
} {
  const events: string[] = []
  const gone: string[] = []
  const thread = callThread<Api, string>(url, {
    workerData: { a: 1 },
    onEvent: (event) => events.push(event),
    failure: (cause) => ({ code: 'disk-failing', detail: { cause } }),
    onGone: (cause) => gone.push(cause),
  })
  onTestFinished(() => thread.end())
  return { thread, events, gone }
}

describe('a thread', () => {
  it('answers each call with its own result, at once or later', async () => {
    const { thread } = start()

    const results = await Promise.all([
      thread.call('later', ['a']),
      thread.call('add', [1, 2]),
      thread.call('later', ['b']),
      thread.call('refuse', []),
      thread.call('data', []),
    ])

    expect(results).toEqual([
      { ok: true, value: 'a' },
      { ok: true, value: 3 },
      { ok: true, value: 'b' },
      { ok: false, error: { code: 'disk-full' } },
      { ok: true, value: { a: 1 } },
    ])
  })

  it('fails the call whose function throws, and answers the next', async () => {
    const { thread, gone } = start()

    const results = [
      await thread.call('fail', []),
      await thread.call('reject', []),
      await thread.call('add', [1, 2]),
    ]

    expect(results.map(({ ok }) => ok)).toEqual([false, false, true])
    expect(JSON.stringify(results)).toMatch(/a bug.*a later bug/)
    expect(gone).toEqual([])
  })

  it('tells events before the answer that follows them', async () => {
    const { thread, events } = start()

    await thread.call('tell', [['one', 'two']])

    expect(events).toEqual(['one', 'two'])
  })

  it('hands buffers over, both ways', async () => {
    const { thread } = start()
    const bytes = new Uint8Array([1, 2, 3])

    const first = await thread.call('give', [bytes], [bytes.buffer])
    const second = await thread.call('give', [new Uint8Array(5)])

    expect(bytes.byteLength).toBe(0)
    expect(first).toEqual({ ok: true, value: { bytes: new Uint8Array([1, 2, 3]), left: 0 } })
    // What the thread gave away is empty there.
    expect(second).toMatchObject({ ok: true, value: { left: 0 } })
  })

  it('fails every call, under way and later, when it is gone, and says so once', async () => {
    const { thread, gone } = start()

    const results = await Promise.all([thread.call('never', []), thread.call('crash', [])])
    const later = await thread.call('add', [1, 2])

    const failure = {
      ok: false,
      error: { code: 'disk-failing', detail: { cause: 'the thread is broken' } },
    }
    expect([...results, later]).toEqual([failure, failure, failure])
    expect(gone).toEqual(['the thread is broken'])
  })

  it('ends after what is under way, and answers nothing more', async () => {
    const { thread, gone } = start()
    const answer = thread.call('later', ['a'])

    const ended = thread.end()
    const late = await thread.call('add', [1, 2])
    await ended

    expect(await answer).toEqual({ ok: true, value: 'a' })
    expect(late).toMatchObject({ ok: false, error: { code: 'disk-failing' } })
    expect(gone).toEqual([])
  })

  it('fails when it cannot start', async () => {
    const gone: string[] = []
    const thread = callThread<Api>(new URL('none.js', url), {
      failure: (cause) => ({ code: 'disk-failing', detail: { cause } }),
      onGone: (cause) => gone.push(cause),
    })

    const result = await thread.call('add', [1, 2])
    await thread.end()

    expect([result.ok, gone.length]).toEqual([false, 1])
  })
})
