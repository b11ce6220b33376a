// The copy in this thread, behind the port of the session. For tests and tools: a commit waits for the disk.

import { succeeded, type Result } from '../../../shared/result.ts'
import type { CopyStore } from '../../../shared/session/copy.ts'
import { Copy } from './copy.ts'

/**
 * Opens or begins the copy `copy.db` of a folder. Never rejects: fails with `copy-unavailable`, its path and
 * the cause. A copy that is damaged is moved aside and begun anew with its outbox.
 */
export function openCopy(folder: string): Promise<Result<CopyStore>> {
  const copy = new Copy(folder)
  const begun = copy.begin()
  return Promise.resolve(begun.ok ? succeeded(toStore(copy)) : begun)
}

/** The copy as the port: each call is done before its promise is returned. */
export function toStore(copy: Copy): CopyStore {
  return {
    open: async (...parameters) => copy.open(...parameters),
    describe: async (...parameters) => copy.describe(...parameters),
    queue: async (...parameters) => copy.queue(...parameters),
    judge: async (...parameters) => copy.judge(...parameters),
    discard: async (...parameters) => copy.discard(...parameters),
    keep: async (...parameters) => copy.keep(...parameters),
    page: async (...parameters) => copy.page(...parameters),
    search: async (...parameters) => copy.search(...parameters),
    putAside: async (...parameters) => copy.putAside(...parameters),
    close: async () => void copy.close(),
  }
}
