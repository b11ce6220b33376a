// A copy that costs nothing before it is needed: a window that only stands there has no thread for it.

import { succeeded, type Result } from '../../../shared/result.ts'
import type { CopyStore } from '../../../shared/session/copy.ts'

/**
 * A copy that `open` opens when it is first called. Calls that come meanwhile wait for it. While it cannot be opened
 * each call fails with the reason, and the next one tries again.
 */
export function lazyCopy(open: () => Promise<Result<CopyStore>>): CopyStore {
  let opening: Promise<Result<CopyStore>> | null = null
  const openOnce = async (): Promise<Result<CopyStore>> => {
    opening ??= open()
    const mine = opening
    const opened = await mine
    // Only the attempt that failed is forgotten: another may be under way by now.
    if (!opened.ok && opening === mine) opening = null
    return opened
  }
  const through = async <T>(act: (copy: CopyStore) => Promise<Result<T>>): Promise<Result<T>> => {
    const opened = await openOnce()
    return opened.ok ? act(opened.value) : opened
  }
  return {
    open: (...parameters) => through((copy) => copy.open(...parameters)),
    describe: (...parameters) => through((copy) => copy.describe(...parameters)),
    queue: (...parameters) => through((copy) => copy.queue(...parameters)),
    judge: (...parameters) => through((copy) => copy.judge(...parameters)),
    discard: (...parameters) => through((copy) => copy.discard(...parameters)),
    keep: (...parameters) => through((copy) => copy.keep(...parameters)),
    page: (...parameters) => through((copy) => copy.page(...parameters)),
    search: (...parameters) => through((copy) => copy.search(...parameters)),
    putAside: (...parameters) => through((copy) => copy.putAside(...parameters)),
    close: async () => {
      const opened = await (opening ?? succeeded(null))
      if (opened.ok) await opened.value?.close()
    },
  }
}
