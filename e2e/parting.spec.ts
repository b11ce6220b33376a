import { askToJoin, hostRoom, members, messages, pressAndClose, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

test('a viewer reads and cannot write', async ({ pair, start }) => {
  const { ann, port } = await pair()
  const viewer = await start()
  const address = `127.0.0.1:${port}`
  await askToJoin(viewer.page, { name: 'Vera', address, onlyRead: true })
  await viewer.page.getByRole('button', { name: 'They match, join' }).click()

  await say(ann.page, 'For everybody')

  await expect(messages(viewer.page).getByText('For everybody')).toBeVisible()
  await expect(viewer.page.getByText('You are here to read')).toBeVisible()
  await expect(viewer.page.getByRole('textbox', { name: 'Message' })).toHaveCount(0)
  await expect(members(ann.page).getByText('reads only')).toBeVisible()
  const [session] = await viewer.page.evaluate(async () => {
    const { parley } = window as unknown as { parley: { requests: Record<string, Ask> } }
    type Ask = (...parameters: unknown[]) => Promise<{ sessions: { session: string }[] }>
    return (await parley.requests['window-ready']?.())?.sessions ?? []
  })
  const refused = await viewer.page.evaluate(async (id) => {
    const { parley } = window as unknown as { parley: { requests: Record<string, Ask> } }
    type Ask = (...parameters: unknown[]) => Promise<unknown>
    return parley.requests['send-message']?.(id, 'past the window')
  }, session?.session)
  expect(refused).toEqual({ ok: false, error: { code: 'read-only' } })
})

test('leaving is asked about, told to the others, and frees the name', async ({ pair }) => {
  const { ann, bob } = await pair()
  await say(bob.page, 'I have to go')

  await bob.page.getByRole('button', { name: 'Leave' }).click()
  await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()

  await expect(messages(ann.page).getByText('Bob left')).toBeVisible()
  await expect(members(ann.page).getByText('Bob')).toHaveCount(0)
  await expect(bob.page.getByRole('button', { name: 'Join a room' })).toBeVisible()
})

test('the host stops: the guest is told, and comes back by itself when it hosts again', async ({
  pair,
}) => {
  const { ann, bob, port } = await pair()

  await ann.page.getByRole('button', { name: 'Stop hosting' }).click()
  await ann.page.getByRole('alertdialog').getByRole('button', { name: 'Stop hosting' }).click()
  await expect(bob.page.getByRole('status').first()).toContainText('The host stopped the room')
  await say(bob.page, 'Written while nobody listened')
  // The reason stays while attempts to come back fail for another one.
  await bob.page.getByRole('button', { name: 'Try now' }).click()
  await expect(bob.page.getByRole('status').first()).toContainText('The host stopped the room')
  await hostRoom(ann.page, { name: 'Ann', room: 'Workshop', port })

  await expect(members(ann.page).getByText('Bob')).toBeVisible()
  await expect(messages(ann.page).getByText('Written while nobody listened')).toHaveCount(1)
})

test('a guest that is killed is gone for everybody', async ({ pair }) => {
  const { ann, bob } = await pair()
  await say(bob.page, 'The power may fail')
  await expect(messages(ann.page).getByText('The power may fail')).toBeVisible()

  bob.process.kill('SIGKILL')

  await expect(members(ann.page).getByText('Bob')).toHaveCount(0)
  await expect(messages(ann.page).getByText('Bob lost the connection')).toBeVisible()
})

test('a guest that is frozen is gone within the heartbeat limit, and back when it thaws', async ({
  pair,
}) => {
  const { ann, bob } = await pair({ limits: ['heartbeat-ms=500', 'silence-ms=2000'] })
  const frozen = bob.process

  frozen.kill('SIGSTOP')
  await expect(members(ann.page).getByText('Bob')).toHaveCount(0, { timeout: 10_000 })
  frozen.kill('SIGCONT')

  await expect(members(ann.page).getByText('Bob')).toBeVisible()
})

test('closing while hosting asks, and says how many people it would disconnect', async ({
  pair,
}) => {
  const { ann, bob } = await pair()
  const close = () =>
    ann.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())

  await close()
  const question = ann.page.getByRole('alertdialog', { name: 'Close Parley?' })
  await expect(question).toContainText('1 person would be disconnected')
  await question.getByRole('button', { name: 'Keep it open' }).click()
  await say(ann.page, 'Still here')
  await expect(messages(bob.page).getByText('Still here')).toBeVisible()
  await close()
  await pressAndClose(ann.page, 'Close Parley')

  await expect(bob.page.getByRole('status').first()).toContainText('The host stopped the room')
})
