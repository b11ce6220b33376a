// What the application can be started with.

import { parseArgs } from 'node:util'
import { parseLimitSettings } from '../shared/protocol/limit-settings.ts'
import type { Limits } from '../shared/protocol/limits.ts'
import { succeeded, type Result } from '../shared/result.ts'

export interface StartOptions {
  /** The folder of this profile; null for the one of this user. */
  readonly profile: string | null
  readonly limits: Limits
}

/**
 * Reads `--profile DIR` and `--limit NAME=VALUE`; everything else is Chromium's or nobody's and ignored.
 * Fails with `unknown-limit` or `bad-limit`.
 */
export function parseStartOptions(argv: readonly string[]): Result<StartOptions> {
  const { values } = parseArgs({
    args: [...argv],
    options: { profile: { type: 'string' }, limit: { type: 'string', multiple: true } },
    strict: false,
    allowPositionals: true,
  })
  const settings = (values.limit ?? []).filter((value) => typeof value === 'string')
  const limits = parseLimitSettings(settings)
  if (!limits.ok) return limits
  const profile = typeof values.profile === 'string' ? values.profile : null
  return succeeded({ profile, limits: limits.value })
}
