import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { processesOf, test } from '../fixtures/packaged-app.ts'
import { findPackage, released } from '../fixtures/packages.ts'
import { canSeeWindows, hasUserNamespaces, run } from '../fixtures/system.ts'
import { expectSandbox, talk } from '../fixtures/packaged-talk.ts'

/** As people name folders. */
const FOLDER = 'Eigene Dateien – Übung 会議'

/** What this machine can run. */
const ENDING = `-${process.arch}.tar.gz`

test.skip(process.platform !== 'linux', 'the tar.gz is for Linux')

test('the tar.gz runs from a folder with blanks and letters of other scripts', async ({
  start,
  user,
}) => {
  test.skip(!hasUserNamespaces(user.credentials.uid), 'this kernel gives users no namespaces')
  const folder = join(user.home, FOLDER)
  await user.makeFolder(folder)
  run('tar', '-xzf', find(ENDING), '--no-same-owner', '-C', folder)
  const [unpacked = ''] = readdirSync(folder)
  const program = join(folder, unpacked, 'parley-chat')

  const ann = await start(program)
  const bob = await start(program, { args: [`--profile=${join(user.home, 'zweites Profil')}`] })
  await talk(ann, bob)

  expectSandbox(processesOf(ann.process))
  expect([await bob.end(), await ann.end()]).toEqual([0, 0])
})

test('[E9] the environment and the switches of Node do nothing to a release', async ({
  start,
  user,
}) => {
  test.skip(!hasUserNamespaces(user.credentials.uid), 'this kernel gives users no namespaces')
  const marker = join(user.home, 'ran')
  const script = join(user.home, 'script.cjs')
  writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`)

  const app = await start(released, {
    args: ['--inspect=0', '--inspect-brk=0'],
    env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require ${script}` },
  })

  await expect(app.page.getByRole('button', { name: 'Host a room' })).toBeVisible()
  expect(app.errors()).not.toContain('Debugger listening')
  expect(existsSync(marker)).toBe(false)
  expect(await app.end()).toBe(0)
})

test('windows say the name by which the desktop finds their entry', async ({ start, user }) => {
  test.skip(!hasUserNamespaces(user.credentials.uid), 'this kernel gives users no namespaces')
  test.skip(!canSeeWindows(), 'xwininfo is missing (x11-utils)')

  const { page } = await start(released)
  await expect(page.getByRole('button', { name: 'Host a room' })).toBeVisible()

  // Instance and class of the window that bears our title.
  const windows = run('xwininfo', '-root', '-tree').split('\n')
  expect(windows.find((line) => line.includes('"Parley":'))).toContain('("parley" "Parley")')
})

test('the zip holds the same files as the tar.gz', () => {
  const zip = findPackage(`-${process.arch}.zip`)
  test.skip(zip === undefined, 'a release for Linux has no zip')

  const inTar = run('tar', '-tvzf', find(ENDING))
    .split('\n')
    .filter((line) => line.startsWith('-'))
    .map((line) => line.slice(line.indexOf('/', line.indexOf('Parley-')) + 1))

  expect(zipNames(readFileSync(zip ?? '')).toSorted()).toEqual(inTar.toSorted())
})

function find(ending: string): string {
  const path = findPackage(ending)
  if (path === undefined) throw new Error(`there is no ${ending} among the packages`)
  return path
}

/** From the central directory: PKZIP APPNOTE 4.3.12. Folders left out. */
function zipNames(zip: Buffer): readonly string[] {
  const end = zip.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  const names: string[] = []
  let offset = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const lengths = [28, 30, 32].map((at) => zip.readUInt16LE(offset + at))
    const [nameBytes = 0, extra = 0, comment = 0] = lengths
    names.push(zip.toString('utf8', offset + 46, offset + 46 + nameBytes))
    offset += 46 + nameBytes + extra + comment
  }
  return names.filter((name) => !name.endsWith('/'))
}
