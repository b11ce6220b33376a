// The address field and the port field say one thing together: the one typed last wins.

import {
  parseHostAddress,
  parsePort,
  type HostAddress,
} from '../../../shared/address/host-address.ts'
import { looksLikeInvite, parseInvite } from '../../../shared/invite/invite.ts'
import { failed, type Result } from '../../../shared/result.ts'
import type { JoinTarget } from './join-step.ts'

export interface AddressFields {
  readonly address: string
  readonly port: string
}

/** parsePort never gives this: it shows that the address names no port. */
const NO_PORT = 0

/** The fields after typing an address: a port in it moves on to the port field. */
export function afterAddressTyped(fields: AddressFields, address: string): AddressFields {
  const parsed = parseHostAddress(address, NO_PORT)
  return parsed.ok && parsed.value.port !== NO_PORT
    ? { address, port: String(parsed.value.port) }
    : { ...fields, address }
}

/** The fields after typing a port: an older port in the address goes. */
export function afterPortTyped({ address }: AddressFields, port: string): AddressFields {
  const parsed = parseHostAddress(address, NO_PORT)
  return parsed.ok && parsed.value.port !== NO_PORT
    ? { address: parsed.value.address, port }
    : { address, port }
}

/** Where an address or an invite leads. Fails with `bad-invite`, or as hostAddressOf does. */
export function joinTargetOf(
  fields: AddressFields,
): Result<JoinTarget & { readonly more: number }> {
  if (!looksLikeInvite(fields.address)) {
    const host = hostAddressOf(fields)
    return host.ok ? { ok: true, value: { host: host.value, isInvite: false, more: 0 } } : host
  }
  const invite = parseInvite(fields.address)
  if (!invite.ok) return invite
  const [address = '', ...others] = invite.value.addresses
  const host = { address, port: invite.value.port }
  return { ok: true, value: { host, isInvite: true, more: others.length } }
}

/** Where the two fields lead. Fails with `bad-address` or `bad-port`. */
export function hostAddressOf({ address, port }: AddressFields): Result<HostAddress> {
  const parsed = parseHostAddress(address, NO_PORT)
  if (!parsed.ok || parsed.value.port !== NO_PORT) return parsed
  const number = parsePort(port)
  return number === null
    ? failed('bad-port')
    : { ok: true, value: { address: parsed.value.address, port: number } }
}
