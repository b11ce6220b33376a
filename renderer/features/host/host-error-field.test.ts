import { expect, test } from 'vitest'
import type { ErrorCode } from '../../../shared/error.ts'
import { hostFieldOf, type HostField } from './host-error-field.ts'

test.each<[ErrorCode, HostField]>([
  ['port-taken', 'port'],
  ['no-free-port', 'port'],
  ['port-forbidden', 'port'],
  ['bad-port', 'port'],
  ['bad-name', 'name'],
  ['mixed-scripts', 'name'],
  ['bad-room-name', 'room-name'],
  ['password-lost', 'password'],
  ['password-too-short', 'password'],
  ['password-too-long', 'password'],
  ['already-hosting', 'form'],
  ['folder-unwritable', 'form'],
])('%s belongs to %s', (code, field) => {
  expect(hostFieldOf(code)).toBe(field)
})
