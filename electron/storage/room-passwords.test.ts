import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { RoomPasswords } from './room-passwords.ts'
import { createSecretStore, type Seal } from './secret-store.ts'

/** Turns a secret into something else and back, as a system's store does. */
const seal: Seal = {
  close: (secret) => Buffer.from(secret).toString('hex'),
  open: (sealed) => Buffer.from(sealed, 'hex').toString(),
}

function open(folder: string, sealed: Seal | null = null): RoomPasswords {
  return new RoomPasswords(createSecretStore(folder, sealed))
}

test('a password is there after a restart, of its own room only, until it is forgotten', async () => {
  const folder = temporaryFolder()
  const passwords = open(folder)
  await Promise.all([passwords.keep('a', 'one'), passwords.keep('b', 'two')])
  await passwords.keep('a', 'three')

  const again = open(folder)
  expect([await again.read('a'), await again.read('b'), await again.read('c')]).toEqual([
    'three',
    'two',
    null,
  ])
  await again.forget('a')
  expect(await open(folder).read('a')).toBeNull()
  expect(await open(folder).read('b')).toBe('two')
})

test('a password is in a file of its own user, sealed where the system offers a seal', async () => {
  const [plain, sealed] = [temporaryFolder(), temporaryFolder()]
  await open(plain).keep('a', 'a secret')
  await open(sealed, seal).keep('a', 'a secret')

  for (const folder of [plain, sealed]) {
    const files = readdirSync(folder).map((name) => join(folder, name))
    expect(files.map((file) => statSync(file).mode & 0o077)).toEqual([0])
  }
  const [file = ''] = readdirSync(sealed)
  expect(readFileSync(join(sealed, file), 'utf8')).not.toContain('a secret')
  expect(await open(sealed, seal).read('a')).toBe('a secret')
})

test('a password that is forgotten is nowhere, also one from before there was a seal', async () => {
  const folder = temporaryFolder()
  await open(folder).keep('a', 'a secret')

  await open(folder, seal).forget('a')

  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  expect(texts.map((text) => Buffer.from(text, 'hex').toString())).toEqual(['[]'])
})

test('a keyring that is locked costs the password that is kept, not the next join', async () => {
  const keyring = { isLocked: true }
  const close = (secret: string) => {
    if (keyring.isLocked) throw new Error('locked')
    return seal.close(secret)
  }
  const passwords = open(temporaryFolder(), { ...seal, close })

  expect(await passwords.keep('a', 'one')).toEqual({
    ok: false,
    error: { code: 'keyring-locked' },
  })
  expect(await passwords.read('a')).toBeNull()
  keyring.isLocked = false
  expect(await passwords.keep('a', 'two')).toMatchObject({ ok: true })
  expect(await passwords.read('a')).toBe('two')
})

test('what cannot be read is forgotten, and the next password is kept', async () => {
  for (const damage of ['', '{', '[["a"]]', '"a"']) {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'room-passwords.pem'), damage)
    const passwords = open(folder)
    expect(await passwords.read('a')).toBeNull()
    expect(await passwords.keep('a', 'one')).toEqual({ ok: true, value: undefined })
    expect(await passwords.read('a')).toBe('one')
  }
})

test('of 65 rooms the one that was remembered first is forgotten', async () => {
  const passwords = open(temporaryFolder())
  for (let room = 0; room < 65; room++) await passwords.keep(`${room}`, 'a password')

  expect(await passwords.read('0')).toBeNull()
  expect(await passwords.read('1')).toBe('a password')
  expect(await passwords.read('64')).toBe('a password')
})
