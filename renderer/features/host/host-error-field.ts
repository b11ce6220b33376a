import type { ErrorCode } from '../../../shared/error.ts'

export type HostField = 'name' | 'room-name' | 'port' | 'further-ports' | 'password' | 'form'

const FIELDS: Readonly<Partial<Record<ErrorCode, HostField>>> = {
  'bad-name': 'name',
  'mixed-scripts': 'name',
  'name-taken': 'name',
  'bad-room-name': 'room-name',
  'bad-port': 'port',
  'port-taken': 'port',
  'port-forbidden': 'port',
  'no-free-port': 'port',
  'bad-ports': 'further-ports',
  'low-port-forbidden': 'further-ports',
  'further-port-taken': 'further-ports',
  'password-lost': 'password',
  'password-too-short': 'password',
  'password-too-long': 'password',
}

/** The field beside which a refusal to host belongs; `form` when none of them caused it. */
export function hostFieldOf(code: ErrorCode): HostField {
  return FIELDS[code] ?? 'form'
}
