// Nothing leads the window anywhere, and nothing is permitted. The numbers are those of docs/window-safety.md.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, test, type ChatApp } from './fixtures/chat-app.ts'

/** Each tries to lead the window to a URL. */
const ATTEMPTS: Readonly<Record<string, (url: string) => void>> = {
  location: (url) => {
    window.location.href = url
  },
  replace: (url) => window.location.replace(url),
  assign: (url) => window.location.assign(url),
  top: (url) => {
    if (window.top) window.top.location.href = url
  },
  open: (url) => void window.open(url),
  'open here': (url) => void window.open(url, '_self'),
  'open named': (url) => void window.open(url, 'named', 'noopener'),
  link: (url) => {
    Object.assign(document.createElement('a'), { href: url }).click()
  },
  'link to a new window': (url) => {
    const link = Object.assign(document.createElement('a'), { href: url, target: '_blank' })
    document.body.append(link)
    link.click()
    link.remove()
  },
  'link with a modifier': (url) => {
    const link = Object.assign(document.createElement('a'), { href: url })
    for (const key of ['ctrlKey', 'shiftKey', 'metaKey']) {
      link.dispatchEvent(new MouseEvent('click', { [key]: true, bubbles: true, cancelable: true }))
    }
  },
  download: (url) => {
    Object.assign(document.createElement('a'), { href: url, download: 'x' }).click()
  },
  form: (url) => {
    const form = Object.assign(document.createElement('form'), { action: url })
    document.body.append(form)
    form.submit()
    form.remove()
  },
  'form to a new window': (url) => {
    const options = { action: url, target: '_blank', method: 'post' }
    const form = Object.assign(document.createElement('form'), options)
    document.body.append(form)
    form.submit()
    form.remove()
  },
  iframe: (url) => {
    const frame = Object.assign(document.createElement('iframe'), { src: url })
    document.body.append(frame)
  },
  'out of an iframe': (url) => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    if (frame.contentWindow?.top) frame.contentWindow.top.location.href = url
  },
  refresh: (url) => {
    const meta = document.createElement('meta')
    meta.httpEquiv = 'refresh'
    meta.content = `0;url=${url}`
    document.head.append(meta)
  },
  history: () => {
    window.history.back()
    window.history.forward()
    window.history.go(-1)
  },
}

const TARGETS = [
  'javascript:window.broken=1',
  'data:text/html,x',
  'file:///etc/hostname',
  'smb://a/b',
]

/** What a page that was led away, or loaded anew, would have lost or changed. */
async function stateOf({ electron, page }: ChatApp) {
  const windows = await electron.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => contents.getURL()),
  )
  const marks = await page
    .evaluate(() => ({
      mark: (window as unknown as { mark?: string }).mark ?? null,
      broken: 'broken' in window,
    }))
    // The page went away while it was asked.
    .catch(() => 'gone')
  return { windows, marks }
}

async function drop(page: Page, items: { mimeType: string; data: string }[], files: string[]) {
  const session = await page.context().newCDPSession(page)
  const data = { items, files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    // oxlint-disable-next-line no-await-in-loop -- the steps of one gesture
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
  }
  await session.detach()
}

test('[E4] nothing leads the window elsewhere or opens another', async ({ start, canary }) => {
  const app = await start()
  const { page, electron, profile } = app
  await page.evaluate(() => Object.assign(window, { mark: 'here' }))
  const before = await stateOf(app)
  const elsewhere = [`${canary.url}/x`, 'app://window/renderer/other.html', ...TARGETS]

  for (const [name, attempt] of Object.entries(ATTEMPTS)) {
    for (const url of name === 'location' ? elsewhere : elsewhere.slice(0, 2)) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, or they would hide each other
      await page.evaluate(attempt, url)
      // oxlint-disable-next-line no-await-in-loop
      expect(await stateOf(app), `${name}: ${url}`).toEqual(before)
    }
  }
  const file = join(profile, 'dropped.html')
  writeFileSync(file, '<script>window.broken = 1</script>')
  await drop(page, [], [file])
  for (const url of [`${canary.url}/dropped`, pathToFileURL(file).href]) {
    // oxlint-disable-next-line no-await-in-loop
    await drop(page, [{ mimeType: 'text/uri-list', data: url }], [])
  }
  await page.evaluate((url) => {
    const link = Object.assign(document.createElement('a'), { href: url, id: 'away' })
    link.textContent = 'away'
    link.style.cssText = 'position: fixed; top: 0; left: 0; z-index: 100'
    document.body.append(link)
  }, `${canary.url}/clicked`)
  // Through the mouse itself: a locator would wait for the navigation that must not be.
  await page.mouse.click(8, 8, { button: 'middle' })
  await page.mouse.click(8, 8)
  for (const key of ['Control', 'Shift', 'Alt']) {
    // oxlint-disable-next-line no-await-in-loop
    await page.keyboard.down(key)
    // oxlint-disable-next-line no-await-in-loop
    await page.mouse.click(8, 8)
    // oxlint-disable-next-line no-await-in-loop
    await page.keyboard.up(key)
  }
  // A navigation that was let through needs a moment to show: what the page asks next comes after it.
  await electron.evaluate(({ webContents }) =>
    Promise.all(webContents.getAllWebContents().map((each) => each.executeJavaScript('1'))),
  )

  expect(await stateOf(app)).toEqual(before)
})

/** Of Chromium and Electron, old and new, and one that nobody knows. */
const PERMISSIONS = `
  accessibility-events ambient-light-sensor accelerometer background-fetch
  background-sync camera captured-surface-control clipboard-read
  clipboard-sanitized-write deprecated-sync-clipboard-read display-capture fileSystem
  fullscreen geolocation gyroscope hid
  idle-detection keyboardLock local-fonts magnetometer
  media mediaKeySystem microphone midi
  midiSysex nfc notifications openExternal
  payment-handler persistent-storage pointerLock push
  screen-wake-lock serial speaker-selection storage-access
  top-level-storage-access unknown usb window-management
  no-such-permission
`
  .trim()
  .split(/\s+/)

type Handler = (...parameters: unknown[]) => unknown

test('[E6] no permission is given, whatever it is called', async ({ start }) => {
  const { electron } = await start({ recordHandlers: true })

  const answers = await electron.evaluate((_electron, names) => {
    const { recordedHandlers: handlers } = globalThis as unknown as {
      recordedHandlers: Record<string, Handler>
    }
    const asked = (name: string, ...parameters: unknown[]) =>
      new Promise((settle) => {
        handlers[name]?.(...parameters, settle)
      })
    return Promise.all([
      ...names.flatMap((name) => [
        asked('setPermissionRequestHandler', null, name),
        handlers['setPermissionCheckHandler']?.(null, name, 'app://window', {}),
      ]),
      ...['hid', 'serial', 'usb', 'no-such-device'].map((deviceType) =>
        handlers['setDevicePermissionHandler']?.({
          deviceType,
          origin: 'app://window',
          device: {},
        }),
      ),
      asked('setDisplayMediaRequestHandler', {}).then(
        (given) => Object.keys(given as object).length > 0,
      ),
    ])
  }, PERMISSIONS)

  expect(answers).toHaveLength(PERMISSIONS.length * 2 + 5)
  expect(answers.every((answer) => answer === false)).toBe(true)
})

test('[E6] the page is refused what it asks for', async ({ start }) => {
  const { page } = await start()

  const outcomes = await page.evaluate(async () => {
    const refused = (work: () => Promise<unknown>) =>
      work().then(
        () => 'given',
        () => 'refused',
      )
    const query = async (name: string) => {
      const { state } = await navigator.permissions.query({ name: name as PermissionName })
      return state === 'denied' ? 'refused' : state
    }
    return {
      camera: await refused(() =>
        navigator.mediaDevices.getUserMedia({ video: true, audio: true }),
      ),
      screen: await refused(() => navigator.mediaDevices.getDisplayMedia()),
      place: await refused(
        () =>
          new Promise((given, refuse) => {
            navigator.geolocation.getCurrentPosition(given, refuse)
          }),
      ),
      clipboard: await refused(() => navigator.clipboard.readText()),
      notifications: (await Notification.requestPermission()) === 'denied' ? 'refused' : 'given',
      midi: await refused(() => navigator.requestMIDIAccess({ sysex: true })),
      queried: await Promise.all(
        ['geolocation', 'camera', 'microphone', 'notifications'].map(query),
      ),
    }
  })

  expect(outcomes).toEqual({
    camera: 'refused',
    screen: 'refused',
    place: 'refused',
    clipboard: 'refused',
    notifications: 'refused',
    midi: 'refused',
    queried: ['refused', 'refused', 'refused', 'refused'],
  })
})
