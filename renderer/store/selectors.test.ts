import { expect, test } from 'vitest'
import type { StandingRole } from '../../shared/protocol/schema.ts'
import { EMPTY_VIEW } from '../../shared/session/view.ts'
import type { OpenRoom } from './chat-state.ts'
import { decidesAbout, distinguishingAddress, rulingRole, sortMembers } from './selectors.ts'

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

function roomAs(role: StandingRole, kind: 'online' | 'connecting' = 'online'): OpenRoom {
  const joined = {
    room: { id: 'front', name: 'Lab' },
    you: { ...member('you'), role },
    sequence: 0,
  }
  const connection = kind === 'online' ? { kind } : { kind, attempt: 1 }
  return { view: { ...EMPTY_VIEW, joined, connection } } as unknown as OpenRoom
}

test('one decides about lower roles, not about equals and not about oneself', () => {
  const roles = ['owner', 'moderator', 'member', 'viewer'] as const
  const table = roles.map((by) =>
    roles
      .map((role) => (decidesAbout(roomAs(by), { ...member('ann'), role }) ? 'x' : '-'))
      .join(''),
  )

  expect(table).toEqual(['-xxx', '--xx', '----', '----'])
  expect(decidesAbout(roomAs('owner'), member('you'))).toBe(false)
})

test('nothing is decided while the room is away', () => {
  expect([rulingRole(roomAs('owner')), rulingRole(roomAs('owner', 'connecting'))]).toEqual([
    'owner',
    null,
  ])
})

test('rooms of one name are told apart by their addresses, others are not', () => {
  const room = (session: string, name: string, port: number) =>
    ({
      session,
      address: '10.0.0.1',
      port,
      view: { ...EMPTY_VIEW, joined: { room: { id: 'front', name } } },
    }) as unknown as OpenRoom
  const rooms = [room('a', 'Parley', 1), room('b', 'Parley', 2), room('c', 'Lab', 3)]

  expect(rooms.map((each) => distinguishingAddress(each, rooms))).toEqual([
    '10.0.0.1:1',
    '10.0.0.1:2',
    null,
  ])
})
