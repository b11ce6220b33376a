import { expect, test } from 'vitest'
import { sortMembers } from './selectors.ts'

const member = (name: string) => ({ id: name, name, role: 'member' as const })

test('members are sorted by name as people sort, oneself first', () => {
  const members = ['zoë', 'Bob', 'Member 10', 'émile', 'Member 9', 'ann'].map(member)
  expect(sortMembers(members, 'Member 10').map(({ name }) => name)).toEqual([
    'Member 10',
    'ann',
    'Bob',
    'émile',
    'Member 9',
    'zoë',
  ])
})

test('the order of equal names does not depend on who came first', () => {
  const a = { id: 'a', name: 'Ann', role: 'member' as const }
  const b = { id: 'b', name: 'ann', role: 'member' as const }
  expect(sortMembers([b, a], undefined)).toEqual(sortMembers([a, b], undefined))
})
