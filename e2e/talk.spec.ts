import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messages, members, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

const TEXTS: Readonly<Record<string, string>> = {
  Latin: 'Hello Bob, déjà vu?',
  Cyrillic: 'Привет, как дела?',
  CJK: '你好，今天天气很好。こんにちは。안녕하세요.',
  Arabic: 'مرحبا، كيف حالك اليوم؟',
  'emoji with joiners': '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇺🇦',
  'text with newlines': 'first line\nsecond line\n\nfourth line',
  asterisks: '*not bold* alice*bob*',
  'a classic hello': 'name:Mallory',
  HTML: '<img src=x onerror="document.title=1"><b>bold</b> &amp; <script>alert(1)</script>',
  Markdown: '# heading **bold** [link](https://example.invalid) `code`',
  '4,000 characters': 'Lorem ipsum dolor. '.repeat(211).slice(0, 4_000),
}

test('two applications host, join and talk both ways', async ({ pair }) => {
  const { ann, bob } = await pair()

  await say(ann.page, 'Hello Bob')
  await say(bob.page, 'Hello Ann')

  for (const { page } of [ann, bob]) {
    await expect(messages(page).getByText('Hello Bob')).toBeVisible()
    await expect(messages(page).getByText('Hello Ann')).toBeVisible()
    await expect(members(page).getByText('Ann')).toBeVisible()
    await expect(members(page).getByText('Bob')).toBeVisible()
  }
  await expect(ann.page).toHaveTitle('Workshop — Ann · Parley')
})

test('every kind of text arrives exactly as it was typed, both ways', async ({ pair }) => {
  const { ann, bob } = await pair()

  for (const [kind, text] of Object.entries(TEXTS)) {
    for (const [from, to] of [
      [ann, bob],
      [bob, ann],
    ] as const) {
      await test.step(kind, async () => {
        await say(from.page, text)
        const arrived = messages(to.page).locator('[data-message-id]').last()
        await expect.poll(() => arrived.locator('p[dir=auto]').innerText()).toBe(text)
        await expect(arrived.locator('img, b, script, h1, code, strong')).toHaveCount(0)
      })
    }
  }
})

test('Enter sends, Shift+Enter makes a line, and an input method never sends', async ({ pair }) => {
  const { ann, bob } = await pair()
  const box = ann.page.getByRole('textbox', { name: 'Message' })
  const send = ann.page.getByRole('button', { name: 'Send' })

  await expect(send).toBeDisabled()
  await box.fill('   ')
  await expect(send).toBeDisabled()
  await box.fill('one')
  await box.press('Shift+Enter')
  await box.pressSequentially('two')
  await expect(box).toHaveValue('one\ntwo')
  // As browsers report the Enter that accepts a candidate of an input method.
  await box.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true })
  await expect(box).toHaveValue('one\ntwo')
  await box.press('Enter')

  await expect(messages(bob.page).getByText('one two')).toBeVisible()
  await expect(box).toHaveValue('')
})

test('somebody with only a terminal talks with the window', async ({ pair }) => {
  const { ann, port } = await pair()
  const profile = await mkdtemp(join(tmpdir(), 'parley-terminal-'))
  const args = ['out/terminal/parley.js', 'join', `127.0.0.1:${port}`, '--name', 'Tess']
  const child = spawn('node', [...args, '--trust-new', '--profile', profile], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (bytes: Buffer) => {
    output += bytes.toString()
  })

  child.stdin.write('Hello from the terminal\n')
  await expect(messages(ann.page).getByText('Hello from the terminal')).toBeVisible()
  await say(ann.page, 'Hello Tess')
  await expect.poll(() => output).toContain('Ann: Hello Tess')
  child.stdin.end('/quit\n')
  const code = await new Promise<number | null>((settle) => {
    child.once('exit', settle)
  })

  expect(code).toBe(0)
  await expect(members(ann.page).getByText('Tess')).toHaveCount(0)
  await rm(profile, { recursive: true, force: true })
})
