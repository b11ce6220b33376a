// From nothing to the first message: what a person who has just installed Parley meets.

import type { Page } from '@playwright/test'
import { members, messages } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'
import { processTime } from './fixtures/process-time.ts'

/** Presses of the mouse that each of two people needs at most. Typing, Enter and Tab are none. */
const MAX_CLICKS = 3

/**
 * CPU seconds of all processes of both applications together, from their start to the first message. How long that
 * takes on the wall depends on what else the machine does, and is told with the result.
 */
const MAX_CPU_SECONDS = 10

type Counting = { clicks?: number }

/** Counts from now on what the mouse presses: Enter and blank also click, but not with the mouse. */
async function countClicks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    document.addEventListener(
      'click',
      ({ detail }) => {
        const counting = window as Counting
        if (detail > 0) counting.clicks = (counting.clicks ?? 0) + 1
      },
      true,
    )
  })
  return () => page.evaluate(() => (window as Counting).clicks ?? 0)
}

test('the first screen asks for a name and one of two ways, and asks for no name again', async ({
  start,
  freePort,
}) => {
  const app = await start()
  const { page } = app
  await expect(page.getByRole('textbox')).toHaveCount(1)
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused()
  await expect(page.getByRole('button')).toHaveText([/^Host a room/, /^Join a room/])

  await page.keyboard.type('Ann')
  await page.getByRole('button', { name: 'Join a room' }).click()
  await expect(page.getByRole('dialog').getByLabel('Your name')).toHaveValue('Ann')
  await expect(page.getByRole('dialog').getByLabel('Address')).toBeFocused()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Host a room' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('Your name')).toHaveValue('Ann')
  await expect(dialog.getByLabel('Room name')).toHaveValue("Ann's room")
  await dialog.getByLabel('Port').fill(String(await freePort()))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
  await page.getByRole('button', { name: 'Host or join another room' }).click()

  await expect(page.getByRole('button', { name: 'Host a room' })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveCount(0)
})

test('two fresh applications exchange their first message in a few clicks and seconds', async ({
  start,
  freePort,
}, testInfo) => {
  const port = await freePort()
  const startedAt = performance.now()
  const [ann, bob] = await Promise.all([start(), start()])
  const clicks = [await countClicks(ann.page), await countClicks(bob.page)]

  await expect(ann.page.getByRole('textbox', { name: 'Your name' })).toBeFocused()
  await ann.page.keyboard.type('Ann')
  await ann.page.getByRole('button', { name: 'Host a room' }).click()
  await expect(ann.page.getByRole('dialog').getByLabel('Your name')).toBeFocused()
  for (const key of ['Tab', 'Tab']) {
    // oxlint-disable-next-line no-await-in-loop
    await ann.page.keyboard.press(key)
  }
  // Another program of this machine may have the usual port.
  await ann.page.keyboard.type(String(port))
  await ann.page.keyboard.press('Enter')
  await expect(ann.page.getByRole('textbox', { name: 'Message' })).toBeFocused()

  await expect(bob.page.getByRole('textbox', { name: 'Your name' })).toBeFocused()
  await bob.page.keyboard.type('Bob')
  await bob.page.getByRole('button', { name: 'Join a room' }).click()
  await expect(bob.page.getByRole('dialog').getByLabel('Address')).toBeFocused()
  await bob.page.keyboard.type(`127.0.0.1:${port}`)
  await bob.page.keyboard.press('Enter')
  await bob.page.getByRole('button', { name: 'They match, join' }).click()
  await expect(bob.page.getByRole('textbox', { name: 'Message' })).toBeFocused()
  await expect(members(ann.page).getByText('Bob')).toBeVisible()

  await bob.page.keyboard.type('Is anybody here?')
  await bob.page.keyboard.press('Enter')
  await expect(messages(ann.page).getByText('Is anybody here?')).toBeVisible()

  const wallSeconds = (performance.now() - startedAt) / 1_000
  const used = [ann, bob].map(({ process }) => processTime(process.pid ?? 0))
  const cpuSeconds = used.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0)
  const counted = await Promise.all(clicks.map((count) => count()))
  testInfo.annotations.push({
    type: 'figures',
    description: `${cpuSeconds.toFixed(1)} CPU s, ${wallSeconds.toFixed(1)} s, ${counted.join(' and ')} clicks`,
  })
  expect(Math.max(...counted), 'clicks').toBeLessThanOrEqual(MAX_CLICKS)
  expect(Math.min(...counted), 'clicks are counted').toBeGreaterThan(0)
  expect(cpuSeconds, 'CPU seconds').toBeLessThanOrEqual(MAX_CPU_SECONDS)
})
