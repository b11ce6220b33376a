import { createServer } from 'node:http'
import { askToJoin, hostRoom, joinRoom, leave, members } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

test('nothing listens: the dialog says so beside the address and keeps what was typed', async ({
  start,
  freePort,
}) => {
  const port = await freePort()
  const { page } = await start()

  await askToJoin(page, { name: 'Bob', address: ` 127.0.0.1 : ${port} ` })

  const dialog = page.getByRole('dialog', { name: 'Join a room' })
  await expect(dialog.getByRole('alert')).toContainText('Nothing listens at 127.0.0.1')
  await expect(dialog.getByLabel('Address')).toBeFocused()
  await expect(dialog.getByLabel('Your name')).toHaveValue('Bob')
})

test('another kind of server is told apart', async ({ start }) => {
  const server = createServer((_request, response) => response.end('hello'))
  const port = await new Promise<number>((settle) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      settle(typeof address === 'object' && address ? address.port : 0)
    })
  })
  const { page } = await start()

  await askToJoin(page, { name: 'Bob', address: '127.0.0.1', port })

  await expect(page.getByRole('alert')).toContainText('not a Parley host')
  server.close()
})

test('an address that is none is refused before anything is dialed', async ({ start }) => {
  const { page } = await start()

  await askToJoin(page, { name: 'Bob', address: 'some/where' })

  await expect(page.getByRole('alert')).toContainText('That is not an address')
})

test('a name that is taken is refused beside the name', async ({ pair, start }) => {
  const { port } = await pair()
  const other = await start()
  await askToJoin(other.page, { name: 'bob', address: `127.0.0.1:${port}` })
  await other.page.getByRole('button', { name: 'They match, join' }).click()

  const dialog = other.page.getByRole('dialog', { name: 'Join a room' })
  await expect(dialog.getByRole('alert')).toContainText('is taken in this room')
  await expect(dialog.getByLabel('Your name')).toBeFocused()
  await dialog.getByLabel('Your name').fill('Bobby')
  await dialog.getByRole('button', { name: 'Join', exact: true }).click()

  await expect(members(other.page).getByText('Bobby')).toBeVisible()
})

test('a port that is taken is named, and the next free one is a click away', async ({
  pair,
  start,
}) => {
  const { port } = await pair()
  const { page } = await start()
  await page.getByRole('button', { name: 'Host a room' }).click()
  const dialog = page.getByRole('dialog', { name: 'Host a room' })
  await dialog.getByLabel('Your name').fill('Cy')
  await dialog.getByLabel('Room name').fill('Second')
  await dialog.getByLabel('Port').fill(String(port))
  await dialog.getByRole('button', { name: 'Host', exact: true }).click()

  await expect(dialog.getByRole('alert')).toContainText(`Port ${port} is in use`)
  await dialog.getByRole('button', { name: /^Use port \d+$/ }).click()
  await dialog.getByRole('button', { name: 'Host', exact: true }).click()

  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
})

test('a host that is known is asked about at a new address, and no more after that', async ({
  pair,
}) => {
  const { ann, bob, port } = await pair()
  await leave(bob.page)
  await expect(members(ann.page).getByText('Bob')).toHaveCount(0)

  await askToJoin(bob.page, { name: 'Bob', address: `localhost:${port}` })
  const dialog = bob.page.getByRole('dialog', { name: 'Do you mean this host?' })
  await expect(dialog).toContainText(`that you know as “Workshop” from 127.0.0.1:${port}`)
  await expect(dialog.getByRole('list', { name: 'Fingerprint words' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expect(members(ann.page).getByText('Bob')).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Yes, join' }).click()
  await expect(members(ann.page).getByText('Bob')).toBeVisible()

  await leave(bob.page)
  await askToJoin(bob.page, { name: 'Bob', address: `localhost:${port}` })
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
})

test('a host that has another key than before is blocked, until it is forgotten on purpose', async ({
  start,
  freePort,
}) => {
  const port = await freePort()
  const [ann, bob] = await Promise.all([start(), start()])
  await hostRoom(ann.page, { name: 'Ann', room: 'Workshop', port })
  await joinRoom(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
  ann.process.kill('SIGKILL')
  const mallory = await start()
  await hostRoom(mallory.page, { name: 'Mallory', room: 'Workshop', port })

  await expect(bob.page.getByRole('status').first()).toContainText('is not the one you know')
  await bob.page.getByRole('button', { name: 'Close room' }).click()
  await askToJoin(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
  await expect(bob.page.getByRole('dialog')).toContainText('This is not the host you know')
  await expect(members(mallory.page).getByText('Bob')).toHaveCount(0)
  await bob.page.getByRole('button', { name: 'Forget the old host and ask again' }).click()
  await bob.page.getByRole('button', { name: 'They match, join' }).click()

  await expect(members(mallory.page).getByText('Bob')).toBeVisible()
})
