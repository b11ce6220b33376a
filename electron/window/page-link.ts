// The one window as the rest of main sees it: there or gone, its page listening or not.

import type { BrowserWindow, WebFrameMain } from 'electron/main'
import type { EventName, Events } from '../../shared/ipc/contract.ts'
import { sendEvent } from '../ipc/ipc-main.ts'
import { PAGE_ORIGIN } from './page-protocol.ts'

export class PageLink {
  #window: BrowserWindow | null = null
  #isListening = false

  /** From here on this is the window. A page that loads anew listens again when it says so. */
  attach(window: BrowserWindow): void {
    this.#window = window
    window.webContents.on('did-start-loading', () => {
      this.#isListening = false
    })
    window.on('closed', () => {
      this.#window = null
      this.#isListening = false
    })
  }

  /** Whether the page is there and has asked for events. */
  get isListening(): boolean {
    return this.#isListening
  }

  /** The page has asked for events. */
  listen(): void {
    this.#isListening = true
  }

  /** Tells the page something; nothing happens while it does not listen, it asks for the state then. */
  tell<N extends EventName>(name: N, payload: Events[N]): void {
    if (this.#window && this.#isListening) sendEvent(this.#window.webContents, name, payload)
  }

  /** Whether a frame is the page itself, not something in it, not another window's and not another page. */
  isOwnFrame(frame: WebFrameMain | null): boolean {
    const own = this.#window?.webContents.mainFrame
    return frame !== null && frame === own && frame.url.startsWith(`${PAGE_ORIGIN}/`)
  }

  /** Brings the window to the front. */
  focus(): void {
    if (this.#window?.isMinimized()) this.#window.restore()
    this.#window?.focus()
  }

  close(): void {
    this.#window?.close()
  }
}
