// Links in messages: [E5] of docs/window-safety.md.

import type { ElectronApplication, Page } from '@playwright/test'
import { messages, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

const WEB = [
  'https://example.org',
  'http://example.org/',
  'HTTPS://EXAMPLE.ORG/Path?a=b&c=d#e',
  'https://example.org:8443/x',
  'https://пример.испытание/',
  'https://127.0.0.1/',
  'http://[::1]/',
  'https://example.org/a%20b',
  'https://example.org/?next=javascript:alert(1)',
]

const NOT_WEB = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'file://host/share',
  'FILE:///C:/Windows/System32/calc.exe',
  'smb://host/share',
  'nfs://host/share',
  'afp://host/share',
  'dav://host/',
  'ftp://host/file',
  'sftp://host/file',
  'ssh://host',
  'telnet://host',
  'ldap://host',
  'ms-settings:privacy',
  'ms-officecmd:{}',
  'ms-msdt:/id PCWDiagnostic',
  'ms-word:ofe|u|https://example.org/x.docx',
  'search-ms:query=x&crumb=location:\\\\host\\share',
  'calculator:',
  'steam://run/1',
  'zoommtg://host',
  'tel:+123',
  'sms:+123',
  'mailto:a@example.org',
  'intent://x#Intent;end',
  'view-source:https://example.org',
  'chrome://settings',
  'devtools://devtools',
  'about:blank',
  'app://window/renderer/index.html',
  'blob:https://example.org/x',
  'filesystem:https://example.org/x',
  'jar:https://example.org!/x',
  'res://x',
  'shell:startup',
  'C:\\Windows\\System32\\calc.exe',
  '\\\\host\\share',
  '//example.org/x',
  '/etc/passwd',
  '../x',
  'example.org',
  'https:example.org',
  'https:/example.org',
  'https://',
  'https:///x',
  'https://user@example.org',
  'https://example.org@evil.example',
  'https://user:secret@example.org',
  'https://example.org\\@evil.example',
  'https://example.org /x',
  'https://example.org/ ',
  '\u00A0https://example.org',
  'https://example.org/\u0000.html',
  'https://example.org\u0000.evil.example',
  'https://example.org/\r\nx',
  'https://example.org/\u202Egpj.exe',
  'https://exam\u200Bple.org',
  'https://example.org:99999',
  'https://exa mple.org',
  `https://example.org/${'a'.repeat(65_536)}`,
  '',
]

type Opened = { opened?: string[] }
type Ask = (...parameters: unknown[]) => Promise<unknown>

/** Nothing is really opened: what would have been is kept. */
async function keepOpened(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ shell }) => {
    const opened: string[] = []
    ;(globalThis as Opened).opened = opened
    shell.openExternal = (url) => {
      opened.push(url)
      return Promise.resolve()
    }
    shell.openPath = (path) => {
      opened.push(path)
      return Promise.resolve('')
    }
  })
}

function openedBy(electron: ElectronApplication): Promise<string[]> {
  return electron.evaluate(() => (globalThis as Opened).opened ?? [])
}

function ask(page: Page, urls: readonly string[]): Promise<unknown[]> {
  return page.evaluate(async (each) => {
    const { requests } = (window as unknown as { parley: { requests: Record<string, Ask> } }).parley
    return Promise.all(
      each.map(async (url) => {
        try {
          return await requests['open-link']?.(url)
        } catch {
          return { ok: false, error: 'refused' }
        }
      }),
    )
  }, urls)
}

test('[E5] main opens links of the web and nothing else, whatever the page asks', async ({
  start,
}) => {
  const { electron, page } = await start()
  await keepOpened(electron)

  const refused = await ask(page, NOT_WEB)
  const openedThen = await openedBy(electron)
  const taken = await ask(page, WEB)

  expect(NOT_WEB.length + WEB.length).toBeGreaterThanOrEqual(60)
  for (const [index, answer] of refused.entries()) {
    expect(answer, NOT_WEB[index]?.slice(0, 80)).toMatchObject({ ok: false })
  }
  expect(openedThen).toEqual([])
  expect(taken).toEqual(WEB.map(() => ({ ok: true })))
  expect(await openedBy(electron)).toEqual(WEB.map((url) => new URL(url).href))
})

test('[E5] a link in a message opens after the real host was shown and agreed to', async ({
  pair,
}) => {
  const { ann, bob } = await pair()
  const { page, electron } = ann
  await keepOpened(electron)
  await say(bob.page, 'Look (https://аpple.example:8443/x?y=1), and https://user@example.org too')
  const link = messages(page).getByRole('link')
  await expect(link).toHaveText('https://аpple.example:8443/x?y=1')
  const dialog = page.getByRole('alertdialog', { name: 'Open this link in your browser?' })

  for (const button of ['left', 'middle'] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await link.click({ button, noWaitAfter: true })
    // oxlint-disable-next-line no-await-in-loop
    await expect(dialog).toContainText('xn--pple-43d.example:8443')
    // oxlint-disable-next-line no-await-in-loop
    await expect(dialog).toContainText('letters of another alphabet')
    // oxlint-disable-next-line no-await-in-loop
    await page.keyboard.press(button === 'left' ? 'Enter' : 'Escape')
    // oxlint-disable-next-line no-await-in-loop
    await expect(dialog).toHaveCount(0)
  }
  expect(await openedBy(electron)).toEqual([])
  await link.press('Enter')
  await dialog.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(dialog).toHaveCount(0)

  expect(await openedBy(electron)).toEqual(['https://xn--pple-43d.example:8443/x?y=1'])
})

test('[E5] a link that nothing opened says so', async ({ pair }) => {
  const { ann, bob } = await pair()
  await ann.electron.evaluate(({ shell }) => {
    shell.openExternal = () => Promise.reject(new Error('no browser'))
  })
  await say(bob.page, 'http://example.org/')
  await messages(ann.page).getByRole('link').click()
  const dialog = ann.page.getByRole('alertdialog')
  await dialog.getByRole('button', { name: 'Open', exact: true }).click()

  await expect(dialog.getByRole('alert')).toContainText('No program on this computer opened')
})
