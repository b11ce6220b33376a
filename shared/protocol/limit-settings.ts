// NAME=VALUE settings of limits, as the terminal and the application take them.

import { failed, succeeded, type Result } from '../result.ts'
import {
  isLimitName,
  LIMITS,
  limitsWith,
  MAX_TEXT_BYTES,
  type LimitName,
  type Limits,
} from './limits.ts'

/** More than any limit needs, and exact in every computation. */
const MAX_VALUE = 999_999_999

/** The limits with these settings. Fails with `unknown-limit` or `bad-limit`. */
export function parseLimitSettings(settings: readonly string[]): Result<Limits> {
  const changes: Partial<Record<LimitName, number>> = {}
  for (const setting of settings) {
    const [name = '', value = ''] = setting.split('=')
    if (!isLimitName(name)) {
      return failed('unknown-limit', { name, known: Object.keys(LIMITS).join(', ') })
    }
    const max = name === 'text-bytes' ? MAX_TEXT_BYTES : MAX_VALUE
    if (!/^[1-9]\d{0,8}$/.test(value) || Number(value) > max) {
      return failed('bad-limit', { name, max })
    }
    changes[name] = Number(value)
  }
  return succeeded(limitsWith(changes))
}
