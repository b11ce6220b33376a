// `--profile DIR`: several identities of one person, each in a folder of its own.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, startAgain, startToEnd, type ChatApp } from './fixtures/chat-app.ts'
import { test } from './fixtures/empty-folder.ts'

function startButton({ page }: ChatApp) {
  return page.getByRole('button', { name: 'Host a room' })
}

test('two profiles run side by side, and each belongs to one application', async ({ start }) => {
  const [ann, bob] = await Promise.all([start(), start()])
  await expect(startButton(ann)).toBeVisible()
  await expect(startButton(bob)).toBeVisible()

  for (const app of [ann, bob]) {
    // oxlint-disable-next-line no-await-in-loop
    const { code, errors } = await startAgain(app, [])
    expect(code).toBe(1)
    expect(errors).toContain(`Another Parley uses the profile ${app.profile}.`)
  }
})

test('a folder is seen from where it was typed', async ({ start, folder }) => {
  mkdirSync(join(folder, 'here'))
  const app = await start({
    profileArguments: ['--profile', join('..', 'of Zoë')],
    cwd: join(folder, 'here'),
  })
  await expect(startButton(app)).toBeVisible()

  expect(readdirSync(join(folder, 'of Zoë'))).toContain('profile')
  expect(readdirSync(join(folder, 'here'))).toEqual([])
})

test('without a profile everything is in the folder that the system has for it', async ({
  start,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'elsewhere the system does not let a test move it')
  const app = await start({
    profileArguments: [],
    env: { XDG_CONFIG_HOME: join(folder, 'config'), HOME: folder },
  })
  await expect(startButton(app)).toBeVisible()

  expect(readdirSync(join(folder, 'config'))).toEqual(['Parley'])
  expect(readdirSync(join(folder, 'config', 'Parley'))).toContain('profile')
})

test('a folder that cannot be one is told in a sentence', async ({ application, folder }) => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const nowhere = process.platform === 'linux' ? '/sys/parley' : join(file, 'below')

  for (const path of [file, join(file, 'below'), nowhere]) {
    // oxlint-disable-next-line no-await-in-loop
    const { code, errors } = await startToEnd(application, [`--profile=${path}`])
    expect(errors).toContain(`The folder ${path} cannot be written:`)
    expect(code).toBe(1)
  }
})

test('an option without its value is wrong usage, and opens no other profile', async ({
  application,
}) => {
  for (const argument of ['--profile', '--profile=']) {
    // oxlint-disable-next-line no-await-in-loop
    const { code, errors } = await startToEnd(application, [argument])
    expect(errors).toContain('After --profile stands the folder of a profile.')
    expect(code).toBe(2)
  }
})
