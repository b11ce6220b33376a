import { askToJoin, hostRoom, messages, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

test('the list follows the end, and keeps its place for somebody who reads further up', async ({
  pair,
}) => {
  const { ann, bob } = await pair({ limits: ['flood-burst=200'] })
  for (let count = 1; count <= 60; count++) await say(ann.page, `Line ${count} of a long story`)
  const list = messages(bob.page)
  await expect(list.getByText('Line 60 of')).toBeInViewport()

  await list.hover()
  await bob.page.mouse.wheel(0, -2_000)
  await expect(list.getByText('Line 60 of')).not.toBeInViewport()
  await say(ann.page, 'News for readers')

  await expect(bob.page.getByRole('button', { name: '1 new message' })).toBeVisible()
  await expect(list.getByText('News for readers')).not.toBeInViewport()
  await bob.page.getByRole('button', { name: '1 new message' }).click()
  await expect(list.getByText('News for readers')).toBeInViewport()
})

test('a draft survives switching between rooms', async ({ pair, start, freePort }) => {
  const { bob } = await pair()
  const other = await start()
  const port = await freePort()
  await hostRoom(other.page, { name: 'Cy', room: 'Kitchen', port })
  const box = bob.page.getByRole('textbox', { name: 'Message' })
  await box.fill('Half a thought')

  await bob.page.getByRole('button', { name: 'Host or join another room' }).click()
  await askToJoin(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
  await bob.page.getByRole('button', { name: 'They match, join' }).click()
  await expect(box).toHaveValue('')
  await bob.page.getByRole('button', { name: 'Workshop' }).click()

  await expect(box).toHaveValue('Half a thought')
})

test('a new name is told to everybody, and a taken one is refused', async ({ pair }) => {
  const { ann, bob } = await pair()
  const rename = async (name: string): Promise<void> => {
    await bob.page.getByRole('button', { name: 'Change your name' }).click()
    await bob.page.getByLabel('Your new name').fill(name)
    await bob.page.getByRole('button', { name: 'Save' }).click()
  }

  await rename('ANN')
  await expect(bob.page.getByRole('alert')).toContainText('is taken in this room')
  await bob.page.getByLabel('Your new name').fill('Robert')
  await bob.page.getByRole('button', { name: 'Save' }).click()

  await expect(messages(ann.page).getByText('Bob is now Robert')).toBeVisible()
})
