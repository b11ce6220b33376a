import type { ErrorCode } from '../../../shared/error.ts'

export type HostField = 'name' | 'room-name' | 'port' | 'password' | 'form'

const FIELDS: Readonly<Partial<Record<ErrorCode, HostField>>> = {
  'bad-name': 'name',
  'mixed-scripts': 'name',
  'name-taken': 'name',
  'bad-room-name': 'room-name',
  'bad-port': 'port',
  'port-taken': 'port',
  'port-forbidden': 'port',
  'no-free-port': 'port',
  'password-lost': 'password',
  'password-too-short': 'password',
  'password-too-long': 'password',
}

/** The field beside which a refusal to host belongs; `form` when none of them caused it. */
export function hostFieldOf(code: ErrorCode): HostField {
  return FIELDS[code] ?? 'form'
}
