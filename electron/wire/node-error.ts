// What the system says when a connection fails -> a code of ours, once and for all shells.

import type { HostAddress } from '../../shared/address/host-address.ts'
import type { ChatError, ErrorCode } from '../../shared/error.ts'

const CONNECT_CODES: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'connection-refused',
  ENOTFOUND: 'unknown-address',
  EAI_AGAIN: 'unknown-address',
  EAI_NODATA: 'unknown-address',
  EAI_NONAME: 'unknown-address',
  EINVAL: 'bad-address',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  EHOSTDOWN: 'no-route',
  EADDRNOTAVAIL: 'no-route',
  EAFNOSUPPORT: 'no-route',
  ENETDOWN: 'no-route',
  ETIMEDOUT: 'connect-timed-out',
  ECONNRESET: 'closed-early',
  ECONNABORTED: 'closed-early',
  EPIPE: 'closed-early',
}

const LISTEN_CODES: Readonly<Record<string, ErrorCode>> = {
  EADDRINUSE: 'port-taken',
  EACCES: 'port-forbidden',
  EPERM: 'port-forbidden',
  EADDRNOTAVAIL: 'address-unavailable',
  EAFNOSUPPORT: 'address-unavailable',
  ENOTFOUND: 'address-unavailable',
  EAI_AGAIN: 'address-unavailable',
  EINVAL: 'address-unavailable',
}

/** The system's code of an error, such as `ECONNREFUSED`; empty if it has none. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : ''
}

/** Why a TCP connection to a host could not be made. */
export function toConnectError(error: unknown, address: HostAddress): ChatError {
  const code = CONNECT_CODES[systemCode(error)] ?? 'no-route'
  return { code, detail: { ...address } }
}

/** Why TLS could not be spoken over a connection that stands. What is not TLS is not Parley. */
export function toSecureError(error: unknown, address: HostAddress): ChatError {
  const code = CONNECT_CODES[systemCode(error)] ?? 'not-parley'
  return { code, detail: { ...address } }
}

/** Why a port could not be listened on. */
export function toListenError(error: unknown, address: HostAddress): ChatError {
  const code = LISTEN_CODES[systemCode(error)] ?? 'address-unavailable'
  return { code, detail: { ...address } }
}
