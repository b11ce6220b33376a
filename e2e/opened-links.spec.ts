// What opening a `parley:` link does: it fills in the join dialog. [E12] of docs/window-safety.md.

import { hostRoom, members } from './fixtures/actions.ts'
import { expect, startAgain, type ChatApp } from './fixtures/chat-app.ts'
import { test } from './fixtures/link-place.ts'

function joinDialog({ page }: ChatApp) {
  return page.getByRole('dialog', { name: 'Join a room' })
}

const NO_INVITE = 'That is not an invite.'

test('[E12] a link at the first start fills in the join dialog, and nothing connects', async ({
  start,
  place,
}) => {
  const app = await start({ args: [place.link] })
  const dialog = joinDialog(app)

  await expect(dialog.getByLabel('Address or invite')).toHaveValue(place.link)
  await expect(dialog.getByText('The host is checked by the invite')).toBeVisible()
  await expect(dialog.getByLabel('Your name')).toBeFocused()
  expect(place.count(), 'connections by themselves').toBe(0)

  await dialog.getByLabel('Your name').fill('Ann')
  await dialog.getByLabel('Your name').press('Enter')
  await expect(dialog.getByRole('alert')).toBeVisible()
  expect(place.count(), 'connections that were asked for').toBe(1)
})

test('[E12] a link at a second start fills in the dialog of the first', async ({
  start,
  place,
}) => {
  const app = await start()

  const { code, errors } = await startAgain(app, [place.link])

  expect({ code, isTold: errors.includes('Another Parley') }).toEqual({ code: 0, isTold: false })
  const address = joinDialog(app).getByLabel('Address or invite')
  await expect(address).toHaveValue(place.link)

  const other = place.link.replace('aaaa', 'bbbb')
  await startAgain(app, [other])
  await expect(address).toHaveValue(other)

  await joinDialog(app).getByLabel('Your name').fill('Ann')
  await startAgain(app, [other])
  await startAgain(app, [])
  await expect(joinDialog(app).getByLabel('Your name')).toHaveValue('Ann')
  expect(place.count(), 'connections by themselves').toBe(0)
})

test('[E12] a link leads into the room when the person says so, and not before', async ({
  start,
  freePort,
  place,
}) => {
  const port = await freePort()
  const [ann, bob] = await Promise.all([start(), start()])
  await hostRoom(ann.page, { name: 'Ann', room: 'Workshop', port })
  const fingerprint = await ann.page.evaluate(async () => {
    const { parley } = window as unknown as {
      parley: { requests: Record<string, () => Promise<{ hosted: { fingerprint: string } }>> }
    }
    return (await parley.requests['window-ready']?.())?.hosted.fingerprint ?? ''
  })

  await startAgain(bob, [`parley://127.0.0.1:${port}/#${fingerprint}`])
  await joinDialog(bob).getByLabel('Your name').fill('Bob')
  await joinDialog(bob).getByRole('button', { name: 'Join', exact: true }).click()

  await expect(members(ann.page).getByText('Bob')).toBeVisible()

  // Everything that joining needs is there now, the name as well.
  await startAgain(bob, [place.link])
  await expect(joinDialog(bob).getByLabel('Your name')).toHaveValue('Bob')
  await expect(joinDialog(bob).getByRole('button', { name: 'Join', exact: true })).toBeEnabled()
  expect(place.count(), 'connections by themselves').toBe(0)
})

test('[E12] a link that is no invite gets a sentence, and nothing of it is shown', async ({
  start,
  place,
}) => {
  const app = await start({ args: ['parley://192.168.1.20:7465/', '--gpu-launcher=/bin/false'] })
  const dialog = joinDialog(app)
  await expect(dialog.getByRole('alert')).toContainText(NO_INVITE)
  await expect(dialog.getByLabel('Address or invite')).toHaveValue('')
  await expect(dialog.getByLabel('Address or invite')).toBeFocused()

  await dialog.getByLabel('Address or invite').fill('192.168.1.20')
  await startAgain(app, [place.link, place.link.replace('aaaa', 'bbbb')])
  await startAgain(app, ['parley:<img src=x onerror=alert(1)>'])

  await expect(dialog.getByLabel('Address or invite')).toHaveValue('192.168.1.20')
  await expect(app.page.getByText('onerror')).toHaveCount(0)
  expect(place.count(), 'connections by themselves').toBe(0)
})

test('[E12] of hundreds of arguments only the link has a say', async ({ start, place }) => {
  const app = await start()
  const hostile = Array.from({ length: 400 }, (_, index) =>
    index % 2 === 0 ? `--switch-${index}=parley://x` : `/etc/\u202e${index}`,
  )

  const { code } = await startAgain(app, [
    ...hostile,
    place.link,
    '--gpu-launcher=/bin/false',
    '--profile-of=/tmp',
    ...hostile.slice(0, 50),
  ])

  expect(code).toBe(0)
  await expect(joinDialog(app).getByLabel('Address or invite')).toHaveValue(place.link)
  expect(place.count(), 'connections by themselves').toBe(0)
})

test('[E12] a link that is too long to hand over ends where it came, and the first lives on', async ({
  start,
}) => {
  const app = await start()

  const { code, errors } = await startAgain(app, [`parley://${'a'.repeat(40_000)}`])

  expect(app.process.signalCode, 'how the first ended').toBeNull()
  expect(code).toBe(2)
  expect(errors).toContain('was started with 40')
  await expect(app.page.getByRole('button', { name: 'Host a room' })).toBeVisible()
})

test('[E12] the page that comes back after a crash is not told of the link again', async ({
  start,
  place,
}) => {
  const app = await start({ args: [place.link] })
  await expect(joinDialog(app)).toBeVisible()
  await app.page.keyboard.press('Escape')
  await expect(joinDialog(app)).toHaveCount(0)

  await app.page.reload()

  await expect(app.page.getByRole('button', { name: 'Join a room' })).toBeVisible()
  await expect(joinDialog(app)).toHaveCount(0)
})

test('[E12] what macOS tells of a link is taken as well', async ({ start, place }) => {
  const app = await start()

  await app.electron.evaluate(({ app: application }, link) => {
    application.emit('open-url', { preventDefault: () => undefined }, link)
  }, place.link)

  await expect(joinDialog(app).getByLabel('Address or invite')).toHaveValue(place.link)
})
