import { expect, it } from 'vitest'
import type { PresenceChange } from '../protocol/answer.ts'
import { testId } from './host.fixture.ts'
import { emptyLane, gatherChange } from './presence-lane.ts'

function change(type: 'joined' | 'left', name: string): PresenceChange {
  const member = { id: testId(name), name, role: 'member' } as const
  return type === 'joined'
    ? { type: 'member-joined', member }
    : { type: 'member-left', member, reason: 'leaving' }
}

it('[PR1] keeps the last change of each member, in the order of these', () => {
  const changes = [
    change('joined', 'Ann'),
    change('joined', 'Bob'),
    change('left', 'Ann'),
    change('joined', 'Cid'),
    change('left', 'Bob'),
    change('joined', 'Bob'),
  ]

  const lane = changes.reduce((gathered, next) => gatherChange(gathered, next), emptyLane())

  expect([...lane.values()]).toEqual([
    change('left', 'Ann'),
    change('joined', 'Cid'),
    change('joined', 'Bob'),
  ])
})
