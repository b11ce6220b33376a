// The only file that knows how main is reached: preload puts the bridge into the page.

import type { Bridge } from '../shared/ipc/contract.ts'

declare global {
  interface Window {
    readonly parley: Bridge
  }
}

/** The way to main. */
export const bridge: Bridge = window.parley
