// What the page is and may not do. The numbers are those of docs/window-safety.md.

import type { Page } from '@playwright/test'
import { messages, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

/** The policy without the nonce, which is new with each load. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'nonce-N'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** Everything that the page can ask of main. A new request is added here by hand, on purpose. */
const REQUESTS = [
  'answer-close',
  'cancel-join',
  'copy-text',
  'discard-message',
  'dismiss-damage',
  'forget-host',
  'forget-recent',
  'get-start',
  'host-room',
  'join-room',
  'leave-room',
  'list-invites',
  'make-invite',
  'network-changed',
  'open-link',
  'open-recent',
  'read-around',
  'read-older',
  'read-room-password',
  'reconnect-now',
  'rename',
  'retry-message',
  'revoke-invite',
  'rule',
  'search-messages',
  'send-message',
  'stop-hosting',
  'window-ready',
]

test('[E1] every window is sandboxed, isolated and without Node', async ({ start }) => {
  const { electron } = await start()

  const preferences = await electron.evaluate(({ webContents }) =>
    webContents
      .getAllWebContents()
      .map((contents) =>
        (
          contents as unknown as { getLastWebPreferences: () => Record<string, unknown> }
        ).getLastWebPreferences(),
      ),
  )

  expect(preferences).toHaveLength(1)
  expect(preferences[0]).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
  })
  // Electron tells it only when it is on.
  expect(preferences[0]?.['nodeIntegrationInWorker'] ?? false).toBe(false)
})

test('[E2] the page has nothing of Node, and of main only the functions of the contract', async ({
  start,
}) => {
  const { page } = await start()

  const found = await page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    const usual = new Set(Object.getOwnPropertyNames(frame.contentWindow ?? {}))
    frame.remove()
    const { parley } = window as unknown as {
      parley: { requests: Record<string, unknown>; on: unknown }
    }
    const replace = (change: () => unknown): string => {
      try {
        change()
      } catch {
        return 'refused'
      }
      return 'replaced'
    }
    const own = (value: unknown): value is Record<string, unknown> => typeof value === 'object'
    return {
      node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
      added: Object.getOwnPropertyNames(window).filter(
        (name) => !usual.has(name) && !/^\d+$/.test(name),
      ),
      bridge: Object.keys(parley).toSorted(),
      requests: Object.keys(parley.requests).toSorted(),
      kinds: [
        ...new Set([parley.on, ...Object.values(parley.requests)].map((each) => typeof each)),
      ],
      attempts: [
        replace(() => Object.assign(window, { parley: null })),
        replace(() => own(parley) && Object.assign(parley, { on: null })),
        replace(() => Object.assign(parley.requests, { rename: null })),
      ],
    }
  })

  expect(found).toEqual({
    node: [],
    // The second is the page's own: the nonce for the dialogs' style element.
    added: ['parley', '__webpack_nonce__'],
    bridge: ['on', 'requests'],
    requests: REQUESTS,
    kinds: ['function'],
    attempts: ['refused', 'refused', 'refused'],
  })
})

test('[E3] the policy is the strictest that works, with a nonce of its own for each load', async ({
  start,
}) => {
  const { page } = await start()

  const policies = [await policyOf(page), await policyOf(page)]

  const nonces = policies.map((policy) => /'nonce-([\w-]{22})'/.exec(policy)?.[1])
  expect(policies.map((policy) => policy.replace(/nonce-[\w-]{22}/, 'nonce-N'))).toEqual([
    POLICY,
    POLICY,
  ])
  expect(nonces[0]).not.toBe(nonces[1])
})

async function policyOf(page: Page): Promise<string> {
  const response = await page.reload()
  return response?.headers()['content-security-policy'] ?? ''
}

test('[E3] scripts made of text, and whatever comes from elsewhere, are refused and told', async ({
  start,
  canary,
}) => {
  const { page } = await start()
  await page.evaluate(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      seen.push(`${effectiveDirective} ${blockedURI}`)
    })
  })

  const outcome = await page.evaluate(async (url) => {
    // What a debugger evaluates may evaluate more; what a timer calls is the page's own.
    await new Promise((settle) => {
      setTimeout(settle)
    })
    const refused: string[] = []
    const attempt = (name: string, work: () => unknown): void => {
      try {
        work()
      } catch {
        refused.push(name)
      }
    }
    const add = (tag: string, attributes: Record<string, string>): void => {
      const element = document.createElement(tag)
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
      document.body.append(element)
    }
    const from = (name: string) => `${url}/${name}`
    // oxlint-disable no-eval, no-new-func, no-implied-eval, typescript/no-implied-eval
    attempt('eval', () => (0, eval)('window.broken = true'))
    attempt('Function', () => (new Function('window.broken = true') as () => void)())
    attempt('timer', () => setTimeout('window.broken = true', 0))
    attempt('innerHTML', () => (document.createElement('p').innerHTML = '<b>x</b>'))
    attempt('outerHTML', () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'))
    attempt('write', () => document.write('<b>x</b>'))
    attempt('handler', () => add('b', { onclick: 'window.broken = true' }))
    attempt('inline script', () =>
      document.body.appendChild(document.createElement('script')).append('window.broken = true'),
    )
    attempt('script', () => add('script', { src: from('script') }))
    attempt('worker', () => new Worker(from('worker')))
    attempt('srcdoc', () => add('iframe', { srcdoc: '<script>parent.broken = true</script>' }))
    add('img', { src: from('image') })
    add('video', { src: from('video') })
    add('link', { rel: 'stylesheet', href: from('style') })
    add('link', { rel: 'prefetch', href: from('prefetch') })
    add('iframe', { src: from('frame') })
    attempt('object', () => add('object', { data: from('object') }))
    add('base', { href: from('base') })
    add('p', { style: `background: url(${from('background')})` })
    add('style', {})
    document.body.lastElementChild?.append('body { opacity: 0.5 }')
    attempt('socket', () => new WebSocket(from('socket').replace('http', 'ws')))
    attempt('events', () => new EventSource(from('events')))
    navigator.sendBeacon(from('beacon'))
    void fetch(from('fetch')).catch(() => undefined)
    return refused
  }, canary.url)

  expect(outcome).toEqual(
    expect.arrayContaining(['eval', 'Function', 'innerHTML', 'outerHTML', 'write', 'srcdoc']),
  )
  await expect
    .poll(async () => {
      const { seen, broken } = await page.evaluate(() => ({
        seen: (window as unknown as { seen: string[] }).seen,
        broken: 'broken' in window,
      }))
      const directives = [...new Set(seen.map((each) => each.split(' ', 1).join('')))].toSorted()
      return { directives, broken }
    })
    .toEqual({
      directives: [
        'base-uri',
        'connect-src',
        'default-src',
        'frame-src',
        'img-src',
        'media-src',
        'require-trusted-types-for',
        'style-src-attr',
        'style-src-elem',
      ],
      broken: false,
    })
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
