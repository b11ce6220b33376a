// What main takes from a page: its own, and what fits. The numbers are those of docs/window-safety.md.

import type { ElectronApplication, Page } from '@playwright/test'
import { expect, test } from './fixtures/chat-app.ts'

type Ask = (...parameters: unknown[]) => Promise<unknown>
/** Where Electron keeps the handlers of requests. */
type WithHandlers = { readonly _invokeHandlers: ReadonlyMap<string, Ask> }

/** Everything that main answers. A new channel is added here by hand, on purpose. */
const CHANNELS = [
  'request:answer-close',
  'request:cancel-join',
  'request:copy-text',
  'request:discard-message',
  'request:dismiss-damage',
  'request:forget-host',
  'request:forget-recent',
  'request:get-start',
  'request:host-room',
  'request:join-room',
  'request:leave-room',
  'request:list-invites',
  'request:make-invite',
  'request:network-changed',
  'request:open-link',
  'request:open-recent',
  'request:read-around',
  'request:read-older',
  'request:read-room-password',
  'request:reconnect-now',
  'request:rename',
  'request:retry-message',
  'request:revoke-invite',
  'request:rule',
  'request:search-messages',
  'request:send-message',
  'request:stop-hosting',
  'request:window-ready',
]

test('[E7] main answers on these channels and on no others', async ({ start }) => {
  const { electron } = await start()

  const found = await electron.evaluate(({ ipcMain }) => ({
    handled: [...(ipcMain as unknown as WithHandlers)._invokeHandlers.keys()].toSorted(),
    heard: ipcMain.eventNames().map(String),
  }))

  // The one that it hears is Electron's own.
  expect(found).toEqual({ handled: CHANNELS, heard: ['error'] })
})

test('[E7] what does not fit is refused on every channel, and main lives on', async ({ start }) => {
  const { electron, page } = await start()

  const outcome = await electron.evaluate(async ({ ipcMain, BrowserWindow }) => {
    let deep: unknown = {}
    for (let depth = 0; depth < 10_000; depth++) deep = { deep }
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const hostile: unknown[] = [
      'x'.repeat(10_000_000),
      deep,
      circular,
      JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {}}}'),
      Object.create({ name: 'inherited' }),
      () => 'called',
      Symbol('x'),
      10n,
      Number.NaN,
      -1,
      null,
      [[]],
      new Date(0),
      new Map([['a', 1]]),
      new Uint8Array(1_000),
    ]
    const senderFrame = BrowserWindow.getAllWindows()[0]?.webContents.mainFrame
    const taken: string[] = []
    const { _invokeHandlers: handlers } = ipcMain as unknown as WithHandlers
    for (const [channel, handle] of handlers) {
      for (const [index, value] of hostile.entries()) {
        for (const parameters of [[value], [value, value], ['s1', value], ['s1', 'x', value]]) {
          try {
            // oxlint-disable-next-line no-await-in-loop
            await handle({ senderFrame }, ...parameters)
            taken.push(`${channel} ${index}`)
          } catch (error) {
            if (String(error) !== 'Error: refused')
              taken.push(`${channel} ${index}: ${String(error)}`)
          }
        }
      }
    }
    return { taken, isPolluted: 'polluted' in {} }
  })

  expect(outcome).toEqual({ taken: [], isPolluted: false })
  expect(await startOf(page)).toMatchObject({ defaultPort: 7465 })
})

test('[E7] the bridge lets nothing through that does not fit', async ({ start }) => {
  const { page } = await start()

  const outcomes = await page.evaluate(async () => {
    const { requests } = (window as unknown as { parley: { requests: Record<string, Ask> } }).parley
    let deep: unknown = {}
    for (let depth = 0; depth < 10_000; depth++) deep = { deep }
    const host = { roomName: 'x', name: 'y', port: 7465, reach: 'this-machine', history: 'all' }
    const calls: [string, unknown[]][] = [
      ['host-room', [{ ...host, port: 0 }]],
      ['host-room', [{ ...host, reach: 'everywhere' }]],
      ['host-room', [{ ...host, extra: 1 }]],
      ['host-room', [JSON.parse('{"__proto__": {"port": 7465}}')]],
      ['join-room', [{ address: 'x' }]],
      ['join-room', [deep]],
      ['send-message', ['s1', { text: 'x' }]],
      ['send-message', ['s1', 'x'.repeat(10_000_000)]],
      ['copy-text', ['x'.repeat(200_000)]],
      ['copy-text', [() => 'x']],
      ['get-start', ['superfluous']],
      ['open-link', [['https://example.org']]],
    ]
    return Promise.all(
      calls.map(async ([name, parameters]) => {
        try {
          await requests[name]?.(...parameters)
          return `${name} taken`
        } catch {
          return 'refused'
        }
      }),
    )
  })

  expect(outcomes).toEqual(outcomes.map(() => 'refused'))
  expect(await startOf(page)).toMatchObject({ defaultPort: 7465 })
})

test('[E7] a page that is not the window itself is refused on every channel', async ({ start }) => {
  const { electron, page } = await start()

  const answers = await askFromElsewhere(electron)

  expect(answers.length).toBeGreaterThan(3 * CHANNELS.length)
  expect(answers.filter((answer) => answer !== 'refused')).toEqual([])
  expect(await startOf(page)).toMatchObject({ defaultPort: 7465 })
})

/** Opens a second window with our own page and preload, which only a test can, and asks from there. */
function askFromElsewhere(electron: ElectronApplication): Promise<string[]> {
  return electron.evaluate(async ({ app, BrowserWindow, ipcMain }) => {
    const preload = `${app.getAppPath()}/out/preload/preload.cjs`
    const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
    await other.loadURL('app://window/renderer/index.html')
    const asked = (await other.webContents.executeJavaScript(`
      Promise.all(Object.values(parley.requests).map((ask) =>
        ask().then(() => 'taken', (error) => error.message.endsWith('Error: refused') ? 'refused' : error.message)))`)) as string[]
    const { _invokeHandlers: handlers } = ipcMain as unknown as WithHandlers
    const frames = [null, undefined, other.webContents.mainFrame]
    for (const handle of handlers.values()) {
      for (const senderFrame of frames) {
        // oxlint-disable-next-line no-await-in-loop
        const answer = await Promise.resolve()
          .then(() => handle({ senderFrame }))
          .then(
            () => 'taken',
            (error: unknown) => (String(error) === 'Error: refused' ? 'refused' : String(error)),
          )
        asked.push(answer)
      }
    }
    other.destroy()
    return asked
  })
}

function startOf(page: Page): Promise<unknown> {
  return page.evaluate(() =>
    (window as unknown as { parley: { requests: Record<string, Ask> } }).parley.requests[
      'get-start'
    ]?.(),
  )
}
