// A server with its history on a thread of its own: what the application and the terminal both start.

import { threadedHistory } from '../storage/history/threaded-history.ts'
import type { Message } from '../../shared/protocol/schema.ts'
import type { Result } from '../../shared/result.ts'
import { ChatServer } from './chat-server.ts'
import type { ServerEvent, ServerSettings } from './server-options.ts'

export interface HostOptions {
  readonly settings: ServerSettings
  /** Where the history is kept. It belongs to this process alone. */
  readonly folder: string
  /** The built entry point of the history's thread. */
  readonly historyWorker: URL
  readonly report: (event: ServerEvent) => void
  /** See `ServerOptions.onMessage`. */
  readonly onMessage?: ((message: Message) => void) | undefined
  /** The history's thread ended by itself: nothing can be stored until the host is started anew. */
  readonly onGone: (cause: string) => void
}

/** Opens the history and starts the server on it. Fails as `ChatServer.start`, or with `history-unusable`. */
export async function startHost(options: HostOptions): Promise<Result<ChatServer>> {
  const { settings, folder, historyWorker, report, onMessage, onGone } = options
  let server: ChatServer | null = null
  const history = await threadedHistory(historyWorker, folder, {
    onState: (state) => {
      report({ event: 'storage', problem: state.kind === 'working' ? null : state.error })
      if (state.kind === 'working') server?.resumeStoring()
    },
    onDamage: ({ missing }) => report({ event: 'damage', missing }),
    onFailed: onGone,
  })
  if (!history.ok) return history
  const { history: readable, ...rest } = settings
  const started = await ChatServer.start({
    ...rest,
    readable,
    history: history.value,
    report,
    onMessage,
  })
  if (started.ok) server = started.value
  return started
}
