// The composition root of the application: builds the parts, joins them, and holds no logic.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, clipboard, dialog, powerMonitor, session } from 'electron/main'
import { describeError, type ChatError, type ErrorCode } from '../shared/error.ts'
import { succeeded, type Result } from '../shared/result.ts'
import { linkAmong } from '../shared/invite/opened-link.ts'
import { Hosting } from './application/hosting.ts'
import { LinkInbox } from './application/link-inbox.ts'
import { OpenSessions, type Tell } from './application/open-sessions.ts'
import { loadProfileKey } from './identity/profile-key.ts'
import { createHandlers } from './ipc/handlers.ts'
import { handleRequests } from './ipc/ipc-main.ts'
import { EVERY_ADDRESS } from './server/listen.ts'
import { parseStartOptions, type StartOptions } from './start-options.ts'
import { lockFolder } from './storage/folder-lock.ts'
import { makePrivateFolder } from './storage/json-file.ts'
import { lazyCopy } from './storage/copy/lazy-copy.ts'
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
  icon: fileURLToPath(new URL('./icon.png', import.meta.url)),
}
const workerUrl = new URL('./server-worker.js', import.meta.url)
const copyWorkerUrl = new URL('./copy-worker.js', import.meta.url)

function logLine(message: string): void {
  process.stderr.write(`parley: ${message}\n`)
}

/** What a person typed wrong, by the convention of the terminal commands. */
const WRONG_USAGE: ReadonlySet<ErrorCode> = new Set([
  'arguments-too-long',
  'bad-profile',
  'unknown-limit',
  'bad-limit',
])

/** Says why there is no window and ends: to whoever started it in a terminal, or else in a box. */
function giveUp(error: ChatError): void {
  const isSeen = !app.isPackaged || process.stderr.isTTY
  if (!isSeen) dialog.showErrorBox(app.name, describeError(error))
  endWith(error)
}

function endWith(error: ChatError): void {
  logLine(describeError(error))
  app.exit(WRONG_USAGE.has(error.code) ? 2 : 1)
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
  return succeeded({
    lock: lock.value,
    profile: profile.value,
    key: key.value,
    passwords: new RoomPasswords(secrets),
    seal,
    copies: lazyCopy(() => threadedCopy(copyWorkerUrl, folder)),
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

/** Where the window will be, and what is opened before it is there. */
function expectPage() {
  const page = new PageLink()
  const links = new LinkInbox({
    isPageListening: () => page.isListening,
    tell: (link) => page.tell('link-opened', link),
  })
  return { page, links }
}

type Expected = ReturnType<typeof expectPage>

async function open(options: StartOptions, { page, links }: Expected): Promise<Result<void>> {
  const folders = await openFolders()
  if (!folders.ok) return folders
  const { lock, profile, copies } = folders.value
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
    version: app.getVersion(),
    copyText: async (text) => {
      await clipboard.writeText(text)
    },
    openLink: openWebLink,
    takeLink: () => links.take(),
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

/** What MUST come before Electron is ready. False: there is nothing more to do. */
async function prepare(options: StartOptions, { page, links }: Expected): Promise<boolean> {
  app.setName('Parley')
  // What Chromium writes beside our own files is this user's alone as well.
  process.umask(0o077)
  if (options.profile !== null) app.setPath('userData', options.profile)
  app.on('open-url', (event, url) => {
    event.preventDefault()
    links.receive([url])
    page.focus()
  })
  registerPageScheme()
  ignoreLaunchers()
  lockDownPages()
  const folder = app.getPath('userData')
  const made = await makePrivateFolder(folder)
  if (!made.ok) giveUp(made.error)
  else if (app.requestSingleInstanceLock()) return true
  // The first application has got the link: what was asked of this one is done.
  else if (linkAmong(process.argv.slice(1))) app.exit(0)
  // Its window is in front now: in a box there would be nothing more to say.
  else endWith({ code: 'profile-in-use', detail: { path: folder } })
  return false
}

async function run(options: StartOptions, expected: Expected): Promise<void> {
  const { page, links } = expected
  links.receive(process.argv.slice(1))
  app.on('second-instance', (_event, argv) => {
    links.receive(argv.slice(1))
    page.focus()
  })
  await app.whenReady()
  const opened = await open(options, expected)
  if (!opened.ok) giveUp(opened.error)
}

const options = parseStartOptions(process.argv.slice(1), process.cwd())
if (options.ok) {
  const expected = expectPage()
  // Electron is ready only after this module has been read: awaited is what must come before, and nothing else.
  if (await prepare(options.value, expected)) void run(options.value, expected)
} else {
  giveUp(options.error)
}
