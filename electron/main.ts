// The composition root of the application: builds the parts, joins them, and holds no logic.

import { app, BrowserWindow, clipboard, powerMonitor, session } from 'electron/main'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeError, type ChatError } from '../shared/error.ts'
import { Hosting } from './application/hosting.ts'
import { OpenSessions, type Tell } from './application/open-sessions.ts'
import { createHandlers } from './ipc/handlers.ts'
import { handleRequests, sendEvent } from './ipc/ipc-main.ts'
import { EVERY_ADDRESS } from './server/listen.ts'
import { parseStartOptions, type StartOptions } from './start-options.ts'
import { lockFolder } from './storage/folder-lock.ts'
import { makePrivateFolder } from './storage/json-file.ts'
import { ProfileStore } from './storage/profile-store.ts'
import { createSecretStore } from './storage/secret-store.ts'
import { openAppWindow } from './window/app-window.ts'
import { Closing } from './window/closing.ts'
import { lockDownPages, lockDownSession } from './window/lock-down.ts'
import { PAGE_ORIGIN, registerPageScheme, servePage } from './window/page-protocol.ts'
import { createSystemSeal } from './window/system-seal.ts'

const paths = {
  page: fileURLToPath(new URL('../renderer', import.meta.url)),
  preload: fileURLToPath(new URL('../preload/preload.cjs', import.meta.url)),
  icon: fileURLToPath(new URL('../../build/icons/icon.png', import.meta.url)),
}
const workerUrl = new URL('./server-worker.js', import.meta.url)

function log(message: string): void {
  process.stderr.write(`parley: ${message}\n`)
}

function giveUp(error: ChatError): void {
  log(describeError(error))
  app.exit(1)
}

/** Everything between the profile folder and the window. */
async function open(options: StartOptions): Promise<void> {
  const folder = join(app.getPath('userData'), 'profile')
  const hostFolder = join(app.getPath('userData'), 'host')
  const lock = await lockFolder(folder, 'profile-in-use')
  if (!lock.ok) return giveUp(lock.error)
  const profile = await ProfileStore.open(folder)
  if (!profile.ok) return giveUp(profile.error)
  const made = await makePrivateFolder(hostFolder)
  if (!made.ok) return giveUp(made.error)

  let window: BrowserWindow | null = null
  let isPageListening = false
  const tell: Tell = (name, payload) => {
    if (window && isPageListening) sendEvent(window.webContents, name, payload)
  }
  const sessions = new OpenSessions(profile.value, tell)
  const hosting = new Hosting({
    workerUrl,
    secrets: createSecretStore(hostFolder, createSystemSeal()),
    profile: profile.value,
    sessions,
    limits: options.limits,
    everyAddress: EVERY_ADDRESS,
    tell,
    log,
  })
  const closing = new Closing({
    isHosting: () => hosting.hosted !== null,
    ask: () => tell('close-asked', { people: hosting.people }),
    close: () => window?.close(),
  })
  const pageListens = (isListening: boolean): void => {
    isPageListening = isListening
    closing.pageReady(isListening)
  }
  handleRequests(
    createHandlers({
      profile: profile.value,
      sessions,
      hosting,
      copyText: (text) => clipboard.writeText(text),
      onWindowReady: () => pageListens(true),
      onCloseAnswered: (shouldClose) => closing.answer(shouldClose),
      log: (error) => log(describeError(error)),
    }),
    { isTrusted: (frame) => frame !== null && frame === window?.webContents.mainFrame, log },
  )

  lockDownSession(session.defaultSession, PAGE_ORIGIN)
  servePage(session.defaultSession, paths.page)
  window = openAppWindow({ ...paths, mayClose: () => closing.mayClose() })
  window.webContents.on('did-start-loading', () => pageListens(false))
  powerMonitor.on('resume', () => sessions.wake())
  powerMonitor.on('unlock-screen', () => sessions.wake())
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  endGracefully(
    () => closing.confirm(),
    async () => {
      await hosting.stop()
      await sessions.leaveAll()
      await lock.value.release()
    },
  )
}

/** Goodbyes come before the end, however the application is ended. A signal is not asked back. */
function endGracefully(skipQuestion: () => void, end: () => Promise<void>): void {
  let hasEnded = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (hasEnded) return
    event.preventDefault()
    void end().finally(() => {
      hasEnded = true
      app.quit()
    })
  })
  const quitUnasked = (): void => {
    skipQuestion()
    app.quit()
  }
  process.on('SIGTERM', quitUnasked)
  process.on('SIGINT', quitUnasked)
}

function main(): void {
  const options = parseStartOptions(process.argv.slice(1))
  if (!options.ok) return giveUp(options.error)
  app.setName('Parley')
  if (options.value.profile !== null) app.setPath('userData', options.value.profile)
  registerPageScheme()
  lockDownPages()
  if (!app.requestSingleInstanceLock()) {
    return giveUp({ code: 'profile-in-use', detail: { path: app.getPath('userData') } })
  }
  void app.whenReady().then(() => open(options.value))
}

main()
