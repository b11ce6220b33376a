// What is left when something cannot be shown: the rest of the room, the other rooms, and the way on.

import { hostRoom, joinRoom, members, messages, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'
import { NO_TIME, NO_REASON, tellNonsense, tellPage } from './fixtures/tell-nonsense.ts'

test('what cannot be shown in a room leaves its rest, hosting and the other rooms', async ({
  pair,
  start,
  freePort,
}) => {
  const { ann, bob } = await pair()
  const port = await freePort()
  const cy = await start()
  await hostRoom(cy.page, { name: 'Cy', room: 'Mill', port })
  await ann.page.getByRole('button', { name: 'Host or join another room' }).click()
  await joinRoom(ann.page, { name: 'Ann', address: `127.0.0.1:${port}` })
  await ann.page.getByRole('button', { name: /^Workshop/ }).click()
  await expect(messages(ann.page)).toBeVisible()

  await tellNonsense(ann, 0, NO_TIME)

  await expect(ann.page.getByRole('alert')).toContainText('Something here cannot be shown')
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
  await expect(ann.page.getByRole('button', { name: 'Stop hosting' })).toBeVisible()
  await say(ann.page, 'still heard')
  await expect(messages(bob.page).getByText('still heard')).toBeVisible()
  await ann.page.getByRole('button', { name: /^Mill/ }).click()
  await say(ann.page, 'and here')
  await expect(messages(cy.page).getByText('and here')).toBeVisible()
  await expect(ann.page.getByRole('alert')).toHaveCount(0)
})

test('a room that cannot be shown at all can be tried again and closed, the others go on', async ({
  pair,
  start,
  freePort,
}) => {
  const { ann, bob } = await pair()
  const port = await freePort()
  const cy = await start()
  await hostRoom(cy.page, { name: 'Cy', room: 'Mill', port })
  await ann.page.getByRole('button', { name: 'Host or join another room' }).click()
  await joinRoom(ann.page, { name: 'Ann', address: `127.0.0.1:${port}` })

  await tellNonsense(ann, 1, NO_REASON)

  const failure = ann.page.getByRole('alert')
  await expect(failure).toContainText('This room cannot be shown')
  await ann.page.getByRole('button', { name: 'Try again' }).click()
  await expect(failure).toContainText('This room cannot be shown')
  await ann.page.getByRole('button', { name: 'Close room' }).click()
  await ann.page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()
  await expect(members(cy.page).getByText('Ann')).toHaveCount(0)
  await ann.page.getByRole('button', { name: /^Workshop/ }).click()
  await say(ann.page, 'still here')
  await expect(messages(bob.page).getByText('still here')).toBeVisible()
})

test('a window that cannot be shown says so, and is there again when it can', async ({ pair }) => {
  const { ann, bob } = await pair()
  const { electron, page } = ann
  // Without the state of its connection no room has its place in the rail.
  const view = { joined: null, members: [], memberCount: 0, timeline: [], pending: [] }
  const nowhere = { session: 'none', address: 'nowhere', port: 1, role: 'member', isHost: false }

  await tellPage(electron, 'session-opened', { ...nowhere, maxTextBytes: 1, view })
  await expect(page.getByRole('alert')).toContainText('Parley cannot show its window')
  await tellPage(electron, 'session-closed', { session: 'none' })
  await page.getByRole('button', { name: 'Try again' }).click()

  await expect(page.getByRole('heading', { name: 'Talk with the people around you' })).toBeVisible()
  await page
    .getByRole('button', { name: /^Workshop/ })
    .first()
    .click()
  await say(page, 'here again')
  await expect(messages(bob.page).getByText('here again')).toBeVisible()
})
