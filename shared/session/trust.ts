// Whether the host that answered is one to talk to. Decided before the first byte is written. [TR1]

import type { HostAddress } from '../address/host-address.ts'
import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import { formatFingerprint } from '../fingerprint/fingerprint.ts'
import { isFinalReason } from '../protocol/goodbye.ts'

/** What the client knows of a host before it connects. Fingerprints are in canonical form. */
export type Trust =
  /** Only this key will do: remembered, given by hand, or this machine's own. */
  | { readonly kind: 'pinned'; readonly fingerprint: string }
  /** The address is new: a person is asked, and told when the key is one of `known`. */
  | { readonly kind: 'ask'; readonly known: readonly KnownHost[] }
  /** The address is new and its key is trusted unseen, because the person said so. */
  | { readonly kind: 'trust-new' }

/** A host that a person has trusted at some address. */
export interface KnownHost {
  readonly fingerprint: string
  /** Where it was met, as people read it. */
  readonly address: string
  /** What its room was called there; null when that is not remembered. */
  readonly roomName: string | null
}

/** Null when the presented key is trusted at this address, otherwise why not. */
export function judgeHost(trust: Trust, address: HostAddress, presented: string): ChatError | null {
  switch (trust.kind) {
    case 'pinned':
      return trust.fingerprint === presented
        ? null
        : distrustError('host-changed', address, presented)
    case 'ask': {
      const known = trust.known.find(({ fingerprint }) => fingerprint === presented)
      return known
        ? elsewhereError(known, address)
        : distrustError('host-unknown', address, presented)
    }
    case 'trust-new':
      return null
    default:
      return assertNever(trust)
  }
}

/**
 * Known, but not from here: whom else a person trusts is not who is meant by an address, and anybody's host can
 * stand in between. [TR5]
 */
function elsewhereError(
  { fingerprint, address: knownAt, roomName }: KnownHost,
  address: HostAddress,
): ChatError {
  const { code, detail } = distrustError('host-elsewhere', address, fingerprint)
  return { code, detail: { ...detail, knownAt, ...(roomName !== null && { roomName }) } }
}

/** Why the host is not trusted, with all that a person needs to compare. [TR3] */
export function distrustError(
  code: 'host-unknown' | 'host-elsewhere' | 'host-changed',
  { address, port }: HostAddress,
  fingerprint: string,
): ChatError {
  return { code, detail: { address, port, fingerprint: formatFingerprint(fingerprint) } }
}

/** Whether a session ends with this reason. What never was online is not tried again by itself. [CN6] */
export function isFinal(reason: ChatError['code'], hasBeenOnline: boolean): boolean {
  return !hasBeenOnline || isFinalReason(reason)
}
