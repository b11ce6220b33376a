// What a person typed or pasted as an address -> where to connect.

import { failed, succeeded, type Result } from '../result.ts'

/** Where a host is. `address` is a DNS name, an IPv4 or an IPv6 address without brackets. */
export interface HostAddress {
  readonly address: string
  readonly port: number
}

/** Characters. The longest DNS name (RFC 1035). */
const MAX_ADDRESS_LENGTH = 253

const NAME_OR_IPV4 = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?\.?$/u
const IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:.]*(%[A-Za-z0-9_.-]{1,32})?$/

/**
 * Takes `host`, `host:port`, `[IPv6]`, `[IPv6]:port` or a bare IPv6 address, with blanks anywhere around.
 * `defaultPort` stands in where no port is given. Fails with `bad-address` or `bad-port`.
 */
export function parseHostAddress(text: string, defaultPort: number): Result<HostAddress> {
  const compact = text.replace(/\s+/gu, '')
  if (compact.length > MAX_ADDRESS_LENGTH + 8) return failed('bad-address')
  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/u.exec(compact)
  if (bracketed) return withPort(bracketed[1] ?? '', bracketed[2], defaultPort, IPV6)
  const colons = compact.split(':').length - 1
  if (colons > 1) return withPort(compact, undefined, defaultPort, IPV6)
  const [address = '', port] = compact.split(':')
  return withPort(address, port, defaultPort, NAME_OR_IPV4)
}

function withPort(
  address: string,
  portText: string | undefined,
  defaultPort: number,
  form: RegExp,
): Result<HostAddress> {
  if (!form.test(address) || address.length > MAX_ADDRESS_LENGTH) return failed('bad-address')
  const port = portText === undefined ? defaultPort : parsePort(portText)
  return port === null ? failed('bad-port') : succeeded({ address, port })
}

/** A TCP port from 1 to 65535, or null. */
export function parsePort(text: string): number | null {
  if (!/^\d{1,5}$/.test(text.trim())) return null
  const port = Number(text)
  return port >= 1 && port <= 65_535 ? port : null
}

/** `address:port`, IPv6 in brackets: what parseHostAddress takes. */
export function formatHostAddress({ address, port }: HostAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
