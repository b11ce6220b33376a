import { expect, test } from 'vitest'
import type { ErrorCode } from '../../../shared/error.ts'
import { joinFieldOf, type JoinField } from './join-error-field.ts'

test.each<[ErrorCode, JoinField]>([
  ['unknown-address', 'address'],
  ['connection-refused', 'address'],
  ['no-route', 'address'],
  ['connect-timed-out', 'address'],
  ['closed-early', 'address'],
  ['not-parley', 'address'],
  ['bad-address', 'address'],
  ['host-too-old', 'address'],
  ['too-old', 'address'],
  ['bad-invite', 'address'],
  ['invite-required', 'address'],
  ['invite-unknown', 'address'],
  ['invite-expired', 'address'],
  ['invite-used', 'address'],
  ['invite-revoked', 'address'],
  ['bad-port', 'port'],
  ['name-taken', 'name'],
  ['bad-name', 'name'],
  ['mixed-scripts', 'name'],
  ['host-full', 'form'],
  ['room-locked', 'form'],
  ['banned', 'form'],
  ['too-many-sessions', 'form'],
  ['bad-key', 'form'],
  ['internal-error', 'form'],
])('%s belongs to %s', (code, field) => {
  expect(joinFieldOf(code)).toBe(field)
})
