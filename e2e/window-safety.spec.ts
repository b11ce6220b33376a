import { expect, test } from './fixtures/chat-app.ts'
import { say, messages } from './fixtures/actions.ts'

test('the page is sandboxed, isolated and has nothing of Node', async ({ start }) => {
  const { electron, page } = await start()

  const preferences = await electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences: () => Record<string, unknown>
    }
    return contents.getLastWebPreferences()
  })
  const inPage = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
    bridge: Object.keys((window as unknown as { parley: object }).parley).toSorted(),
  }))

  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  })
  expect(inPage).toEqual({ node: [], bridge: ['on', 'requests'] })
})

test('the policy forbids scripts, connections and pictures from elsewhere', async ({ start }) => {
  const { page } = await start()

  const violations = await page.evaluate(async () => {
    const seen = new Set<string>()
    document.addEventListener('securitypolicyviolation', (event) => {
      seen.add(event.effectiveDirective)
    })
    const script = document.createElement('script')
    script.textContent = 'window.broken = true'
    document.body.append(script)
    const image = document.createElement('img')
    image.src = 'https://127.0.0.1:9/x.png'
    document.body.append(image)
    await fetch('https://127.0.0.1:9/').catch(() => undefined)
    await new Promise((settle) => {
      requestAnimationFrame(() => requestAnimationFrame(settle))
    })
    return { seen: [...seen].toSorted(), broken: 'broken' in window }
  })

  expect(violations).toEqual({ seen: ['connect-src', 'img-src', 'script-src-elem'], broken: false })
})

test('nothing navigates the window or opens another', async ({ start }) => {
  const { electron, page } = await start()
  const url = page.url()

  await page.evaluate(() => {
    window.open('https://example.invalid/')
    window.location.href = 'https://example.invalid/'
  })

  const windows = await electron.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
  )
  expect(windows).toBe(1)
  expect(page.url()).toBe(url)
})

test('a request with arguments that do not fit is refused and changes nothing', async ({
  start,
}) => {
  const { page } = await start()

  const outcomes = await page.evaluate(async () => {
    type Ask = (...parameters: unknown[]) => Promise<unknown>
    const { requests } = (window as unknown as { parley: { requests: Record<string, Ask> } }).parley
    const calls: [string, unknown[]][] = [
      ['host-room', [{ roomName: 'x', name: 'y', port: 0, reach: 'this-machine' }]],
      ['host-room', [{ roomName: 'x', name: 'y', port: 7465, reach: 'everywhere' }]],
      ['join-room', [{ address: 'x' }]],
      ['send-message', ['s1', { text: 'x' }]],
      ['copy-text', ['x'.repeat(200_000)]],
      ['get-start', ['superfluous']],
    ]
    return Promise.all(
      calls.map(([name, parameters]) =>
        (requests[name] as Ask)(...parameters).then(
          () => 'accepted',
          () => 'refused',
        ),
      ),
    )
  })

  expect(outcomes).toEqual(Array.from({ length: 6 }, () => 'refused'))
})

test('a page that loads anew has the room as it was, and goes on', async ({ pair }) => {
  const { ann, bob } = await pair()
  await say(bob.page, 'Before')
  await expect(messages(ann.page).getByText('Before')).toBeVisible()

  await ann.page.reload()
  await expect(messages(ann.page).getByText('Before')).toBeVisible()
  await say(bob.page, 'And after')

  await expect(messages(ann.page).getByText('And after')).toBeVisible()
})
