// Where a join stands, as one value.

import type { ChatError } from '../../../shared/error.ts'
import type { HostAddress } from '../../../shared/address/host-address.ts'

export type JoinStep =
  | { readonly kind: 'form'; readonly error: ChatError | null }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'trust-question'; readonly host: HostAddress; readonly offered: Fingerprint }
  | { readonly kind: 'host-changed'; readonly host: HostAddress; readonly offered: Fingerprint }

/** By what a person recognises a host. */
export interface Fingerprint {
  readonly text: string
  readonly words: readonly string[]
}

/** The step after `join-room` has answered with an error. */
export function stepAfter(error: ChatError, host: HostAddress): JoinStep {
  const { code } = error
  if (code === 'host-unknown') {
    return { kind: 'trust-question', host, offered: fingerprintOf(error) }
  }
  if (code === 'host-changed') return { kind: 'host-changed', host, offered: fingerprintOf(error) }
  // `leaving`: the person cancelled, there is nothing to explain.
  return { kind: 'form', error: code === 'leaving' ? null : error }
}

function fingerprintOf({ detail }: ChatError): Fingerprint {
  return {
    text: String(detail?.['fingerprint'] ?? ''),
    words: String(detail?.['words'] ?? '')
      .split(' ')
      .filter(Boolean),
  }
}
