// The codes that one peer tells another. Any other is for one's own people only: a host that could tell it would put
// words into our mouth.

import type { ErrorCode } from '../error.ts'

const TOLD_CODES: ReadonlySet<string> = new Set([
  'admission-late',
  'bad-frame',
  'bad-json',
  'bad-key',
  'bad-name',
  'bad-password',
  'bad-request',
  'bad-text',
  'bad-utf8',
  'banned',
  'connection-lost',
  'copy-unavailable',
  'frame-too-large',
  'hello-late',
  'host-full',
  'host-stopped',
  'host-too-old',
  'id-conflict',
  'internal-error',
  'invite-expired',
  'invite-required',
  'invite-revoked',
  'invite-unknown',
  'invite-used',
  'kicked',
  'leaving',
  'mixed-scripts',
  'muted',
  'name-taken',
  'not-allowed',
  'not-joined',
  'password-required',
  'rate-limited',
  'read-only',
  'replaced',
  'room-locked',
  'storage-unavailable',
  'text-too-long',
  'timed-out',
  'too-many-guesses',
  'too-many-sessions',
  'too-old',
  'too-slow',
  'unexpected-request',
  'unknown-member',
  'unknown-request',
  'unknown-room',
] satisfies ErrorCode[])

/** Whether a code may come from a peer: PROTOCOL.md lists where. */
export function isToldCode(code: string): code is ErrorCode {
  return TOLD_CODES.has(code)
}
