// Every screen in both themes: no accessibility violations, and a picture to look at. With
// PARLEY_UPDATE_SCREENSHOTS=1 the pictures of the README are replaced.

import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page, TestInfo } from '@playwright/test'
import {
  askToJoin,
  hostRoom,
  joinRoom,
  leave,
  members,
  messages,
  pressAndClose,
  say,
} from './fixtures/actions.ts'
import { expect, test, type ChatApp } from './fixtures/chat-app.ts'
import { NO_TIME, NO_REASON, tellNonsense } from './fixtures/tell-nonsense.ts'

const shownFolder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url))
const isUpdating = process.env['PARLEY_UPDATE_SCREENSHOTS'] === '1'

const WIDE = { width: 1100, height: 720 }
const NARROW = { width: 480, height: 720 }

async function resize({ electron, page }: ChatApp, size: typeof WIDE): Promise<void> {
  await electron.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height)
  }, size)
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(size.width)
}

/** Checks the screen as it is, wide and narrow, and keeps its pictures. */
async function inspect(app: ChatApp, name: string, testInfo: TestInfo): Promise<void> {
  for (const [width, size] of Object.entries({ wide: WIDE, narrow: NARROW })) {
    await resize(app, size)
    await settle(app.page)
    await app.page.screenshot({ path: testInfo.outputPath(`${name}-${width}.png`) })
    // In legacy mode axe needs no page of its own, which Electron does not have.
    const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode(true).analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
    expect(found, `${name}, ${width}`).toEqual([])
    const overflow = await app.page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    )
    expect(overflow, `${name}, ${width}: nothing is cut off at the side`).toBeLessThanOrEqual(0)
  }
  await resize(app, WIDE)
}

/** Waits until no animation runs: contrast is judged at rest. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished))
  })
}

/** Says something, and waits until the other has read it: an answer comes after its question. */
async function tell(from: ChatApp, to: ChatApp, text: string): Promise<void> {
  await say(from.page, text)
  const [firstLine = ''] = text.split('\n')
  await expect(messages(to.page).getByText(firstLine)).toBeVisible()
}

async function keepForReadme(app: ChatApp, name: string): Promise<void> {
  if (!isUpdating) return
  await mkdir(shownFolder, { recursive: true })
  await settle(app.page)
  await app.page.screenshot({ path: `${shownFolder}${name}.png` })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every screen is accessible and fits, ${colorScheme}`, async ({
    start,
    freePort,
  }, testInfo) => {
    test.setTimeout(180_000)
    const port = await freePort()
    const [ann, bob] = await Promise.all([start({ colorScheme }), start({ colorScheme })])

    await inspect(ann, '1-start', testInfo)
    await ann.page.getByRole('button', { name: 'Host a room' }).click()
    await inspect(ann, '2-host-dialog', testInfo)
    await ann.page.keyboard.press('Escape')
    await askToJoin(ann.page, { name: 'Ann', address: `127.0.0.1:${port}` })
    await expect(ann.page.getByRole('alert')).toBeVisible()
    await inspect(ann, '3-join-dialog-refused', testInfo)
    await ann.page.keyboard.press('Escape')

    await hostRoom(ann.page, { name: 'Ann', room: 'Workshop', port })
    await inspect(ann, '4-room-hosting', testInfo)
    await askToJoin(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
    await expect(bob.page.getByRole('button', { name: 'They match, join' })).toBeVisible()
    await inspect(bob, '5-trust-question', testInfo)
    await bob.page.getByRole('button', { name: 'They match, join' }).click()
    await expect(members(bob.page).getByText('Ann')).toBeVisible()

    await tell(ann, bob, 'Good morning! The printer on the second floor is back.')
    await tell(bob, ann, 'Wonderful. Who fixed it?')
    await tell(ann, bob, 'Nobody knows.\nIt was found printing at six in the morning.')
    await tell(bob, ann, 'مرحبا، 你好, привет 👋🏽')
    await inspect(bob, '6-room-guest', testInfo)
    await inspect(ann, '7-room-host-talking', testInfo)
    await resize(ann, WIDE)
    await keepForReadme(ann, colorScheme === 'light' ? 'room' : 'room-dark')

    await say(ann.page, 'The manual: http://аpple.example:8080/printers/second-floor?page=12')
    await messages(ann.page).getByRole('link').click()
    await inspect(ann, '8-link-question', testInfo)
    await ann.page.keyboard.press('Escape')

    await ann.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await expect(ann.page.getByRole('alertdialog')).toBeVisible()
    await inspect(ann, '9-closing', testInfo)
    await pressAndClose(ann.page, 'Close Parley')
    await expect(bob.page.getByRole('status').first()).toContainText('The host stopped the room')
    await inspect(bob, '10-room-waiting', testInfo)
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what cannot be shown is told accessibly, and fits, ${colorScheme}`, async ({
    pair,
  }, testInfo) => {
    test.setTimeout(120_000)
    const { ann, bob } = await pair({ colorScheme })

    await tellNonsense(ann, 0, NO_TIME)
    await expect(ann.page.getByRole('alert')).toBeVisible()
    await inspect(ann, '21-part-failure', testInfo)
    await tellNonsense(bob, 0, NO_REASON)
    await expect(bob.page.getByRole('alert')).toBeVisible()
    await inspect(bob, '22-room-failure', testInfo)
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the question about a known host is accessible and fits, ${colorScheme}`, async ({
    pair,
  }, testInfo) => {
    test.setTimeout(120_000)
    const { bob, port } = await pair({ colorScheme })

    await leave(bob.page)
    await askToJoin(bob.page, { name: 'Bob', address: `localhost:${port}` })
    await expect(bob.page.getByRole('button', { name: 'Yes, join' })).toBeVisible()
    await inspect(bob, '20-known-host', testInfo)
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every screen of passwords, invites and members is accessible and fits, ${colorScheme}`, async ({
    start,
    freePort,
  }, testInfo) => {
    test.setTimeout(180_000)
    const port = await freePort()
    const [ann, bob] = await Promise.all([start({ colorScheme }), start({ colorScheme })])

    await ann.page.getByRole('button', { name: 'Host a room' }).click()
    const hosting = ann.page.getByRole('dialog', { name: 'Host a room' })
    await hosting.getByLabel('Your name').fill('Ann')
    await hosting.getByLabel('Port').fill(String(port))
    await hosting.getByRole('radio', { name: 'With a password' }).click()
    await inspect(ann, '10-host-password', testInfo)
    await hosting.getByLabel('Password', { exact: true }).fill('password123')
    await inspect(ann, '11-host-weak-password', testInfo)
    await hosting.getByLabel('Password', { exact: true }).fill('short')
    await hosting.getByLabel('Password', { exact: true }).press('Enter')
    await expect(hosting.getByRole('alert')).toContainText('at least 8')
    await expect(hosting.getByLabel('Password', { exact: true })).toBeFocused()
    await inspect(ann, '12-host-short-password', testInfo)
    await hosting.getByRole('button', { name: 'Make a new password' }).click()
    await hosting.getByRole('button', { name: 'Host', exact: true }).click()
    await ann.page.getByRole('button', { name: 'New invite' }).click()
    await inspect(ann, '13-new-invite', testInfo)
    // A panel of another width is another one: only what cannot be had again is kept.
    await ann.page.getByRole('button', { name: 'New invite' }).click()
    await ann.page.getByRole('button', { name: 'Make invite' }).click()
    const code = ann.page.getByRole('img', { name: 'The invite as a QR code' })
    await code.scrollIntoViewIfNeeded()
    await inspect(ann, '14-invite', testInfo)
    const link = await ann.page.locator('[data-invite]').innerText()
    await ann.page.getByRole('button', { name: 'Done' }).click()
    await ann.page.getByRole('button', { name: 'Show the password' }).click()
    await inspect(ann, '15-invites', testInfo)

    await bob.page.getByRole('button', { name: 'Join a room' }).click()
    const joining = bob.page.getByRole('dialog')
    await joining.getByLabel('Address').fill(link)
    await inspect(bob, '16-join-by-invite', testInfo)
    await bob.page.keyboard.press('Escape')
    await askToJoin(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
    await bob.page.getByRole('button', { name: 'They match, join' }).click()
    await joining.getByLabel('Password', { exact: true }).fill('a wrong one')
    await joining.getByLabel('Password', { exact: true }).press('Enter')
    await expect(joining.getByRole('alert')).toBeVisible()
    await inspect(bob, '17-wrong-password', testInfo)
    await joining.getByRole('button', { name: 'Back' }).click()
    await joining.getByLabel('Address').fill(link)
    await joining.getByRole('button', { name: 'Join', exact: true }).click()
    await members(bob.page).getByRole('button', { name: 'Ann' }).click()
    await inspect(bob, '18-member', testInfo)
    await bob.page.keyboard.press('Escape')
    await resize(bob, NARROW)
    await bob.page.getByRole('button', { name: 'Members', exact: true }).click()
    await members(bob.page).getByRole('button', { name: 'Ann' }).click()
    await expect(bob.page.getByRole('list', { name: 'Key' })).toBeInViewport({ ratio: 1 })
    await settle(bob.page)
    await bob.page.screenshot({ path: testInfo.outputPath('19-member-sheet.png') })
  })
}

test('a guest joins from the last rooms of its start screen', async ({ start, freePort }) => {
  const port = await freePort()
  const [ann, bob] = await Promise.all([start(), start()])
  await hostRoom(ann.page, { name: 'Ann', room: 'Workshop', port })
  await joinRoom(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
  await bob.page.getByRole('button', { name: 'Leave' }).click()
  await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()

  await bob.page.getByRole('button', { name: /^Workshop/ }).click()
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
})
