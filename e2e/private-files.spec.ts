// What lies on the disk is this user's alone, and the window says how the host's key is kept.

import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { messages, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

/** Everything in a folder that somebody else may open, with its mode. */
function openToOthers(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    // What Chromium makes and removes by the way may be gone again.
    const status = lstatSync(join(folder, name), { throwIfNoEntry: false })
    const isOpen = status && !status.isSymbolicLink() && (status.mode & 0o077) !== 0
    return isOpen ? [`${(status.mode & 0o777).toString(8)} ${name}`] : []
  })
}

test('every file of a profile in use is private, and so is every folder', async ({ pair }) => {
  test.skip(process.platform === 'win32', 'Windows has no file modes')
  const { ann, bob } = await pair()
  await say(bob.page, 'Kept on both disks')
  await expect(messages(ann.page).getByText('Kept on both disks')).toBeVisible()

  for (const { profile } of [ann, bob]) {
    expect(readdirSync(profile)).toContain('profile')
    expect(openToOthers(profile)).toEqual([])
  }
  expect(readdirSync(join(ann.profile, 'host')).length).toBeGreaterThan(1)
})

test('the host panel says when only the mode of its file protects the key', async ({ pair }) => {
  const { ann } = await pair()
  const hasKeyring = await ann.electron.evaluate(
    ({ safeStorage }) =>
      safeStorage.isEncryptionAvailable() &&
      (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  )
  const sealed = readdirSync(join(ann.profile, 'host')).filter((name) => name.endsWith('.sealed'))

  await expect(ann.page.getByText('This computer has no keyring')).toHaveCount(hasKeyring ? 0 : 1)
  expect(sealed).toHaveLength(hasKeyring ? 1 : 0)
})
