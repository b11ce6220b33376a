import { hostRoom, joinRoom, members, messages, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

test('two applications host, join and talk both ways', async ({ start, freePort }) => {
  const port = await freePort()
  const ann = await start()
  const bob = await start()

  await hostRoom(ann.page, { name: 'Ann', room: 'Workshop', port })
  await joinRoom(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
  await say(ann.page, 'Hello Bob')
  await say(bob.page, 'Hello Ann')

  for (const { page } of [ann, bob]) {
    await expect(messages(page).getByText('Hello Bob')).toBeVisible()
    await expect(messages(page).getByText('Hello Ann')).toBeVisible()
    await expect(members(page).getByText('Ann')).toBeVisible()
    await expect(members(page).getByText('Bob')).toBeVisible()
  }
})
