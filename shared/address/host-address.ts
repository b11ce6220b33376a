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
/**
 * Takes `host`, `host:port`, `[IPv6]`, `[IPv6]:port` or a bare IPv6 address, with blanks around each part.
 * `defaultPort` stands in where no port is given. Fails with `bad-address` or `bad-port`.
 */
export function parseHostAddress(text: string, defaultPort: number): Result<HostAddress> {
  // Blanks inside a part stay, and make it wrong: `10.0.0.1 7465` must not become one long number.
  const compact = text
    .split(':')
    .map((part) => part.trim())
    .join(':')
  if (compact.length > MAX_ADDRESS_LENGTH + 8) return failed('bad-address')
  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/u.exec(compact)
  if (bracketed) return withPort(bracketed[1] ?? '', bracketed[2], defaultPort, isIpv6)
  const colons = compact.split(':').length - 1
  if (colons > 1) return withPort(compact, undefined, defaultPort, isIpv6)
  const [address = '', port] = compact.split(':')
  return withPort(address, port, defaultPort, (name) => NAME_OR_IPV4.test(name))
}

function withPort(
  address: string,
  portText: string | undefined,
  defaultPort: number,
  isAddress: (address: string) => boolean,
): Result<HostAddress> {
  if (!isAddress(address) || address.length > MAX_ADDRESS_LENGTH) return failed('bad-address')
  const port = portText === undefined ? defaultPort : parsePort(portText)
  return port === null ? failed('bad-port') : succeeded({ address, port })
}

/** Eight groups of hexadecimal digits, `::` for zeros in one place, perhaps an IPv4 tail and a zone. */
function isIpv6(text: string): boolean {
  const parts = /^([^%]*)(?:%[A-Za-z0-9_.-]{1,32})?$/.exec(text)
  const halves = (parts?.[1] ?? '').split('::')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const isTailIpv4 = /^(\d{1,3}\.){3}\d{1,3}$/.test(last)
  const hexGroups = isTailIpv4 ? groups.slice(0, -1) : groups
  const count = hexGroups.length + (isTailIpv4 ? 2 : 0)
  const isComplete = halves.length === 1 ? count === 8 : halves.length === 2 && count < 8
  return isComplete && hexGroups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))
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
