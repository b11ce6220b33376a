// What the contract of a History is tried on.

import type { History } from '../history/history.ts'

/** A data folder: what is stored in it outlives the histories that are opened on it. */
export interface ContractFolder {
  /** Opens the history of the folder. The one before was closed or has died. */
  readonly open: () => Promise<History>
  /** Ends the open history from one moment to the next: nothing is flushed or closed. */
  readonly crash: () => Promise<void> | void
  /** From here on the disk takes nothing, until the function returned is called. */
  readonly fill: () => Promise<() => void> | (() => void)
  /** Keeps all that is stored, while no history is open. The function returned puts it back. */
  readonly backUp: () => Promise<() => void> | (() => void)
  /** What histories that are opened from here on take for the time. Milliseconds since 1970. */
  readonly setClock: (now: number) => void
}
