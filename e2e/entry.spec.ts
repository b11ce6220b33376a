// Who may come in: passwords and invites, from the window of the host to the window of a guest.

import { askToJoin, hostRoom, joinRoom, leave, members, say } from './fixtures/actions.ts'
import { expect, test, type ChatApp } from './fixtures/chat-app.ts'
import { readCodes } from './fixtures/read-code.ts'

type Page = ChatApp['page']

interface HostChoices {
  readonly port: number
  readonly entry: 'With a password' | 'By invite'
}

/** Hosts a room that not everybody can join. */
async function hostGuarded(page: Page, { port, entry }: HostChoices): Promise<void> {
  await page.getByRole('button', { name: 'Host a room' }).click()
  const dialog = page.getByRole('dialog', { name: 'Host a room' })
  await dialog.getByLabel('Your name').fill('Ann')
  await dialog.getByLabel('Room name').fill('Workshop')
  await dialog.getByLabel('Port').fill(String(port))
  await dialog.getByRole('radio', { name: entry }).click()
  await dialog.getByRole('button', { name: 'Host', exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
}

/** The password of the room, as the host panel shows it. */
async function readPassword(page: Page): Promise<string> {
  await expect(page.locator('[data-password]')).toHaveCount(0)
  await page.getByRole('button', { name: 'Show the password' }).click()
  return page.locator('[data-password]').innerText()
}

/** Makes an invite in the host panel: the same one as a link and as a code. */
async function makeInvite(page: Page, people = '1'): Promise<string> {
  await page.getByRole('button', { name: 'New invite' }).click()
  await page.getByLabel('How many people').selectOption(people)
  await page.getByRole('button', { name: 'Make invite' }).click()
  const code = page.getByRole('img', { name: 'The invite as a QR code' })
  const picture = await code.screenshot()
  const link = await page.locator('[data-invite]').innerText()
  expect(await readCodes(new Uint8Array(picture))).toEqual([link])
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.locator('[data-invite]')).toHaveCount(0)
  return link
}

test('a password is asked for, a wrong one is told, and the right one is remembered', async ({
  start,
  freePort,
}) => {
  const port = await freePort()
  const [ann, bob] = await Promise.all([start(), start()])
  await hostGuarded(ann.page, { port, entry: 'With a password' })
  const password = await readPassword(ann.page)
  expect(password.split('-')).toHaveLength(6)

  await askToJoin(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
  await bob.page.getByRole('button', { name: 'They match, join' }).click()
  const dialog = bob.page.getByRole('dialog', { name: 'This room has a password' })
  const field = dialog.getByLabel('Password', { exact: true })
  await expect(field).toBeFocused()
  await field.fill('not the password')
  await field.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('not the password of this host')
  await expect(field).toHaveValue('not the password')
  await expect(field).toBeFocused()
  await field.fill(password.replaceAll('-', ' ').toUpperCase())
  await field.press('Enter')
  await expect(members(ann.page).getByText('Bob')).toBeVisible()

  await leave(bob.page)
  await bob.page.getByRole('button', { name: /^Workshop/ }).click()
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
  await say(bob.page, 'back without being asked')
})

test('the room is hosted again with the password of before, which another one replaces', async ({
  start,
  freePort,
}) => {
  const port = await freePort()
  const [ann, bob] = await Promise.all([start(), start()])
  await hostGuarded(ann.page, { port, entry: 'With a password' })
  const password = await readPassword(ann.page)
  await askToJoin(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
  await bob.page.getByRole('button', { name: 'They match, join' }).click()
  await bob.page.getByLabel('Password', { exact: true }).fill(password)
  await bob.page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(members(bob.page).getByText('Ann')).toBeVisible()

  await leave(ann.page)
  await ann.page.getByRole('button', { name: /^Workshop/ }).click()
  const dialog = ann.page.getByRole('dialog', { name: 'Host a room' })
  await expect(dialog).toContainText('The password of last time is kept')
  await dialog.getByRole('button', { name: 'Host', exact: true }).click()
  expect(await readPassword(ann.page)).toBe(password)
  await expect(members(ann.page).getByText('Bob')).toBeVisible()

  await leave(ann.page)
  await ann.page.getByRole('button', { name: /^Workshop/ }).click()
  await dialog.getByRole('button', { name: 'Choose another' }).click()
  await expect(dialog.getByLabel('Password', { exact: true })).not.toHaveValue(password)
  await dialog.getByLabel('Password', { exact: true }).fill('a sentence of my own')
  await dialog.getByRole('button', { name: 'Host', exact: true }).click()
  await expect(ann.page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  await bob.page.getByRole('button', { name: 'Type the password' }).click()
  await expect(bob.page.getByRole('alert')).toContainText('not the password of this host')
  await bob.page.getByLabel('Password', { exact: true }).fill('a sentence of my own')
  await bob.page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
})

test('an invite leads in without a question, once, and a revoked one leads nowhere', async ({
  start,
  freePort,
}) => {
  const port = await freePort()
  const [ann, bob, cy] = await Promise.all([start(), start(), start()])
  await hostGuarded(ann.page, { port, entry: 'By invite' })
  const link = await makeInvite(ann.page)

  await askToJoin(bob.page, { name: 'Bob', address: link })
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
  const invites = ann.page.getByRole('list', { name: 'Invites made in this room' })
  await expect(invites.getByText('Used up')).toBeVisible()

  await askToJoin(cy.page, { name: 'Cy', address: link })
  const dialog = cy.page.getByRole('dialog', { name: 'Join a room' })
  await expect(dialog.getByRole('alert')).toContainText('was used as often as it may be')
  await expect(dialog.getByLabel('Address')).toBeFocused()
  const second = await makeInvite(ann.page, '5')
  await invites.getByRole('button', { name: /^Revoke/ }).click()
  await expect(invites.getByText('Revoked')).toBeVisible()
  await dialog.getByLabel('Address').fill(second)
  await dialog.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('took this invite back')
  await dialog.getByLabel('Address').fill(`127.0.0.1:${port}`)
  await dialog.getByRole('button', { name: 'Join', exact: true }).click()
  // The invites led to the host at another address of its computer.
  await cy.page.getByRole('button', { name: 'Yes, join' }).click()
  await expect(dialog.getByRole('alert')).toContainText('by invite only')

  // Whom an invite has let in comes back without it.
  await leave(bob.page)
  await bob.page.getByRole('button', { name: /^Workshop/ }).click()
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
})

test('an invite of an open room is checked, and another host at its address is no way on', async ({
  start,
  freePort,
}) => {
  const port = await freePort()
  const [ann, bob] = await Promise.all([start(), start()])
  await hostRoom(ann.page, { name: 'Ann', room: 'Workshop', port })
  const link = await ann.page.locator('[data-invite]').innerText()
  const dialog = bob.page.getByRole('dialog')
  await bob.page.getByRole('button', { name: 'Join a room' }).click()
  await dialog.getByLabel('Address').fill(` <${link}> `)
  await expect(dialog.getByLabel('Port')).toHaveCount(0)
  await expect(dialog).toContainText('The host is checked by the invite')
  await dialog.getByLabel('Your name').fill('Bob')
  await dialog.getByLabel('Your name').press('Enter')
  await expect(members(ann.page).getByText('Bob')).toBeVisible()

  await leave(bob.page)
  ann.process.kill('SIGKILL')
  const mallory = await start()
  await hostRoom(mallory.page, { name: 'Mallory', room: 'Workshop', port })
  await askToJoin(bob.page, { name: 'Bob', address: link })
  await expect(dialog).toContainText('This is not the room you were invited to.')
  await expect(dialog.getByRole('button', { name: /Forget|join/i })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Back' }).click()
  await expect(dialog.getByLabel('Address')).toHaveValue(link)
  await expect(members(mallory.page).getByText('Bob')).toHaveCount(0)
})

test('an invite takes the place of no host that is known, and its room opens again', async ({
  start,
  freePort,
}) => {
  const port = await freePort()
  const [ann, bob] = await Promise.all([start(), start()])
  await hostRoom(ann.page, { name: 'Ann', room: 'Workshop', port })
  await askToJoin(bob.page, {
    name: 'Bob',
    address: await ann.page.locator('[data-invite]').innerText(),
  })
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
  await leave(bob.page)
  ann.process.kill('SIGKILL')
  const cy = await start()
  await hostRoom(cy.page, { name: 'Cy', room: 'Mill', port })
  const link = await cy.page.locator('[data-invite]').innerText()

  await askToJoin(bob.page, { name: 'Bob', address: link })
  await expect(members(cy.page).getByText('Bob')).toBeVisible()
  await leave(bob.page)
  await expect(members(cy.page).getByText('Bob')).toHaveCount(0)
  await bob.page.getByRole('button', { name: /^Mill/ }).click()
  await expect(members(cy.page).getByText('Bob')).toBeVisible()
  await leave(bob.page)

  const [address = ''] = link.replace('parley://', '').split(/[,:]/)
  await askToJoin(bob.page, { name: 'Bob', address, port })
  await expect(bob.page.getByRole('dialog')).toContainText('This is not the host you know')
})

test('both sides see the same words for a member', async ({ start, freePort }) => {
  const port = await freePort()
  const [ann, bob] = await Promise.all([start(), start()])
  await hostRoom(ann.page, { name: 'Ann', room: 'Workshop', port })
  await joinRoom(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
  const wordsOf = async (page: Page, name: string) => {
    await members(page)
      .getByRole('button', { name: new RegExp(`^(\\S+ )?${name}`) })
      .click()
    const words = page.getByRole('list', { name: 'Key' }).getByRole('listitem')
    await expect(words).toHaveCount(7)
    const texts = await words.allInnerTexts()
    await page.keyboard.press('Escape')
    return texts
  }

  const [bobs, anns] = [await wordsOf(ann.page, 'Bob'), await wordsOf(ann.page, 'Ann')]

  expect(await wordsOf(bob.page, 'Bob')).toEqual(bobs)
  expect(await wordsOf(bob.page, 'Ann')).toEqual(anns)
  expect(bobs).not.toEqual(anns)
})
