// Waiting for facts in tests: never for time.

import { vi } from 'vitest'

/** Milliseconds. Only a fact that never comes takes this long; the machine may be busy. */
const PATIENCE_MS = 15_000

/** Resolves when the check passes, with what it returns; fails with its last failure. */
export function until<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: 5 })
}

/** Resolves with what is found, once it is; fails with what is told then. */
export function untilDefined<T>(find: () => T | undefined, tell: () => string): Promise<T> {
  return until(() => {
    const found = find()
    if (found === undefined) throw new Error(`not there: ${tell()}`)
    return found
  })
}
