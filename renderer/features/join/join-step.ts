// Where a join stands, as one value.

import type { ChatError } from '../../../shared/error.ts'
import type { HostAddress } from '../../../shared/address/host-address.ts'
import { fingerprintWords, parseFingerprint } from '../../../shared/fingerprint/fingerprint.ts'

export type JoinStep =
  | { readonly kind: 'form'; readonly error: ChatError | null }
  | { readonly kind: 'connecting' }
  | {
      readonly kind: 'trust-question'
      readonly host: HostAddress
      readonly offered: Fingerprint
      /** From where this host is known; null for a new one. */
      readonly known: KnownFrom | null
    }
  | { readonly kind: 'host-changed'; readonly host: HostAddress; readonly offered: Fingerprint }
  /** Not the host of the invite: there is no way on. */
  | { readonly kind: 'wrong-host'; readonly host: HostAddress }
  | {
      readonly kind: 'password'
      readonly host: HostAddress
      /** What is wrong with the password that was tried; null before the first one. */
      readonly error: ChatError | null
      readonly isConnecting: boolean
    }

/** Where a join leads. */
export interface JoinTarget {
  /** The first one of an invite. */
  readonly host: HostAddress
  readonly isInvite: boolean
}

/** By what a person recognises a host. */
export interface Fingerprint {
  readonly text: string
  readonly words: readonly string[]
}

/** Where a host was met before. */
interface KnownFrom {
  readonly at: string
  /** What its room was called; null when that is not remembered. */
  readonly roomName: string | null
}

const ABOUT_PASSWORDS: ReadonlySet<ChatError['code']> = new Set([
  'password-required',
  'bad-password',
  'too-many-guesses',
  'password-too-short',
  'password-too-long',
])

/** Whether an error is answered with a password, or with another one. */
function asksForPassword({ code }: ChatError): boolean {
  return ABOUT_PASSWORDS.has(code)
}

/** The step after `join-room` has answered with an error. */
export function stepAfter(error: ChatError, { host, isInvite }: JoinTarget): JoinStep {
  const { code } = error
  if (code === 'host-unknown' || code === 'host-elsewhere') {
    const known = code === 'host-elsewhere' ? knownFrom(error) : null
    return { kind: 'trust-question', host, offered: fingerprintOf(error), known }
  }
  if (code === 'host-changed' && isInvite) {
    return { kind: 'wrong-host', host: placeOf(error) ?? host }
  }
  if (code === 'host-changed') return { kind: 'host-changed', host, offered: fingerprintOf(error) }
  if (asksForPassword(error)) {
    const wrong = code === 'password-required' ? null : error
    return { kind: 'password', host, error: wrong, isConnecting: false }
  }
  // `leaving`: the person cancelled, there is nothing to explain.
  return { kind: 'form', error: code === 'leaving' ? null : error }
}

function fingerprintOf({ detail }: ChatError): Fingerprint {
  const text = String(detail?.['fingerprint'] ?? '')
  const canonical = parseFingerprint(text)
  // Of the fingerprint itself: what a person compares is what is trusted.
  return { text, words: canonical.ok ? fingerprintWords(canonical.value) : [] }
}

/** Which of an invite's addresses it was that answered. */
function placeOf({ detail }: ChatError): HostAddress | null {
  const { address, port } = detail ?? {}
  return typeof address === 'string' && typeof port === 'number' ? { address, port } : null
}

function knownFrom({ detail }: ChatError): KnownFrom {
  const roomName = detail?.['roomName']
  return {
    at: String(detail?.['knownAt'] ?? ''),
    roomName: roomName === undefined ? null : String(roomName),
  }
}
