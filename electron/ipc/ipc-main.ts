// The only file that knows ipcMain. Each request is checked, sender and arguments, before its handler runs.

import { ipcMain, type WebContents, type WebFrameMain } from 'electron/main'
import { ARGUMENT_SCHEMAS } from '../../shared/ipc/arguments.ts'
import {
  eventChannel,
  REQUEST_NAMES,
  requestChannel,
  type EventName,
  type Events,
  type RequestHandlers,
  type RequestName,
} from '../../shared/ipc/contract.ts'

export interface RequestGuard {
  /** Whether a frame is the page of our own window. */
  readonly isTrusted: (frame: WebFrameMain | null) => boolean
  readonly log: (message: string) => void
}

/** Answers the window's requests with these handlers. What fails a check is logged and rejected. */
export function handleRequests(handlers: RequestHandlers, guard: RequestGuard): void {
  for (const name of REQUEST_NAMES) {
    ipcMain.handle(requestChannel(name), (event, ...parameters: unknown[]) => {
      if (!guard.isTrusted(event.senderFrame)) {
        guard.log(`refused ${name} of a foreign frame`)
        throw new Error('refused')
      }
      return callHandler(handlers, name, parameters, guard.log)
    })
  }
}

/** The one place where a name and its arguments meet their handler: the schema makes them fit. */
function callHandler(
  handlers: RequestHandlers,
  name: RequestName,
  parameters: readonly unknown[],
  log: (message: string) => void,
): unknown {
  const parsed = ARGUMENT_SCHEMAS[name].safeParse(parameters)
  if (!parsed.success) {
    log(`refused ${name} with arguments that do not fit`)
    throw new Error('refused')
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of this very name.
  const handler = handlers[name] as (...checked: readonly unknown[]) => unknown
  return handler(...parsed.data)
}

/** Tells a window an event. Nothing happens when its page is gone. */
export function sendEvent<N extends EventName>(
  target: WebContents,
  name: N,
  payload: Events[N],
): void {
  if (!target.isDestroyed()) target.send(eventChannel(name), payload)
}
