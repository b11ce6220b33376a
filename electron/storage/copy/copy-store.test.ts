import { expect, test } from 'vitest'
import type { DurableFact } from '../../../shared/protocol/schema.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { MAX_SEQUENCE } from './copy-schema.ts'
import {
  copied,
  EPOCH,
  KEY,
  message,
  messages,
  openedCopy,
  OTHER_HOST,
  OTHER_ROOM,
  outboxOf,
  pending,
  randomId,
  ROOM,
  rowsIn,
  valueOf,
  YOU,
} from './copy.fixture.ts'

const PLACE = { room: 'front', epoch: EPOCH, at: 5 }

test('there is no copy of a room before something is kept', async () => {
  const store = await openedCopy(temporaryFolder())

  expect(await store.open(KEY, 10)).toEqual({ ok: true, value: null })
  expect(await store.page(KEY, { before: 10, from: 1, facts: 5 })).toEqual({ ok: true, value: [] })
  expect(await store.search(KEY, 'text', 10)).toEqual({ ok: true, value: [] })
  expect(await store.putAside(KEY)).toEqual({ ok: true, value: undefined })
  expect(await store.judge(KEY, randomId(), null)).toMatchObject({ ok: true })
  expect(await store.discard(KEY, randomId())).toMatchObject({ ok: true })
  expect(await store.open(KEY, 10)).toEqual({ ok: true, value: null })
})

test('a room is found as it was left, after the file was closed', async () => {
  const folder = temporaryFolder()
  const store = await openedCopy(folder)
  await store.describe(KEY, { id: 'front', name: 'Old name' }, { ...YOU, name: 'Old' })
  await store.describe(KEY, ROOM, YOU)
  const early = messages(1, 3)
  const late = messages(10, 14)
  await store.keep(KEY, early, [{ from: 1, to: 3 }])
  await store.keep(KEY, late, [
    { from: 1, to: 3 },
    { from: 10, to: 14 },
  ])
  const waiting = pending('waits')
  await store.queue(KEY, waiting)
  await store.close()

  const reopened = await openedCopy(folder)

  expect(valueOf(await reopened.open(KEY, 3))).toEqual({
    room: ROOM,
    you: YOU,
    held: [
      { from: 1, to: 3 },
      { from: 10, to: 14 },
    ],
    resume: { epoch: EPOCH, sequence: 14, hash: late[4]?.hash },
    newest: late.slice(2),
    outbox: [waiting],
  })
})

test('the newest facts are those of the last range only, and none when none are wanted', async () => {
  const store = await openedCopy(temporaryFolder())
  await store.keep(KEY, messages(1, 5), [{ from: 1, to: 5 }])
  const last = messages(8, 9)
  await store.keep(KEY, last, [
    { from: 1, to: 5 },
    { from: 8, to: 9 },
  ])

  expect(valueOf(await store.open(KEY, 100))?.newest).toEqual(last)
  expect(valueOf(await store.open(KEY, 0))).toMatchObject({ newest: [], resume: { sequence: 9 } })
})

test('rooms and hosts are kept apart', async () => {
  const store = await openedCopy(temporaryFolder())
  const keys = [KEY, OTHER_ROOM, OTHER_HOST]
  for (const [index, key] of keys.entries()) {
    await store.keep(key, [message(1, `fact ${index}`)], [{ from: 1, to: 1 }])
    await store.queue(key, pending(`mine ${index}`, 'a'.repeat(22)))
  }
  await store.discard(OTHER_ROOM, 'a'.repeat(22))
  await store.putAside(OTHER_HOST)

  expect(await outboxOf(store, KEY)).toEqual(['mine 0'])
  expect(await outboxOf(store, OTHER_ROOM)).toEqual([])
  expect(await outboxOf(store, OTHER_HOST)).toEqual(['mine 2'])
  expect(valueOf(await store.open(OTHER_ROOM, 9))?.newest).toMatchObject([
    { fact: { text: 'fact 1' } },
  ])
  expect(valueOf(await store.open(OTHER_HOST, 9))?.held).toEqual([])
  expect(valueOf(await store.open(KEY, 9))?.held).toEqual([{ from: 1, to: 1 }])
  expect(valueOf(await store.search(OTHER_HOST, 'fact', 9))).toMatchObject([{ text: 'fact 2' }])
  expect(valueOf(await store.search(OTHER_ROOM, 'fact', 9))).toMatchObject([{ text: 'fact 1' }])
})

test('a room that was never described is named by its id', async () => {
  const store = await openedCopy(temporaryFolder())

  await store.queue(KEY, pending('early'))

  expect(valueOf(await store.open(KEY, 0))).toMatchObject({
    room: { id: 'front', name: 'front' },
    you: null,
    held: [],
    resume: null,
    outbox: [{ text: 'early' }],
  })
})

test('facts of every kind come back as they were', async () => {
  const store = await openedCopy(temporaryFolder())
  const kinds: readonly DurableFact[] = [
    { type: 'member-renamed', ...PLACE, sequence: 1, member: randomId(), name: 'B', previous: 'A' },
    { type: 'history-damaged', ...PLACE, sequence: 2, missing: 7 },
    { type: 'damaged-fact', ...PLACE, sequence: 3 },
    { type: 'unknown-fact', ...PLACE, sequence: 4 },
  ]
  const facts = [...kinds.map((fact) => copied(fact)), message(5, 'a "quoted"\n\u{1F389} text')]

  await store.keep(KEY, facts, [{ from: 1, to: 5 }])

  expect(valueOf(await store.page(KEY, { before: 6, from: 1, facts: 9 }))).toEqual(facts)
})

test('facts that are there already are left as they are', async () => {
  const store = await openedCopy(temporaryFolder())
  const first = message(1, 'first')
  await store.keep(KEY, [first], [{ from: 1, to: 1 }])

  const second = message(2, 'second')
  await store.keep(KEY, [message(1, 'forged'), second], [{ from: 1, to: 2 }])

  expect(valueOf(await store.page(KEY, { before: 9, from: 1, facts: 9 }))).toEqual([first, second])
  expect(valueOf(await store.search(KEY, 'forged', 9))).toEqual([])
})

test('a page holds the newest below a number and none below the other, oldest first', async () => {
  const store = await openedCopy(temporaryFolder())
  await store.keep(KEY, messages(1, 30), [{ from: 1, to: 30 }])
  const page = async (before: number, from: number, facts: number) =>
    valueOf(await store.page(KEY, { before, from, facts })).map(({ fact }) => fact.sequence)

  expect(await page(21, 1, 3)).toEqual([18, 19, 20])
  expect(await page(21, 19, 10)).toEqual([19, 20])
  expect(await page(1, 1, 10)).toEqual([])
  expect(await page(Number.MAX_SAFE_INTEGER, 29, 10)).toEqual([29, 30])
  expect(await page(31, 1, 0)).toEqual([])
  expect(await page(31, 1, -1)).toEqual([])
})

test('a page never reaches into another history, whatever its bounds', async () => {
  const store = await openedCopy(temporaryFolder())
  await store.keep(KEY, [message(1), message(MAX_SEQUENCE)], [])
  await store.keep(OTHER_ROOM, messages(1, 2), [])
  await store.keep(OTHER_HOST, messages(1, 2), [])

  const read = valueOf(
    await store.page(OTHER_ROOM, { before: 2 ** 52, from: -(2 ** 52), facts: 100 }),
  )

  expect(read.map(({ fact }) => fact.sequence)).toEqual([1, 2])
})

test('a number that a copy cannot count to is refused, and nothing of its facts is kept', async () => {
  const store = await openedCopy(temporaryFolder())

  const kept = await store.keep(KEY, [message(1), message(MAX_SEQUENCE + 1)], [{ from: 1, to: 2 }])

  expect(kept).toMatchObject({ ok: false, error: { code: 'copy-unavailable' } })
  expect(valueOf(await store.open(KEY, 9))).toBeNull()
})

test('the outbox keeps its order and its failures', async () => {
  const folder = temporaryFolder()
  const store = await openedCopy(folder)
  const [first, second, third] = [pending('first'), pending('second'), pending('third')]
  const reason = { code: 'text-too-long', detail: { max: 8_192 } } as const
  for (const one of [first, second, third]) await store.queue(KEY, one)
  await store.judge(KEY, second.id, reason)
  await store.judge(KEY, third.id, { code: 'read-only' })
  await store.judge(KEY, third.id, null)
  await store.close()

  const reopened = await openedCopy(folder)

  expect(valueOf(await reopened.open(KEY, 0))?.outbox).toEqual([
    first,
    { ...second, state: { kind: 'failed', reason } },
    third,
  ])
})

test('a message is queued once, in its place, whatever it holds', async () => {
  const store = await openedCopy(temporaryFolder())
  const text = 'a\u0000b \u{1F389} "quoted"'
  const [first, second] = [pending(text), pending('second')]
  await store.queue(KEY, first)
  await store.queue(KEY, second)

  await store.queue(KEY, { ...first, text: 'again' })
  await store.queue(KEY, { ...pending('was sent'), state: { kind: 'sent' } })
  await store.discard(KEY, second.id)

  const outbox = valueOf(await store.open(KEY, 0))?.outbox
  expect(outbox?.map((one) => [one.text, one.state.kind])).toEqual([
    [text, 'waiting'],
    ['was sent', 'waiting'],
  ])
})

test('the fact of an own message takes exactly that message out of the outbox', async () => {
  const store = await openedCopy(temporaryFolder())
  await store.describe(KEY, ROOM, YOU)
  const [mine, other] = [pending('mine'), pending('other')]
  await store.queue(KEY, mine)
  await store.queue(KEY, other)

  await store.keep(KEY, [message(1, 'stolen id', { id: other.id })], [{ from: 1, to: 1 }])
  await store.keep(KEY, [message(2, 'mine', { id: mine.id, author: YOU })], [{ from: 1, to: 2 }])

  expect(await outboxOf(store)).toEqual(['other'])
})

test('a fact that is there already still acknowledges', async () => {
  const store = await openedCopy(temporaryFolder())
  await store.describe(KEY, ROOM, YOU)
  const mine = pending('mine')
  const fact = message(1, 'mine', { id: mine.id, author: YOU })
  await store.keep(KEY, [fact], [{ from: 1, to: 1 }])
  await store.queue(KEY, mine)

  await store.keep(KEY, [fact], [{ from: 1, to: 1 }])

  expect(await outboxOf(store)).toEqual([])
})

test('what is put aside is held no more, and the numbers begin anew', async () => {
  const store = await openedCopy(temporaryFolder())
  await store.describe(KEY, ROOM, YOU)
  await store.queue(KEY, pending('waits'))
  await store.keep(KEY, messages(1, 3), [{ from: 1, to: 3 }])

  await store.putAside(KEY)

  expect(valueOf(await store.open(KEY, 9))).toMatchObject({
    room: ROOM,
    you: YOU,
    held: [],
    resume: null,
    newest: [],
    outbox: [{ text: 'waits' }],
  })
  expect(valueOf(await store.page(KEY, { before: 9, from: 1, facts: 9 }))).toEqual([])
  const anew = message(1, 'another first')
  await store.keep(KEY, [anew], [{ from: 1, to: 1 }])
  expect(valueOf(await store.open(KEY, 9))?.newest).toEqual([anew])
})

test('ranges without facts are put aside too', async () => {
  const store = await openedCopy(temporaryFolder())
  await store.keep(KEY, [], [{ from: 1, to: 3 }])

  await store.putAside(KEY)

  expect(valueOf(await store.open(KEY, 9))?.held).toEqual([])
})

test('a host that diverges without facts uses up nothing', async () => {
  const folder = temporaryFolder()
  const store = await openedCopy(folder)
  await store.describe(KEY, ROOM, YOU)

  for (let attempt = 0; attempt < 5; attempt++) await store.putAside(KEY)

  await store.close()
  expect(rowsIn(folder, 'branch')).toBe(1)
})

test('a closed copy says so', async () => {
  const store = await openedCopy(temporaryFolder())
  await store.close()
  await store.close()

  expect(await store.open(KEY, 1)).toMatchObject({
    error: { code: 'copy-unavailable', detail: { cause: 'closed' } },
  })
})

test('it never claims what it does not hold, whatever a session believes', async () => {
  const folder = temporaryFolder()
  const store = await openedCopy(folder)
  await store.keep(KEY, messages(4, 6), [{ from: 1, to: 9 }])
  await store.keep(KEY, messages(9, 9), [{ from: 1, to: 9 }])

  expect(valueOf(await store.open(KEY, 10))?.held).toEqual([
    { from: 4, to: 6 },
    { from: 9, to: 9 },
  ])
})
