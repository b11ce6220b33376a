import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createSecretStore, type Seal } from './secret-store.ts'

/** Not a good cipher, but one. */
const seal: Seal = {
  close: (secret) => `sealed ${Buffer.from(secret).toString('base64')}`,
  open: (sealed) => {
    if (!sealed.startsWith('sealed ')) throw new Error('not sealed here')
    return Buffer.from(sealed.slice(7), 'base64').toString()
  },
}

test.each([
  ['without a seal', null, 'key.pem'],
  ['with a seal', seal, 'key.sealed'],
])('keeps a secret %s', async (_, used, file) => {
  const folder = temporaryFolder()
  const store = createSecretStore(folder, used)
  expect(await store.read('key')).toEqual({ ok: true, value: null })
  expect(await store.write('key', 'very secret')).toMatchObject({ ok: true })
  expect(await createSecretStore(folder, used).read('key')).toEqual({
    ok: true,
    value: 'very secret',
  })
  expect(readdirSync(folder)).toEqual([file])
  expect(readFileSync(join(folder, file), 'utf8').includes('very secret')).toBe(used === null)
  expect(statSync(join(folder, file)).mode & 0o077).toBe(0)
})

test('a secret from before there was a seal is read, and lies in the open no longer', async () => {
  const folder = temporaryFolder()
  await createSecretStore(folder, null).write('key', 'old')

  const store = createSecretStore(folder, seal)

  expect(await store.read('key')).toEqual({ ok: true, value: 'old' })
  expect(readdirSync(folder)).toEqual(['key.sealed'])
  expect(await store.read('key')).toEqual({ ok: true, value: 'old' })
  expect(store.isSealed).toBe(true)
})

test.each([
  ['read', 'new'],
  ['written', 'newer'],
])('an open secret beside a sealed one goes when it is %s', async (_, expected) => {
  const folder = temporaryFolder()
  const store = createSecretStore(folder, seal)
  await store.write('key', 'new')
  await createSecretStore(folder, null).write('key', 'old')

  if (expected === 'new') await store.read('key')
  else await store.write('key', expected)

  expect(readdirSync(folder)).toEqual(['key.sealed'])
  expect(await store.read('key')).toEqual({ ok: true, value: expected })
})

test('what is read and written at the same time is what was written', async () => {
  const folder = temporaryFolder()
  await createSecretStore(folder, null).write('key', 'old')
  const store = createSecretStore(folder, seal)

  await Promise.all([store.read('key'), store.write('key', 'new'), store.read('key')])

  expect(await store.read('key')).toEqual({ ok: true, value: 'new' })
})

test('a seal that cannot close leaves the open secret as it is, and is not said to protect it', async () => {
  const folder = temporaryFolder()
  await createSecretStore(folder, null).write('key', 'old')
  const locked = () => {
    throw new Error('locked')
  }

  const store = createSecretStore(folder, { ...seal, close: locked })

  expect(await store.read('key')).toEqual({ ok: true, value: 'old' })
  expect(store.isSealed).toBe(false)
  expect(await store.write('key', 'new')).toEqual({ ok: false, error: { code: 'keyring-locked' } })
  expect(readdirSync(folder)).toEqual(['key.pem'])
  expect(await store.read('key')).toEqual({ ok: true, value: 'old' })
})

test.each([
  ['there is no seal any more', null],
  ['the seal does not open it', { ...seal, open: () => seal.open('of another') }],
])('a sealed secret is damaged, not missing, when %s', async (_, used) => {
  const folder = temporaryFolder()
  await createSecretStore(folder, seal).write('key', 'very secret')
  expect(await createSecretStore(folder, used).read('key')).toEqual({
    ok: false,
    error: { code: 'host-key-damaged', detail: { path: join(folder, 'key.sealed') } },
  })
})
