// The one window.

import { BrowserWindow, nativeTheme } from 'electron/main'
import { PAGE_ORIGIN } from './page-protocol.ts'

export interface AppWindowOptions {
  readonly preload: string
  readonly icon: string
  /** Asked when somebody closes the window; false keeps it open. */
  readonly mayClose: () => boolean
}

/** Pixels. Below this the composer and a dialog no longer fit. */
const MIN_SIZE = { minWidth: 420, minHeight: 480 }
const FIRST_SIZE = { width: 1_040, height: 720 }

/** Opens the window, shown when its page is drawn so that nobody sees an empty frame. */
export function openAppWindow({ preload, icon, mayClose }: AppWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...FIRST_SIZE,
    ...MIN_SIZE,
    show: false,
    title: 'Parley',
    icon,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#15181d' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.on('close', (event) => {
    if (!mayClose()) event.preventDefault()
  })
  // A page that crashed comes back by itself: hosting and sessions are in this process and go on.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  void window.loadURL(`${PAGE_ORIGIN}/renderer/index.html`)
  return window
}
