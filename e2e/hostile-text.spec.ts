// What strangers write stays text, wherever it shows: [E8] of docs/window-safety.md.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ElectronApplication, Page } from '@playwright/test'
import { hostRoom } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'
import { hostileTexts } from './fixtures/hostile-texts.ts'

const program = fileURLToPath(new URL('../out/terminal/parley.js', import.meta.url))

/** What a message shows: its text, what is in the text, and how many elements there are around it. */
interface ShownMessage {
  readonly text: string
  readonly inside: readonly string[]
  readonly around: number
}

/** Reads every message from the first to the last: a list draws only what is in view. */
async function readAll(page: Page): Promise<Record<string, ShownMessage>> {
  await page.locator('[data-virtuoso-scroller]').press('Home')
  await expect(page.locator('article').first()).toContainText('harmless 0')
  return page.evaluate(async () => {
    const log = document.querySelector('[role=log]')
    const scroller = log?.querySelector<HTMLElement>('[data-virtuoso-scroller]')
    if (!scroller) throw new Error('there is no list')
    const shown: Record<string, ShownMessage> = {}
    const frame = () =>
      new Promise((settle) => {
        requestAnimationFrame(settle)
      })
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- each step shows what the next one reads
      await frame()
      // oxlint-disable-next-line no-await-in-loop
      await frame()
      for (const row of scroller.querySelectorAll('article')) {
        const text = row.querySelector('p[dir=auto]')
        const inside = [...(text?.querySelectorAll('*') ?? [])]
        shown[row.dataset['messageId'] ?? ''] = {
          text: text?.textContent ?? '',
          inside: inside.map((each) => `${each.localName} ${each.getAttributeNames().join(' ')}`),
          around: row.querySelectorAll('*').length - inside.length,
        }
      }
      const before = scroller.scrollTop
      scroller.scrollTop += scroller.clientHeight * 0.8
      if (scroller.scrollTop === before) return shown
    }
  })
}

/** Says each text in a room as a member who has no window. Resolves when all are stored. */
async function sayAll(port: number, texts: readonly string[]): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'parley-e2e-'))
  const args = [program, 'join', `127.0.0.1:${port}`, '--name', 'Mallory', '--trust-new', '--json']
  const member = spawn(process.execPath, [...args, '--profile', profile], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  member.stdin.end(texts.map((text) => `${text}\n`).join(''))
  const code = await new Promise((settle) => {
    member.once('exit', settle)
  })
  rmSync(profile, { recursive: true, force: true })
  expect(code).toBe(0)
}

test('[E8] a message of any text is text nodes and links, and loads nothing', async ({
  start,
  freePort,
  canary,
}) => {
  test.setTimeout(120_000)
  const texts = hostileTexts(canary.url).filter((text) => !/[^\P{Cc}\t]|[\u2028\u2029]/u.test(text))
  const harmless = Array.from({ length: 5 }, (_, index) => `harmless ${index}`)
  const { page } = await start({ limits: ['flood-burst=100000', 'flood-per-second=100000'] })
  const port = await freePort()
  await hostRoom(page, { name: 'Ann', room: 'Workshop', port })

  await sayAll(port, [...harmless, ...texts])
  const last = texts.at(-1) ?? ''
  await expect(page.locator('article').last()).toContainText(last.slice(0, 100))
  // Whatever comes at the end would take the list back there.
  await expect(page.getByText('Mallory left')).toBeVisible()
  const shown = Object.values(await readAll(page))

  expect(texts.length).toBeGreaterThanOrEqual(500)
  expect(shown.map(({ text }) => text)).toEqual([...harmless, ...texts])
  const inside = new Set(shown.flatMap((each) => each.inside))
  expect([...inside]).toEqual(['a class href draggable'])
  const harmlessCounts = new Set(shown.slice(0, 5).map(({ around }) => around))
  const others = shown.filter(({ around }) => !harmlessCounts.has(around))
  expect(others.map(({ text }) => text)).toEqual([])
})

/** Members, messages, renames, an ended session and a failure, all with the names and values given. */
function showEverywhere(electron: ElectronApplication, batch: number, values: readonly string[]) {
  return electron.evaluate(
    ({ BrowserWindow }, { batch, values }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const tell = (name: string, payload: unknown) => contents?.send(`event:${name}`, payload)
      const session = `batch-${batch}`
      const room = { id: 'front', name: values[0] }
      // Every other one with the mark of who has no key.
      const authors = values.map((name, index) => ({
        id: `m${index}`,
        name,
        ...(index % 2 === 1 && { unverified: true }),
      }))
      const people = authors.map((author) => ({ ...author, role: 'member' }))
      const fact = { room: 'front', epoch: 'e', at: 1_700_000_000_000 }
      const facts = values.flatMap((name, index) => [
        {
          ...fact,
          type: 'message',
          sequence: 2 * index + 1,
          id: `${batch}-${index}`,
          author: authors[index],
          text: 'harmless',
        },
        {
          ...fact,
          type: 'member-renamed',
          sequence: 2 * index + 2,
          member: `m${index}`,
          previous: name,
          name,
        },
      ])
      const [first = ''] = values
      const empty = { timeline: [], older: 'none', pending: [], hold: null, entriesAdded: 0 }
      const nobody = { joined: null, members: [], memberCount: 0 }
      const connection = { kind: 'online' }
      tell('session-opened', {
        session,
        address: first,
        port: 1,
        role: 'member',
        isHost: false,
        maxTextBytes: 1_000,
        view: { ...empty, ...nobody, connection, rulings: {} },
      })
      const events = [
        { type: 'room-joined', room, you: people[0], members: people, count: 8, sequence: 0 },
        { type: 'facts-received', facts },
        {
          type: 'connection-changed',
          connection: { kind: 'ended', reason: { code: 'name-taken', detail: { name: first } } },
        },
      ]
      tell('session-events', { session, events })
      tell('session-closed', { session: `batch-${batch - 1}` })
      const detail = { path: first, cause: first }
      tell('hosting-changed', { hosted: null, reason: { code: 'folder-unwritable', detail } })
    },
    { batch, values },
  )
}

/** Which kinds of elements there are once a message shows, and the texts of the places that hold a stranger's words. */
function readScreen(page: Page, message: string) {
  return page.evaluate(async (id) => {
    for (let frames = 0; !document.querySelector(`[data-message-id="${id}"]`); frames++) {
      if (frames > 600) throw new Error(`message ${id} does not show`)
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((settle) => {
        requestAnimationFrame(settle)
      })
    }
    const texts = (selector: string) =>
      [...document.querySelectorAll(selector)].map((element) => element.textContent)
    const kinds = [...document.querySelectorAll('*')].map(
      (element) => `${element.localName} ${element.getAttributeNames().toSorted().join(' ')}`,
    )
    const counts = [...document.querySelectorAll('article, [role=listitem], header')].map(
      (element) => `${element.localName} ${element.querySelectorAll('*').length}`,
    )
    return { kinds, counts, title: document.title, texts: texts('bdi, p') }
  }, message)
}

test('[E8] names, rooms and reasons of any text stay text, in the title as well', async ({
  start,
  canary,
}) => {
  test.setTimeout(120_000)
  const { electron, page } = await start()
  const texts = hostileTexts(canary.url).map((text) => text.slice(0, 200))
  const batches = Array.from({ length: Math.floor(texts.length / 8) }, (_, index) =>
    texts.slice(8 * index, 8 * index + 8),
  )
  const known = { kinds: new Set<string>(), counts: new Set<string>() }

  for (const [index, values] of [
    ['Ann', 'Bob', 'Cy', 'Dan', 'Eve', 'Fay', 'Gus', 'Ida'],
    ...batches,
  ].entries()) {
    // oxlint-disable-next-line no-await-in-loop -- one screen after the other
    await showEverywhere(electron, index, values)
    // oxlint-disable-next-line no-await-in-loop
    const { kinds, counts, title, texts: shown } = await readScreen(page, `${index}-7`)
    const [first = ''] = values
    if (index === 0) {
      for (const kind of kinds) known.kinds.add(kind)
      for (const count of counts) known.counts.add(count)
    }
    const place = `of ${JSON.stringify(values)}`
    expect(
      kinds.filter((kind) => !known.kinds.has(kind)),
      place,
    ).toEqual([])
    expect(
      counts.filter((count) => !known.counts.has(count)),
      place,
    ).toEqual([])
    expect(title.replace(/\s/g, ''), place).toContain(first.replace(/\s/g, ''))
    expect(shown, place).toContain(first)
    expect(shown, place).toContain(
      `The name ${first} is taken in this room, or looks like one that is. Choose another.`,
    )
    expect(shown, place).toContain(`The folder ${first} cannot be written: ${first}.`)
  }
})
