// A history on the thread that opens it: for tests and tools. Programs use threadedHistory.

import type { History } from '../../../shared/history/history.ts'
import { succeeded, type Result } from '../../../shared/result.ts'
import type { HistoryOptions } from './history-options.ts'
import { SqliteHistory } from './sqlite-history.ts'
import { Upkeep } from './upkeep.ts'

/**
 * Opens the history of a data folder, making it if there is none. The folder belongs to this process alone
 * (`lockFolder`). A damaged history is made anew from what can be read; fails with `history-unusable` when
 * that is not possible, and when the history was written by a newer version.
 */
export function openHistory(
  folder: string,
  options: HistoryOptions = {},
): Promise<Result<History>> {
  const opened = SqliteHistory.open(folder, options)
  return Promise.resolve(opened.ok ? succeeded(asynchronous(opened.value)) : opened)
}

function asynchronous(history: SqliteHistory): History {
  const upkeep = new Upkeep(history)
  return {
    open: (room, recent) => {
      const opened = history.open(room, recent)
      if (opened.ok) upkeep.roomOpened()
      return Promise.resolve(opened)
    },
    commit: (room, drafts, now) => Promise.resolve(history.commit(room, drafts, now)),
    page: (room, query) => Promise.resolve(history.page(room, query)),
    factAt: (room, sequence) => Promise.resolve(history.factAt(room, sequence)),
    admit: (room, member, since) => Promise.resolve(history.admit(room, member, since)),
    claimName: (...claim) => Promise.resolve(history.claimName(...claim)),
    forgetMember: (room, member) => Promise.resolve(history.forgetMember(room, member)),
    openRegister: () => Promise.resolve(history.openRegister()),
    keepInvite: (invite) => Promise.resolve(history.keepInvite(invite)),
    keepGuest: (member, invite) => Promise.resolve(history.keepGuest(member, invite)),
    close: async () => {
      await upkeep.stop()
      history.close()
    },
  }
}
