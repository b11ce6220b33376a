import { expect, test } from 'vitest'
import { inviteState } from './invite-state.ts'

const invite = { id: 'i', createdAt: 0, expiresAt: 100, uses: 2, used: 1, isRevoked: false }

test('an invite lives until it is revoked, used up or over', () => {
  expect(inviteState(invite, 99)).toBe('live')
  expect(inviteState({ ...invite, expiresAt: null }, 1e15)).toBe('live')
  expect(inviteState(invite, 100)).toBe('expired')
  expect(inviteState({ ...invite, used: 2 }, 1_000)).toBe('used')
  expect(inviteState({ ...invite, used: 2, isRevoked: true }, 1_000)).toBe('revoked')
})
