// What the thread of a server and its owner say to each other.

import type { ChatError } from '../../shared/error.ts'
import type { ServerSettings } from './server-options.ts'

export type ToWorker =
  | { readonly type: 'start'; readonly settings: ServerSettings; readonly folder: string }
  | { readonly type: 'stop' }

export type FromWorker =
  | { readonly type: 'started'; readonly port: number }
  | { readonly type: 'refused'; readonly error: ChatError }
  | { readonly type: 'stopped' }
  /** Why messages cannot be stored now; null when they can again. */
  | { readonly type: 'storage'; readonly problem: ChatError | null }
  /** What this start found missing from the history. */
  | { readonly type: 'damage'; readonly missing: number }
  /** Something went wrong and the server goes on. */
  | { readonly type: 'trouble'; readonly message: string }
