// The copy on a thread of its own, behind the port of the session.

import { join } from 'node:path'
import { succeeded, type Result } from '../../../shared/result.ts'
import type { CopyStore } from '../../../shared/session/copy.ts'
import { callThread } from '../thread/call-thread.ts'
import type { CopyCalls } from './copy.ts'
import { COPY_FILE } from './copy-schema.ts'

/** What the thread answers: `begin` to tell whether the copy can be used, and the calls of the port. */
export type CopyThreadApi = CopyCalls & { readonly begin: () => Result<void> }

/**
 * Opens or begins the copy `copy.db` of a folder on a thread whose built entry point is copy-worker.ts. Never
 * rejects: fails with `copy-unavailable`, its path and the cause. A copy that is damaged is moved aside and
 * begun anew with its outbox. Should the thread end by itself, every later call fails with the cause.
 */
export async function threadedCopy(workerUrl: URL, folder: string): Promise<Result<CopyStore>> {
  const { call, end } = callThread<CopyThreadApi>(workerUrl, {
    workerData: folder,
    failure: (cause) => ({
      code: 'copy-unavailable',
      detail: { path: join(folder, COPY_FILE), cause },
    }),
    onGone: () => undefined, // Whoever calls is told.
  })
  const begun = await call('begin', [])
  if (!begun.ok) {
    await end()
    return begun
  }
  return succeeded({
    open: (...parameters) => call('open', parameters),
    describe: (...parameters) => call('describe', parameters),
    queue: (...parameters) => call('queue', parameters),
    judge: (...parameters) => call('judge', parameters),
    discard: (...parameters) => call('discard', parameters),
    keep: (...parameters) => call('keep', parameters),
    page: (...parameters) => call('page', parameters),
    search: (...parameters) => call('search', parameters),
    putAside: (...parameters) => call('putAside', parameters),
    close: async () => {
      await call('close', [])
      await end()
    },
  })
}
