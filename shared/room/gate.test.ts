import { expect, it } from 'vitest'
import { isAllowed } from './gate.ts'

it('[RL1] decides every role and request', () => {
  const requests = [
    'leave',
    'send-message',
    'withdraw-message',
    'rename',
    'list-members',
    'read-history',
  ] as const
  const roles = ['member', 'viewer'] as const

  const table = roles.map((role) => requests.map((request) => isAllowed(role, request)))

  expect(table).toEqual([
    [true, true, true, true, true, true],
    [true, false, false, true, true, true],
  ])
})
