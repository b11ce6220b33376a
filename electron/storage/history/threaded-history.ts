// A history on a thread of its own: what programs use.

import type { History } from '../../../shared/history/history.ts'
import { succeeded, type Result } from '../../../shared/result.ts'
import { callThread, type Thread } from '../thread/call-thread.ts'
import {
  packDrafts,
  unpackCommit,
  type HistoryCalls,
  type HistoryEvent,
  type HistoryWorkerData,
} from './history-calls.ts'
import type { HistoryEvents, HistorySettings } from './history-options.ts'

export interface ThreadedHistoryOptions extends HistorySettings, HistoryEvents {
  /**
   * The thread has ended without being asked: every call fails with `disk-failing` from now on. Told once.
   * Opening the history again recovers it.
   */
  readonly onFailed?: (cause: string) => void
}

/** As `openHistory`, on a thread of its own. `workerUrl` is the built history-worker. */
export async function threadedHistory(
  workerUrl: URL,
  folder: string,
  { onState, onDamage, onFailed, ...settings }: ThreadedHistoryOptions = {},
): Promise<Result<History>> {
  const workerData: HistoryWorkerData = { folder, settings }
  const thread = callThread<HistoryCalls, HistoryEvent>(workerUrl, {
    workerData,
    onEvent: (event) => {
      if (event.type === 'state') onState?.(event.state)
      else onDamage?.(event.damage)
    },
    failure: (cause) => ({ code: 'disk-failing', detail: { path: folder, cause } }),
    onGone: (cause) => onFailed?.(cause),
  })
  const started = await thread.call('start', [])
  if (started.ok) return succeeded(historyOf(thread))
  await thread.end()
  return started
}

function historyOf(thread: Thread<HistoryCalls>): History {
  return {
    open: (room, recent) => thread.call('open', [room, recent]),
    commit: async (room, drafts, now) => {
      const packed = await thread.call('commit', [room, packDrafts(drafts), now])
      return packed.ok ? succeeded(unpackCommit(packed.value, drafts.length)) : packed
    },
    page: (room, query) => thread.call('page', [room, query]),
    factAt: (room, sequence) => thread.call('factAt', [room, sequence]),
    admit: (room, member, since) => thread.call('admit', [room, member, since]),
    claimName: (...claim) => thread.call('claimName', claim),
    forgetMember: (room, member) => thread.call('forgetMember', [room, member]),
    openRegister: () => thread.call('openRegister', []),
    keepInvite: (invite) => thread.call('keepInvite', [invite]),
    keepGuest: (member, invite) => thread.call('keepGuest', [member, invite]),
    close: async () => {
      await thread.call('close', [])
      await thread.end()
    },
  }
}
