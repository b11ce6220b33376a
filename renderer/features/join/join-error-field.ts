import type { ErrorCode } from '../../../shared/error.ts'

export type JoinField = 'address' | 'port' | 'name' | 'form'

const FIELDS: Readonly<Partial<Record<ErrorCode, JoinField>>> = {
  'bad-address': 'address',
  'unknown-address': 'address',
  'connection-refused': 'address',
  'no-route': 'address',
  'connect-timed-out': 'address',
  'closed-early': 'address',
  'not-parley': 'address',
  'too-old': 'address',
  'host-too-old': 'address',
  'bad-invite': 'address',
  'invite-required': 'address',
  'invite-unknown': 'address',
  'invite-expired': 'address',
  'invite-used': 'address',
  'invite-revoked': 'address',
  'bad-port': 'port',
  'bad-name': 'name',
  'mixed-scripts': 'name',
  'name-taken': 'name',
}

/** The field beside which a refusal to join belongs; `form` when none of them caused it. */
export function joinFieldOf(code: ErrorCode): JoinField {
  return FIELDS[code] ?? 'form'
}
