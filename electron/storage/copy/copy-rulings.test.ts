import { expect, test } from 'vitest'
import type { DurableFact } from '../../../shared/protocol/schema.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { copied, EPOCH, KEY, openedCopy, randomId, valueOf } from './copy.fixture.ts'

const BY = { id: randomId(), name: 'Ada' }
const MEMBER = { id: randomId(), name: 'Bob' }
const ruled = { room: 'front', epoch: EPOCH, at: 5, by: BY }

const RULINGS: readonly DurableFact[] = [
  { ...ruled, sequence: 1, type: 'role-changed', member: MEMBER, role: 'moderator' },
  { ...ruled, sequence: 2, type: 'member-muted', member: MEMBER, until: 99 },
  { ...ruled, sequence: 3, type: 'member-unmuted', member: MEMBER },
  { ...ruled, sequence: 4, type: 'member-kicked', member: MEMBER },
  { ...ruled, sequence: 5, type: 'member-banned', member: MEMBER, until: null },
  { ...ruled, sequence: 6, type: 'member-unbanned', member: MEMBER },
  { ...ruled, sequence: 7, type: 'room-locked' },
  { ...ruled, sequence: 8, type: 'room-unlocked' },
]

test('rulings are kept as they were read, and damage nothing', async () => {
  const folder = temporaryFolder()
  const store = await openedCopy(folder)
  const facts = RULINGS.map((fact) => copied(fact))
  await store.keep(KEY, facts, [{ from: 1, to: 8 }])
  await store.close()

  const reopened = await openedCopy(folder)

  expect(valueOf(await reopened.open(KEY, 10))?.newest).toEqual(facts)
  expect(valueOf(await reopened.page(KEY, { before: 9, from: 1, facts: 10 }))).toEqual(facts)
})
