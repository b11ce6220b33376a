// A telnet in a room that is hosted from the window.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import { members, messages, say } from './fixtures/actions.ts'
import { expect, test, type ChatApp } from './fixtures/chat-app.ts'

type Page = ChatApp['page']

const CLASSIC = 'Let in telnet and classic programs (not encrypted)'
const UNVERIFIED = /^Not verified: /

/** A telnet as far as it matters here: lines out, text in. */
class Telnet {
  text = ''
  isEnded = false
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => undefined)
    socket.on('close', () => (this.isEnded = true))
    socket.on('data', (bytes: Buffer) => (this.text += bytes.toString()))
  }

  static async connect(port: number): Promise<Telnet> {
    const socket = connect(port, '127.0.0.1')
    const telnet = new Telnet(socket)
    await once(socket, 'connect')
    return telnet
  }

  type(line: string): void {
    this.#socket.write(`${line}\r\n`)
  }

  hears(text: string): Promise<void> {
    return expect.poll(() => this.text, { timeout: 15_000 }).toContain(text)
  }

  end(): void {
    this.#socket.destroy()
  }
}

async function openHostDialog(page: Page, port: number) {
  await page.getByRole('button', { name: 'Host a room' }).click()
  const dialog = page.getByRole('dialog', { name: 'Host a room' })
  await dialog.getByLabel('Your name').fill('Ann')
  await dialog.getByLabel('Room name').fill('Workshop')
  await dialog.getByLabel('Port', { exact: true }).fill(String(port))
  return dialog
}

async function check(page: Page, name: string): Promise<void> {
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished))
  })
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) })
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
}

async function narrow({ electron, page }: ChatApp): Promise<void> {
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(480, 720)
  })
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(480)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`[UV1] a telnet comes in, is read with its mark, and reads, ${colorScheme}`, async ({
    start,
    freePort,
  }) => {
    const [port, further] = [await freePort(), await freePort()]
    const app = await start({ colorScheme })
    const { page } = app
    const dialog = await openHostDialog(page, port)
    const choice = dialog.getByRole('checkbox', { name: CLASSIC })
    await expect(choice).not.toBeChecked()
    await choice.click()
    await dialog.getByLabel('Further ports').fill(String(further))
    await dialog.getByLabel('Further ports').scrollIntoViewIfNeeded()
    await check(page, 'dialog')
    await dialog.getByRole('button', { name: 'Host', exact: true }).click()
    await expect(page.getByText('Telnet and classic programs are let in')).toBeVisible()
    await say(page, 'good morning')

    const telnet = await Telnet.connect(further)
    await telnet.hears('Welcome ')
    await telnet.hears('Ann: good morning')
    await expect(members(page).getByRole('listitem')).toHaveCount(1)
    telnet.type('/name tom')
    telnet.type('hello from a terminal')

    const row = messages(page).getByRole('article', { name: /^tom, not verified, / })
    await expect(row).toContainText('hello from a terminal')
    await expect(row.getByTitle(UNVERIFIED)).toHaveText('unverified')
    const member = members(page).getByRole('listitem').filter({ hasText: 'tom' })
    await expect(member.getByTitle(UNVERIFIED)).toHaveText('unverified')
    await expect(members(page).getByTitle(UNVERIFIED)).toHaveCount(1)
    await say(page, 'hello tom')
    await telnet.hears('Ann: hello tom')
    await check(page, 'room')

    await member.getByRole('button').click()
    await expect(page.getByText(UNVERIFIED)).toBeVisible()
    await expect(page.getByText(/^Compare these words/)).toHaveCount(0)
    await expect(page.getByLabel('Role')).toHaveCount(0)
    await check(page, 'details')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Close the host panel' }).click()
    await narrow(app)
    await check(page, 'narrow')

    telnet.end()
    await expect(
      page.getByText('tom lost the connection').or(page.getByText('tom left')),
    ).toBeVisible()
  })
}

test('[UV2] only a room that everybody can join takes a telnet in, and what was chosen is remembered', async ({
  start,
  freePort,
}) => {
  const port = await freePort()
  const { page } = await start()
  const dialog = await openHostDialog(page, port)
  await dialog.getByRole('checkbox', { name: CLASSIC }).click()
  await dialog.getByRole('radio', { name: 'By invite' }).click()
  await expect(dialog.getByRole('checkbox', { name: CLASSIC })).toBeDisabled()
  await expect(dialog.getByRole('checkbox', { name: CLASSIC })).not.toBeChecked()
  await expect(dialog.getByText('these programs can prove neither')).toBeVisible()
  await dialog.getByRole('button', { name: 'Host', exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  const telnet = await Telnet.connect(port)
  telnet.type('hello')
  await expect.poll(() => telnet.isEnded).toBe(true)
  // Nothing of the room: at most what TLS says to those who do not speak it.
  expect(telnet.text).not.toMatch(/[a-z]{2}/)

  await page.getByRole('button', { name: 'Stop hosting' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop hosting' }).click()
  const again = await openHostDialog(page, port)
  await again.getByRole('radio', { name: 'Everybody', exact: true }).click()
  await again.getByRole('checkbox', { name: CLASSIC }).click()
  await again.getByLabel('Further ports').fill('six thousand')
  await again.getByRole('button', { name: 'Host', exact: true }).click()
  await expect(again.getByRole('alert')).toContainText('Ports are numbers')
  await expect(again.getByLabel('Further ports')).toBeFocused()
})
