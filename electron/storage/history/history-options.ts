// How a history is opened, and what it tells by itself.

import type { ChatError } from '../../../shared/error.ts'
import type { Damage } from '../../../shared/history/history.ts'
import type { DatabaseOptions } from '../sqlite.ts'
import type { SyncFile } from './head-file.ts'

/** MiB. Below this nothing is stored: the system and its log need the rest. */
export const MIN_FREE_MIB = 50

/** Whether messages can be stored. While they cannot, the history tries again by itself every 5 s. */
export type HistoryState =
  | { readonly kind: 'working' }
  /** `disk-full` or `disk-failing`. */
  | { readonly kind: 'unavailable'; readonly error: ChatError }

/** Facts of a room that were stored once and cannot be read any more. */
export interface FoundDamage extends Damage {
  readonly room: string
}

/** What is the same on whatever thread. */
export interface HistorySettings {
  /** MiB that must be free on the disk; MIN_FREE_MIB unless given. */
  readonly minFreeMib?: number
  /** Other than what was measured to be best. */
  readonly database?: DatabaseOptions
}

/** What the owner of a history is told. */
export interface HistoryEvents {
  /** Each change. It begins as working. */
  readonly onState?: (state: HistoryState) => void
  /** Found when a room was opened, or later when the whole of it was read. */
  readonly onDamage?: (damage: FoundDamage) => void
}

export interface HistoryOptions extends HistorySettings, HistoryEvents {
  /** Bytes that are free where a folder is; asks the system unless given. */
  readonly freeBytes?: (folder: string) => number
  /** How the head file is synced; `fdatasync` unless given. */
  readonly syncHead?: SyncFile
  /** Milliseconds since 1970, for the names and ages of backups and the ages of names; the clock unless given. */
  readonly now?: () => number
}
