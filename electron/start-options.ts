// What the application can be started with.

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parseLimitSettings } from '../shared/protocol/limit-settings.ts'
import type { Limits } from '../shared/protocol/limits.ts'
import { failed, succeeded, type Result } from '../shared/result.ts'

export interface StartOptions {
  /** The folder of this profile, absolute; null for the one of this user. */
  readonly profile: string | null
  readonly limits: Limits
}

/**
 * Bytes of all arguments. A second start hands them to the first in one message, of which Chromium reads 32 KiB on
 * Linux: it takes a first application that does not understand a longer one for hung, and kills it. Half of that is
 * four times the longest invite, and leaves room for the working folder and Chromium's own options.
 */
export const MAX_ARGUMENT_BYTES = 16_384

/**
 * Reads `--profile DIR`, relative to the folder it was typed in, and `--limit NAME=VALUE`; everything else is
 * Chromium's, a link or nobody's and ignored. Fails with `arguments-too-long`, `bad-profile`, `unknown-limit` or
 * `bad-limit`.
 */
export function parseStartOptions(
  argv: readonly string[],
  workingFolder: string,
): Result<StartOptions> {
  const bytes = argv.reduce((sum, argument) => sum + Buffer.byteLength(argument) + 1, 0)
  if (bytes > MAX_ARGUMENT_BYTES) {
    return failed('arguments-too-long', { bytes, max: MAX_ARGUMENT_BYTES })
  }
  const { values } = parseArgs({
    args: [...argv],
    options: { profile: { type: 'string' }, limit: { type: 'string', multiple: true } },
    strict: false,
    allowPositionals: true,
  })
  const settings = (values.limit ?? []).filter((value) => typeof value === 'string')
  const limits = parseLimitSettings(settings)
  if (!limits.ok) return limits
  const { profile } = values
  if (profile === undefined) return succeeded({ profile: null, limits: limits.value })
  if (typeof profile !== 'string' || profile === '' || profile.startsWith('-')) {
    return failed('bad-profile')
  }
  return succeeded({ profile: resolve(workingFolder, profile), limits: limits.value })
}
