// The composition root of the application: builds the parts, joins them, and holds no logic.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, clipboard, powerMonitor, session } from 'electron/main'
import { describeError, type ChatError } from '../shared/error.ts'
import { succeeded, type Result } from '../shared/result.ts'
import { Hosting } from './application/hosting.ts'
import { OpenSessions, type Tell } from './application/open-sessions.ts'
import { loadProfileKey } from './identity/profile-key.ts'
import { createHandlers } from './ipc/handlers.ts'
import { handleRequests } from './ipc/ipc-main.ts'
import { EVERY_ADDRESS } from './server/listen.ts'
import { parseStartOptions, type StartOptions } from './start-options.ts'
import { lockFolder } from './storage/folder-lock.ts'
import { makePrivateFolder } from './storage/json-file.ts'
import { threadedCopy } from './storage/copy/threaded-copy.ts'
import { ProfileStore } from './storage/profile-store.ts'
import { RoomPasswords } from './storage/room-passwords.ts'
import { createSecretStore } from './storage/secret-store.ts'
import { openAppWindow } from './window/app-window.ts'
import { Closing } from './window/closing.ts'
import { openWebLink } from './window/external-links.ts'
import { ignoreLaunchers, lockDownPages, lockDownSession } from './window/lock-down.ts'
import { PageLink } from './window/page-link.ts'
import { PAGE_ORIGIN, registerPageScheme, servePage } from './window/page-protocol.ts'
import { createSystemSeal } from './window/system-seal.ts'

const paths = {
  page: fileURLToPath(new URL('../renderer', import.meta.url)),
  preload: fileURLToPath(new URL('../preload/preload.cjs', import.meta.url)),
  icon: fileURLToPath(new URL('../../build/icons/icon.png', import.meta.url)),
}
const workerUrl = new URL('./server-worker.js', import.meta.url)
const copyWorkerUrl = new URL('./copy-worker.js', import.meta.url)

function logLine(message: string): void {
  process.stderr.write(`parley: ${message}\n`)
}

function giveUp(error: ChatError): void {
  logLine(describeError(error))
  app.exit(1)
}

/** This profile's folders, locked and read. */
async function openFolders() {
  const folder = join(app.getPath('userData'), 'profile')
  const hostFolder = join(app.getPath('userData'), 'host')
  const lock = await lockFolder(folder, 'profile-in-use')
  if (!lock.ok) return lock
  const profile = await ProfileStore.open(folder)
  if (!profile.ok) return profile
  const made = await makePrivateFolder(hostFolder)
  if (!made.ok) return made
  const seal = createSystemSeal()
  const secrets = createSecretStore(folder, seal)
  const key = await loadProfileKey(secrets)
  if (!key.ok) return key
  const copies = await threadedCopy(copyWorkerUrl, folder)
  if (!copies.ok) return copies
  return succeeded({
    lock: lock.value,
    profile: profile.value,
    key: key.value,
    passwords: new RoomPasswords(secrets),
    seal,
    copies: copies.value,
    hostFolder,
  })
}

type Folders = Extract<Awaited<ReturnType<typeof openFolders>>, { ok: true }>['value']

/** What the application can do, without the window that asks for it. */
function buildRooms(
  { limits }: StartOptions,
  { profile, key, passwords, seal, copies, hostFolder: folder }: Folders,
  tell: Tell,
) {
  const log = (error: ChatError): void => logLine(describeError(error))
  const sessions = new OpenSessions({ profile, passwords, key, copies, tell, log })
  const secrets = createSecretStore(folder, seal)
  const everyAddress = EVERY_ADDRESS
  const parts = { workerUrl, secrets, folder, profile, key, sessions, limits, everyAddress, tell }
  return { sessions, hosting: new Hosting({ ...parts, log: logLine }) }
}

async function open(options: StartOptions): Promise<Result<void>> {
  const folders = await openFolders()
  if (!folders.ok) return folders
  const { lock, profile, copies } = folders.value
  const page = new PageLink()
  const tell: Tell = (name, payload) => page.tell(name, payload)
  const { sessions, hosting } = buildRooms(options, folders.value, tell)
  const closing = new Closing({
    isHosting: () => hosting.hosted !== null,
    isPageListening: () => page.isListening,
    ask: () => page.tell('close-asked', { people: hosting.people }),
    close: () => page.close(),
  })
  const handlers = createHandlers({
    profile,
    sessions,
    hosting,
    copyText: async (text) => {
      await clipboard.writeText(text)
    },
    openLink: openWebLink,
    onWindowReady: () => page.listen(),
    onCloseAnswered: (shouldClose) => closing.answer(shouldClose),
    log: (error) => logLine(describeError(error)),
  })
  handleRequests(handlers, { isTrusted: (frame) => page.isOwnFrame(frame), log: logLine })
  lockDownSession(session.defaultSession, PAGE_ORIGIN)
  servePage(session.defaultSession, paths.page)
  page.attach(openAppWindow({ ...paths, mayClose: () => closing.mayClose() }))
  powerMonitor.on('resume', () => sessions.wake())
  powerMonitor.on('unlock-screen', () => sessions.wake())
  app.on('second-instance', () => page.focus())
  endGracefully(
    () => closing.confirm(),
    async () => {
      await hosting.stop()
      await sessions.leaveAll()
      await copies.close()
      await lock.release()
    },
  )
  return succeeded(undefined)
}

/** Goodbyes come before the end, however the application is ended. A signal is not asked back. */
function endGracefully(skipQuestion: () => void, end: () => Promise<void>): void {
  let isEnding = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (isEnding) return
    isEnding = true
    event.preventDefault()
    // Not within the event: an application that is about to quit ignores being told to.
    void end()
      .catch((error: unknown) => logLine(String(error)))
      .finally(() => setImmediate(() => app.exit()))
  })
  const quitUnasked = (): void => {
    skipQuestion()
    app.quit()
  }
  process.on('SIGTERM', quitUnasked)
  process.on('SIGINT', quitUnasked)
}

async function main(): Promise<void> {
  const options = parseStartOptions(process.argv.slice(1))
  if (!options.ok) return giveUp(options.error)
  app.setName('Parley')
  // What Chromium writes beside our own files is this user's alone as well.
  process.umask(0o077)
  if (options.value.profile !== null) app.setPath('userData', options.value.profile)
  registerPageScheme()
  ignoreLaunchers()
  lockDownPages()
  if (!app.requestSingleInstanceLock()) {
    return giveUp({ code: 'profile-in-use', detail: { path: app.getPath('userData') } })
  }
  await app.whenReady()
  const opened = await open(options.value)
  if (!opened.ok) giveUp(opened.error)
}

// Not awaited: Electron is ready only after this module has been read.
void main()
