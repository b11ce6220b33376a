// Who runs a room decides about others, and these are told why.

import type { Page } from '@playwright/test'
import { askToJoin, members, messages, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

test('[RL2] the host is shown as the owner, decides about others, and they do not', async ({
  pair,
}) => {
  const { ann, bob } = await pair()

  await expect(members(bob.page).getByText('owner')).toBeVisible()
  await openDetails(bob.page, 'Ann')
  await expect(rulings(bob.page)).toHaveCount(0)
  await expect(bob.page.getByRole('button', { name: 'Lock room' })).toHaveCount(0)
  await openDetails(ann.page, 'Ann')
  await expect(rulings(ann.page)).toHaveCount(0)
  await ann.page.keyboard.press('Escape')
  await openDetails(ann.page, 'Bob')
  await rulings(ann.page).getByLabel('Role').selectOption('Moderator')

  await expect(members(bob.page).getByText('moderator')).toBeVisible()
  await expect(messages(bob.page).getByText('Ann made Bob a moderator.')).toBeVisible()
  await bob.page.keyboard.press('Escape')
  await expect(bob.page.getByRole('button', { name: 'Lock room' })).toBeVisible()
})

test('[MO4] who is muted is told why nothing goes out, until that is lifted', async ({ pair }) => {
  const { ann, bob } = await pair()

  await decide(ann.page, 'Bob', 'Mute…', '10 minutes', 'Mute')
  await expect(rulings(ann.page).getByText('Muted until')).toBeVisible()
  await expect(messages(bob.page).getByText('Ann muted Bob until')).toBeVisible()
  await say(bob.page, 'Can you hear me?')
  await expect(messages(bob.page).getByText('You were muted until')).toBeVisible()
  await rulings(ann.page).getByRole('button', { name: 'Unmute' }).click()
  await expect(messages(bob.page).getByText('Ann unmuted Bob.')).toBeVisible()
  await messages(bob.page).getByRole('button', { name: 'Retry' }).click()

  await expect(messages(ann.page).getByText('Can you hear me?')).toBeVisible()
})

test('[MO2] who is removed sees why, and can join again', async ({ pair }) => {
  const { ann, bob } = await pair()

  await openDetails(ann.page, 'Bob')
  await rulings(ann.page).getByRole('button', { name: 'Remove…' }).click()
  const question = ann.page.getByRole('alertdialog', { name: 'Remove Bob from the room?' })
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
  await decide(ann.page, 'Bob', 'Remove…', null, 'Remove')

  await expect(members(ann.page).getByText('Bob')).toHaveCount(0)
  await expect(messages(ann.page).getByText('Ann removed Bob from the room.')).toBeVisible()
  await expect(messages(ann.page).getByText(/Bob (left|came and went)/)).toHaveCount(0)
  await expect(status(bob.page)).toContainText('You were removed from the room')
  await rejoin(bob.page)
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
})

test('[MO3] who is banned sees until when, cannot come back, and can when it is lifted', async ({
  pair,
}) => {
  const { ann, bob } = await pair()

  await openDetails(ann.page, 'Bob')
  await rulings(ann.page).getByRole('button', { name: 'Ban…' }).click()
  const alsoAddress = ann.page.getByLabel('Also keep out who is new from the same address')
  await expect(alsoAddress).not.toBeChecked()
  await alsoAddress.check()
  await expect(ann.page.getByText('A class or an office can share one address')).toBeVisible()
  await ann.page.getByLabel('For how long').selectOption('1 day')
  await ann.page.getByRole('button', { name: 'Ban', exact: true }).click()
  await expect(status(bob.page)).toContainText('You are banned from this host until')
  await rejoin(bob.page)
  const dialog = bob.page.getByRole('dialog', { name: 'Join a room' })
  await expect(dialog.getByText('You are banned from this host until')).toBeVisible()
  await messages(ann.page).getByRole('button', { name: 'Lift the ban of Bob' }).click()
  await expect(messages(ann.page).getByText('Ann lifted the ban of Bob.')).toBeVisible()
  await expect(messages(ann.page).getByRole('button', { name: 'Lift the ban of Bob' })).toHaveCount(
    0,
  )
  await dialog.getByRole('button', { name: 'Join', exact: true }).click()

  await expect(members(ann.page).getByText('Bob')).toBeVisible()
})

test('[MO5] a locked room shows it to everybody, and lets nobody new in', async ({
  pair,
  start,
}) => {
  const { ann, bob, port } = await pair()
  const cid = await start()

  await ann.page.getByRole('button', { name: 'Lock room' }).click()
  await expect(bob.page.getByTitle('Nobody new can join')).toBeVisible()
  await askToJoin(cid.page, { name: 'Cid', address: `127.0.0.1:${port}` })
  await cid.page.getByRole('button', { name: 'They match, join' }).click()
  const dialog = cid.page.getByRole('dialog', { name: 'Join a room' })
  await expect(dialog.getByText('The room is locked')).toBeVisible()
  await ann.page.getByRole('button', { name: 'Unlock room' }).click()
  await expect(bob.page.getByTitle('Nobody new can join')).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Join', exact: true }).click()

  await expect(members(ann.page).getByText('Cid')).toBeVisible()
})

function status(page: Page) {
  return page.getByRole('status').first()
}

/** What can be decided about the member whose details are open. */
function rulings(page: Page) {
  return page.getByRole('region', { name: 'What you can decide' })
}

async function openDetails(page: Page, name: string): Promise<void> {
  await members(page).getByRole('button', { name }).first().click()
  await expect(page.getByRole('dialog', { name: `About ${name}` })).toBeVisible()
}

/** Decides about a member by the details: the button there, how long, and the answer to the question. */
async function decide(
  page: Page,
  name: string,
  button: string,
  duration: string | null,
  answer: string,
): Promise<void> {
  const details = page.getByRole('dialog', { name: `About ${name}` })
  if (!(await details.isVisible())) await openDetails(page, name)
  await details.getByRole('button', { name: button }).click()
  const question = page.getByRole('alertdialog')
  if (duration !== null) await question.getByLabel('For how long').selectOption(duration)
  await question.getByRole('button', { name: answer, exact: true }).click()
}

async function rejoin(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Join again' }).click()
  const dialog = page.getByRole('dialog', { name: 'Join a room' })
  await dialog.getByRole('button', { name: 'Join', exact: true }).click()
}
