// The frame that precedes every intended close. [GB1]

import type { ChatError, ErrorCode } from '../error.ts'

/** Reasons after which coming back by itself cannot help, or is not wanted. */
const FINAL_REASONS: ReadonlySet<ErrorCode> = new Set([
  'leaving',
  'replaced',
  'too-old',
  'host-too-old',
  'host-unknown',
  'host-elsewhere',
  'host-changed',
  'name-taken',
  'bad-name',
  'mixed-scripts',
  'unknown-room',
  'password-required',
  'bad-password',
  'invite-required',
  'invite-unknown',
  'invite-expired',
  'invite-used',
  'invite-revoked',
  'bad-key',
  'room-locked',
  'banned',
  'kicked',
] satisfies ErrorCode[])

/** Reasons that a client may give for its own leaving; others are not for it to say. */
const CLIENT_REASONS: ReadonlySet<ErrorCode> = new Set([
  'leaving',
  'timed-out',
  'connection-lost',
] satisfies ErrorCode[])

/** Whether a reason ends a session for good. [GB4] */
export function isFinalReason(reason: ErrorCode): boolean {
  return FINAL_REASONS.has(reason)
}

/** The reason that others are told when a client says goodbye with this one. [GB6] */
export function reasonOfClient(reason: ErrorCode): ErrorCode {
  return CLIENT_REASONS.has(reason) ? reason : 'leaving'
}

/**
 * The goodbye for a reason. `final` says not to come back, also to an older peer that does not know the
 * reason's code. [GB5]
 */
export function goodbyeOf({ code, detail }: ChatError) {
  return {
    type: 'goodbye' as const,
    reason: code,
    ...(detail && { detail }),
    ...(isFinalReason(code) && { final: true }),
  }
}
