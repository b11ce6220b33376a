// What the system hands over when somebody starts Parley again: [E12] of docs/window-safety.md.

import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, startAgain, test, type ChatApp } from './fixtures/chat-app.ts'

type Focused = { focused?: number }

/** Arguments that would start a program, open a door or a page if they were followed. */
function hostileArguments(launcher: string, url: string): readonly string[] {
  return [
    `--gpu-launcher=${launcher}`,
    `--utility-cmd-prefix=${launcher}`,
    '/etc/passwd',
    'javascript:alert(1)',
    'file:///etc/passwd',
    url,
    `parley://${url.slice('http://'.length)}`,
    '--',
    `--gpu-launcher=${launcher}`,
    url,
  ]
}

function stateOf({ electron }: ChatApp) {
  return electron.evaluate(({ webContents }) => ({
    urls: webContents.getAllWebContents().map((contents) => contents.getURL()),
    focused: (globalThis as Focused).focused ?? 0,
  }))
}

test('[E12] a second start brings the first to the front, and its arguments do nothing', async ({
  start,
  canary,
}) => {
  const app = await start()
  const before = await stateOf(app)
  await app.electron.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]
    if (!window) return
    window.focus = () => {
      const counts = globalThis as Focused
      counts.focused = (counts.focused ?? 0) + 1
    }
  })

  const plain = await startAgain(app, [])
  const hostile = await startAgain(app, [
    '/etc/passwd',
    'javascript:alert(1)',
    canary.url,
    `parley://${canary.url.slice('http://'.length)}`,
    '--',
    '--gpu-launcher=/bin/false',
  ])

  expect(plain.code).toBe(1)
  expect(plain.errors).toContain('Another Parley uses the profile')
  // It had a link to hand over, and did: that it is a bad one is told in the window.
  expect(hostile.code).toBe(0)
  await expect.poll(() => stateOf(app)).toEqual({ ...before, focused: 2 })
})

test('[E12] arguments that name programs or pages are ignored', async ({ start, canary }) => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-e2e-'))
  const [launcher, trace] = [join(folder, 'launcher'), join(folder, 'was-started')]
  writeFileSync(launcher, `#!/bin/sh\ntouch '${trace}'\nexec "$@"\n`)
  chmodSync(launcher, 0o755)

  const app = await start({ args: hostileArguments(launcher, canary.url) }).catch(() => null)
  expect(existsSync(trace), 'the launcher was started').toBe(false)
  if (!app) throw new Error('the application did not start')
  await expect(app.page.getByText('That is not an invite.')).toBeVisible()
  const { urls } = await stateOf(app)

  expect(urls).toEqual(['app://window/renderer/index.html'])
  rmSync(folder, { recursive: true, force: true })
})
