import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askToJoin, hostRoom, members, messages, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

/** Says many lines from a terminal, and leaves when the host has stored them. */
async function sayAll(port: number, lines: readonly string[]): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'parley-terminal-'))
  const args = ['out/terminal/parley.js', 'join', `127.0.0.1:${port}`, '--name', 'Tess']
  const child = spawn('node', [...args, '--trust-new', '--profile', profile], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(lines.map((line) => `${line}\n`).join(''))
  const code = await new Promise<number | null>((settle) => {
    child.once('exit', settle)
  })
  expect(code).toBe(0)
  await rm(profile, { recursive: true, force: true })
}

test('the host is killed: everything that was shown as said is there when it hosts again', async ({
  pair,
  start,
}) => {
  const { ann, bob, port } = await pair()
  const texts = Array.from({ length: 8 }, (_, index) => `kept ${index}`)
  for (const [index, text] of texts.entries()) await say(index % 2 ? ann.page : bob.page, text)
  await expect(messages(ann.page).getByText('kept 7')).toBeVisible()
  await expect(messages(bob.page).locator('[data-message-id]')).toHaveCount(8)

  ann.process.kill('SIGKILL')
  await expect(bob.page.getByRole('status').first()).toContainText('connection')
  await say(bob.page, 'written meanwhile')
  const again = await start({ profile: ann.profile })
  await hostRoom(again.page, { name: 'Ann', room: 'Workshop', port })

  await expect(messages(again.page).getByText('written meanwhile')).toBeVisible()
  for (const page of [again.page, bob.page]) {
    const shown = messages(page).locator('[data-message-id]')
    await expect(shown).toHaveCount(9)
    await expect(shown).toContainText([...texts, 'written meanwhile'])
  }
})

test('a guest is killed: what waited in the outbox is there again, and goes out by itself', async ({
  pair,
  start,
}) => {
  const { ann, bob, port } = await pair()
  await say(ann.page, 'before')
  await expect(messages(bob.page).getByText('before')).toBeVisible()
  ann.process.kill('SIGKILL')
  await expect(bob.page.getByRole('status').first()).toContainText('connection')
  await say(bob.page, 'first that waits')
  await say(bob.page, 'second that waits')
  bob.process.kill('SIGKILL')

  // The host is away: the room opens from the copy, with what waits.
  const back = await start({ profile: bob.profile })
  await back.page
    .getByRole('button', { name: /Workshop/ })
    .first()
    .click()
  await expect(messages(back.page).getByText('before')).toBeVisible()
  await expect(back.page.locator('article[data-state="waiting"]')).toHaveCount(2)
  const again = await start({ profile: ann.profile })
  await hostRoom(again.page, { name: 'Ann', room: 'Workshop', port })

  await expect(messages(again.page).locator('[data-message-id]')).toContainText([
    'before',
    'first that waits',
    'second that waits',
  ])
  await expect(back.page.locator('article[data-state="waiting"]')).toHaveCount(0)
})

test('history is read and searched while the host is away, after a restart', async ({
  pair,
  start,
}) => {
  const { ann, bob } = await pair()
  for (const text of ['The red lamp', 'A green lamp', 'Nothing else']) await say(ann.page, text)
  await expect(messages(bob.page).getByText('Nothing else')).toBeVisible()
  await bob.electron.close()
  ann.process.kill('SIGKILL')

  const back = await start({ profile: bob.profile })
  await back.page
    .getByRole('button', { name: /Workshop/ })
    .first()
    .click()
  await expect(messages(back.page).getByText('A green lamp')).toBeVisible()
  await back.page.keyboard.press('ControlOrMeta+f')
  await back.page.getByRole('searchbox', { name: 'Words to search for' }).fill('LAM gre')
  await expect(
    back.page.getByRole('list', { name: 'Messages found' }).getByRole('listitem'),
  ).toHaveCount(1)
  await back.page.keyboard.press('Escape')
  await expect(back.page.getByRole('textbox', { name: 'Message' })).toBeVisible()
})

test('who comes back is told how much was said', async ({ pair, start }) => {
  const { ann, bob } = await pair()
  await say(bob.page, 'I was here')
  await expect(messages(ann.page).getByText('I was here')).toBeVisible()
  await bob.electron.close()
  await expect(members(ann.page).getByText('Bob')).toHaveCount(0)
  for (let index = 0; index < 14; index++) await say(ann.page, `missed ${index}`)

  const back = await start({ profile: bob.profile })
  await back.page
    .getByRole('button', { name: /Workshop/ })
    .first()
    .click()

  await expect(messages(back.page).getByText('14 messages while you were away')).toBeVisible()
  await expect(messages(back.page).locator('[data-message-id]')).toContainText([
    'I was here',
    ...Array.from({ length: 14 }, (_, index) => `missed ${index}`),
  ])
})

test('a long history is read page by page without jumping', async ({ start, freePort }) => {
  const port = await freePort()
  const limits = ['flood-burst=100000', 'recent-facts=50']
  const ann = await start({ limits })
  await hostRoom(ann.page, { name: 'Ann', room: 'Long', port })
  await sayAll(
    port,
    Array.from({ length: 400 }, (_, index) => `line ${index}`),
  )
  await expect(messages(ann.page).getByText('line 399', { exact: true })).toBeVisible()

  const bob = await start()
  await askToJoin(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
  await bob.page.getByRole('button', { name: 'They match, join' }).click()
  const list = messages(bob.page)
  await expect(list.getByText('line 399', { exact: true })).toBeVisible()
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
  await list.hover()
  await expect(async () => {
    await bob.page.mouse.wheel(0, -3_000)
    await expect(list.getByText('line 0', { exact: true })).toBeVisible({ timeout: 300 })
  }).toPass({ timeout: 20_000 })
  await expect(list.getByText('This is where the conversation begins')).toBeVisible()
})

test('a host can keep what was said before from those who come later', async ({
  start,
  freePort,
}) => {
  const port = await freePort()
  const ann = await start()
  await ann.page.getByRole('button', { name: 'Host a room' }).click()
  const dialog = ann.page.getByRole('dialog', { name: 'Host a room' })
  await dialog.getByLabel('Your name').fill('Ann')
  await dialog.getByLabel('Room name').fill('Private')
  await dialog.getByLabel('Port').fill(String(port))
  await dialog
    .getByLabel('People who join later can read')
    .selectOption('Only what is said after they first joined')
  await dialog.getByRole('button', { name: 'Host', exact: true }).click()
  await say(ann.page, 'among ourselves')
  await expect(
    ann.page.locator('article[data-state="waiting"],article[data-state="sent"]'),
  ).toHaveCount(0)

  const bob = await start()
  await askToJoin(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
  await bob.page.getByRole('button', { name: 'They match, join' }).click()
  await expect(members(ann.page).getByText('Bob')).toBeVisible()
  await say(ann.page, 'to everybody')

  await expect(messages(bob.page).getByText('to everybody')).toBeVisible()
  await expect(messages(bob.page).getByText('among ourselves')).toHaveCount(0)
})
