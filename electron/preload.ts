// Carries the contract into the page as `window.parley`: one function for each request, nothing else.

import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron/renderer'
import {
  EVENT_NAMES,
  eventChannel,
  REQUEST_NAMES,
  requestChannel,
  type Bridge,
  type EventName,
} from '../shared/ipc/contract.ts'

const requests = Object.fromEntries(
  REQUEST_NAMES.map((name) => [
    name,
    (...parameters: unknown[]): Promise<unknown> =>
      ipcRenderer.invoke(requestChannel(name), ...parameters),
  ]),
)

function on(name: EventName, listener: (payload: unknown) => void): () => void {
  if (!EVENT_NAMES.includes(name)) throw new Error('there is no such event')
  const forward = (_event: IpcRendererEvent, payload: unknown): void => listener(payload)
  ipcRenderer.on(eventChannel(name), forward)
  return () => ipcRenderer.removeListener(eventChannel(name), forward)
}

contextBridge.exposeInMainWorld('parley', { requests, on } satisfies Record<keyof Bridge, unknown>)
