// What is left when a part of the application dies: [E11] of docs/window-safety.md.

import type { Worker } from 'node:worker_threads'
import type { ElectronApplication } from '@playwright/test'
import { hostRoom, joinRoom, members, messages, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

/** Milliseconds within which a server that died listens again. */
const RESTART_MS = 2_000

/** What the window shows, asked of main: the test's own line to a page ends with the page's process. */
function readWindow(electron: ElectronApplication): Promise<string> {
  return electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    if (!contents || contents.isLoading() || contents.isCrashed()) return ''
    return contents.executeJavaScript('document.body.innerText') as Promise<string>
  })
}

test('[E11] a page that is killed comes back with all that was said, and hosting goes on', async ({
  pair,
}) => {
  const { ann, bob } = await pair()
  await say(ann.page, 'said by Ann')
  await say(bob.page, 'said before')
  await expect(messages(ann.page).getByText('said before')).toBeVisible()

  const killed = await ann.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const gone = new Promise<string>((settle) => {
      contents?.once('render-process-gone', (_event, { reason }) => settle(reason))
    })
    process.kill(contents?.getOSProcessId() ?? 0, 'SIGKILL')
    return gone
  })
  await say(bob.page, 'said meanwhile')

  expect(killed).toBe('killed')
  await expect(messages(bob.page).locator('[data-state=stored]')).toHaveCount(2)
  for (const text of ['said by Ann', 'said before', 'said meanwhile']) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await expect.poll(() => readWindow(ann.electron)).toContain(text)
  }
  await say(bob.page, 'said after')
  await expect.poll(() => readWindow(ann.electron)).toContain('said after')
})

interface Server {
  readonly worker: Worker
  /** When it listened, on the clock of `performance`. */
  readonly listened: Promise<number>
}
type Servers = { servers?: Server[] }

/** Remembers each server's thread when main starts it, since nothing else shows it. */
async function watchServers(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(() => {
    const servers: Server[] = ((globalThis as Servers).servers = [])
    const { prototype } = process.getBuiltinModule('node:worker_threads').Worker
    // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
    const post = prototype.postMessage
    prototype.postMessage = function (message: { type?: string; settings?: unknown }, ...rest) {
      if (message.type === 'start' && message.settings) {
        const listened = new Promise<number>((settle) => {
          this.on('message', (answer: { type?: string }) => {
            if (answer.type === 'started') settle(performance.now())
          })
        })
        servers.push({ worker: this, listened })
      }
      return post.call(this, message, ...rest)
    }
  })
}

/** Ends the thread as a crash would; resolves with the milliseconds until another one listens. */
function killServer(electron: ElectronApplication): Promise<number> {
  return electron.evaluate(async () => {
    const { servers = [] } = globalThis as Servers
    const killedAt = performance.now()
    await servers[0]?.worker.terminate()
    while (!servers[1] && performance.now() < killedAt + 10_000) {
      // oxlint-disable-next-line no-await-in-loop -- until main has noticed
      await new Promise((settle) => {
        setTimeout(settle, 10)
      })
    }
    return ((await servers[1]?.listened) ?? Number.POSITIVE_INFINITY) - killedAt
  })
}

test('[E11] a server thread that dies is back within two seconds, and nothing is lost', async ({
  start,
  freePort,
}) => {
  const port = await freePort()
  const [ann, bob] = await Promise.all([start(), start()])
  await watchServers(ann.electron)
  await hostRoom(ann.page, { name: 'Ann', room: 'Workshop', port })
  await joinRoom(bob.page, { name: 'Bob', address: `127.0.0.1:${port}` })
  await say(bob.page, 'said before')
  await expect(messages(ann.page).getByText('said before')).toBeVisible()

  const took = killServer(ann.electron)
  await say(bob.page, 'said meanwhile')

  expect(await took).toBeLessThan(RESTART_MS)
  await expect(messages(bob.page).locator('[data-state=stored]')).toHaveCount(2, {
    timeout: 30_000,
  })
  await say(ann.page, 'said after')
  for (const { page } of [ann, bob]) {
    for (const text of ['said before', 'said meanwhile', 'said after']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect(messages(page).getByText(text, { exact: true })).toHaveCount(1, {
        timeout: 30_000,
      })
    }
    // oxlint-disable-next-line no-await-in-loop
    await expect(members(page).getByText('Ann')).toBeVisible()
  }
})
