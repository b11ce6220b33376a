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
  /** The address is new: a key of `known` is trusted, whatever the address it is met at. */
  | { readonly kind: 'ask'; readonly known: readonly string[] }
  /** The address is new and its key is trusted unseen, because the person said so. */
  | { readonly kind: 'trust-new' }

/** Null when the presented key is trusted, otherwise why not. */
export function judgeFingerprint(
  trust: Trust,
  presented: string,
): 'host-unknown' | 'host-changed' | null {
  switch (trust.kind) {
    case 'pinned':
      return trust.fingerprint === presented ? null : 'host-changed'
    case 'ask':
      return trust.known.includes(presented) ? null : 'host-unknown'
    case 'trust-new':
      return null
    default:
      return assertNever(trust)
  }
}

/** Why the host is not trusted, with all that a person needs to compare. [TR3] */
export function distrustError(
  code: 'host-unknown' | 'host-changed',
  { address, port }: HostAddress,
  fingerprint: string,
): ChatError {
  return { code, detail: { address, port, fingerprint: formatFingerprint(fingerprint) } }
}

/** Whether a session ends with this reason. What never was online is not tried again by itself. [CN6] */
export function isFinal(reason: ChatError['code'], hasBeenOnline: boolean): boolean {
  return !hasBeenOnline || isFinalReason(reason)
}
