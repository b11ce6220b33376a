import { expect, test } from 'vitest'
import { failed, succeeded, type Result } from '../../../shared/result.ts'
import type { CopyStore } from '../../../shared/session/copy.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { KEY, openedCopy, pending, ROOM, valueOf, YOU } from './copy.fixture.ts'
import { lazyCopy } from './lazy-copy.ts'

test('nothing is opened before the first call, and what comes at once is done in its order', async () => {
  const store = await openedCopy(temporaryFolder())
  const [first, second] = [pending('first'), pending('second')]
  let opened = 0
  const copy = lazyCopy(async () => {
    opened += 1
    return succeeded(store)
  })
  expect(opened).toBe(0)

  await Promise.all([
    copy.describe(KEY, ROOM, YOU),
    copy.queue(KEY, first),
    copy.queue(KEY, second),
  ])

  const room = valueOf(await copy.open(KEY, 5))
  expect(room?.outbox.map(({ id }) => id)).toEqual([first.id, second.id])
  expect(opened).toBe(1)
  await copy.close()
  expect(await store.open(KEY, 5)).toMatchObject({ ok: false })
})

test('a copy that cannot be opened says why to each call, and is tried again by the next', async () => {
  const store = await openedCopy(temporaryFolder())
  const answers: Result<CopyStore>[] = [failed('copy-unavailable'), succeeded(store)]
  const copy = lazyCopy(async () => answers.shift() ?? failed('internal-error'))

  const [one, other] = await Promise.all([copy.open(KEY, 1), copy.search(KEY, 'x', 1)])

  expect([one, other]).toMatchObject([
    { error: { code: 'copy-unavailable' } },
    { error: { code: 'copy-unavailable' } },
  ])
  expect(await copy.open(KEY, 1)).toEqual(succeeded(null))
})

test('a copy that was never needed is closed without being opened', async () => {
  let opened = 0
  const copy = lazyCopy(async () => {
    opened += 1
    return failed('copy-unavailable')
  })

  await copy.close()

  expect(opened).toBe(0)
})
