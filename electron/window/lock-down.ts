// What no page of this application may do, whoever wrote it.

import { app, type Session, type WebContents } from 'electron/main'

/** No navigation, no further windows, no embedded pages, for every page there will be. */
export function lockDownPages(): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/** Options of Chromium that name a program to start its own processes with. */
const LAUNCHER_SWITCHES = [
  'browser-subprocess-path',
  'gpu-launcher',
  'ppapi-plugin-launcher',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'zygote-cmd-prefix',
]

/** A link or a shortcut that smuggles options in starts no other program. MUST run before the application is ready. */
export function ignoreLaunchers(): void {
  for (const name of LAUNCHER_SWITCHES) app.commandLine.removeSwitch(name)
}

/** No permissions and no devices; nothing is fetched but the page's own files. */
export function lockDownSession(session: Session, pageOrigin: string): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.webRequest.onBeforeRequest((details, answer) => {
    const isOwn = details.url.startsWith(`${pageOrigin}/`) || /^(devtools|blob):/.test(details.url)
    answer({ cancel: !isOwn })
  })
}
