import { accessSync, existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { processesOf, test } from '../fixtures/packaged-app.ts'
import { findPackage } from '../fixtures/packages.ts'
import { install, installedPackages, namesOnSystem, run, runAsRoot } from '../fixtures/system.ts'
import { isInPlaces, whyNotInstallable } from '../fixtures/system.ts'
import { expectSandbox, talk } from '../fixtures/packaged-talk.ts'

/** Debian's own `parley` is a vocabulary trainer. */
const NAME = 'parley-chat'
const FOLDER = '/opt/Parley'
const PROGRAM = `/usr/bin/${NAME}`
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512]

const deb = findPackage(process.arch === 'x64' ? '-amd64.deb' : `-${process.arch}.deb`)
const isLinux = process.platform === 'linux'

test.describe.configure({ mode: 'serial' })
test.skip(!isLinux, 'a deb is for Linux')

const noDeb = deb === undefined ? 'without dpkg-deb no deb is made' : undefined
const reason = noDeb ?? (isLinux ? whyNotInstallable(NAME) : undefined)
const before = { packages: new Set<string>(), names: [] as readonly string[] }
/** As `dpkg -L` tells them. */
let installed: readonly string[] = []

test.beforeAll(() => {
  if (!isLinux || reason !== undefined) return
  before.packages = new Set(installedPackages())
  before.names = namesOnSystem()
})

test.afterAll(() => {
  // A test that failed leaves nothing behind either.
  if (isLinux && reason === undefined) purge()
})

test('the deb says what it is, and runs nothing as root when it is installed', () => {
  test.skip(noDeb !== undefined, noDeb)
  const control = run('dpkg-deb', '--field', path(), 'Package', 'Maintainer', 'Section', 'Homepage')
  const files = run('dpkg-deb', '--contents', path())
  const members = run('dpkg-deb', '--ctrl-tarfile', path())

  expect(control).toContain(`Package: ${NAME}\n`)
  expect(control).toMatch(/Maintainer: .+ <.+@.+>\n/)
  expect(control).toContain('Section: net\n')
  expect(control).toMatch(/Homepage: https:/)
  const synopsis = run('dpkg-deb', '--field', path(), 'Description').split('\n')[0] ?? ''
  expect(synopsis.length).toBeGreaterThan(10)
  expect(synopsis.length).toBeLessThan(80)
  expect(run('dpkg-deb', '--field', path(), 'Depends')).toContain('libgtk-3-0')
  expect(members).not.toMatch(/(pre|post)(inst|rm)/)
  expect(files.split('\n').filter((line) => line !== '' && !line.includes('root/root'))).toEqual([])
  const setUid = files.split('\n').filter((line) => /^-..s/.test(line))
  expect(setUid.map((line) => line.split('./')[1])).toEqual(['opt/Parley/chrome-sandbox'])
})

test('apt installs it, whole', () => {
  test.skip(reason !== undefined, reason)

  install(path())

  installed = run('dpkg', '-L', NAME).trim().split('\n')
  expect(installed).toContain(`${FOLDER}/resources/app.asar`)
  // Empty: every file is there as its checksum says.
  expect(run('dpkg', '--verify', NAME)).toBe('')
  expect(lstatSync(join(FOLDER, 'chrome-sandbox')).mode & 0o7777).toBe(0o4755)
  expect(lstatSync(join(FOLDER, 'chrome-sandbox')).uid).toBe(0)
  accessSync(PROGRAM)
})

test('the desktop knows its name, its pictures and its links', () => {
  test.skip(reason !== undefined, reason)

  const entry = readFileSync(`/usr/share/applications/${NAME}.desktop`, 'utf8').split('\n')

  expect(entry).toEqual(
    expect.arrayContaining([
      '[Desktop Entry]',
      'Name=Parley',
      `Exec=${FOLDER}/${NAME} %U`,
      `Icon=${NAME}`,
      'Terminal=false',
      'StartupWMClass=Parley',
      'Categories=Network;Chat;InstantMessaging;',
      'MimeType=x-scheme-handler/parley;',
    ]),
  )
  for (const size of SIZES) accessSync(`/usr/share/icons/hicolor/${size}x${size}/apps/${NAME}.png`)
})

test('an ordinary user hosts and joins with it, in its sandbox', async ({ start, user }) => {
  test.skip(reason !== undefined, reason)
  const ann = await start(PROGRAM)
  const bob = await start(PROGRAM, { args: [`--profile=${join(user.home, 'second')}`] })

  await expect(ann.page.getByText(/Parley \d+\.\d+\.\d+/)).toBeVisible()
  // A build that is not a release says so, in its name and to whoever opens it.
  const isDevelopment = path().includes('-development-')
  await expect(ann.page.getByText('Development build')).toHaveCount(isDevelopment ? 1 : 0)
  await talk(ann, bob)

  expectSandbox(processesOf(ann.process))
  expectSandbox(processesOf(bob.process))
  expect([await bob.end(), await ann.end()]).toEqual([0, 0])
  accessSync(join(user.home, '.config/Parley/host/history.db'))
  removePackage()
  // What the person wrote is theirs.
  accessSync(join(user.home, '.config/Parley/host/history.db'))
  accessSync(join(user.home, 'second/profile/copy.db'))
})

test('nothing is left when it has been removed', () => {
  test.skip(reason !== undefined, reason)

  purge()

  expect(installed.length).toBeGreaterThan(0)
  expect(installed.filter((name) => existsSync(name) && !isShared(name))).toEqual([])
  expect(existsSync(FOLDER)).toBe(false)
  expect(namesOnSystem()).toEqual(before.names)
})

function path(): string {
  if (deb === undefined) throw new Error('there is no deb among the packages')
  return deb
}

/** Folders that were there before; the places of the system are compared as a whole besides. */
function isShared(name: string): boolean {
  return lstatSync(name).isDirectory() && (!isInPlaces(name) || before.names.includes(name))
}

/** As a person does it: what it was installed with stays. */
function removePackage(): void {
  runAsRoot('apt-get', 'remove', '-y', '-qq', NAME)
}

/** Also what came along with it. */
function purge(): void {
  const added = [...installedPackages()].filter((name) => !before.packages.has(name))
  const known = run('dpkg-query', '-W', '-f', '${Package}\n').split('\n')
  const names = known.includes(NAME) ? [NAME, ...added] : added
  if (names.length > 0) runAsRoot('apt-get', 'purge', '-y', '-qq', ...new Set(names))
}
