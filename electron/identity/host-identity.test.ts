import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSecretStore, type Seal } from '../storage/secret-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { makeIdentity } from '../testing/test-server.ts'
import { loadHostIdentity } from './host-identity.ts'

async function load(folder: string, seal: Seal | null = null) {
  const loaded = await loadHostIdentity(createSecretStore(folder, seal))
  return loaded.ok ? loaded.value : loaded.error
}

test('a key is made once and stays', async () => {
  const folder = temporaryFolder()
  const made = await load(folder)
  expect(made).toMatchObject({ fingerprint: expect.stringMatching(/^[a-z2-7]{52}$/) as unknown })
  expect(await load(folder)).toEqual(made)
  expect(await load(temporaryFolder())).not.toEqual(made)
})

test('a key from before there was a keyring stays, and lies in the open no longer', async () => {
  const folder = temporaryFolder()
  const made = await load(folder)
  const seal: Seal = {
    close: (secret) => Buffer.from(secret).toString('hex'),
    open: (sealed) => Buffer.from(sealed, 'hex').toString(),
  }

  expect(await load(folder, seal)).toEqual(made)
  expect(readdirSync(folder)).toEqual(['host-key.sealed'])
})

test('[TL1] the certificate is self-signed, P-256, for signatures and for signing certificates', async () => {
  const { certificate, privateKey } = await makeIdentity()
  const shown = new X509Certificate(certificate)
  expect(createPrivateKey(privateKey).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
  expect(shown.verify(shown.publicKey)).toBe(true)
  // keyUsage, critical: digitalSignature (bit 0) and keyCertSign (bit 5). RFC 5280, 4.2.1.3.
  const keyUsage = Buffer.from('0603551d0f0101ff040403020284', 'hex')
  expect(shown.raw.includes(keyUsage)).toBe(true)
  expect(new Date(shown.validFrom).getFullYear()).toBeLessThanOrEqual(2000)
  expect(new Date(shown.validTo).getFullYear()).toBeGreaterThanOrEqual(2099)
})

test.each<readonly [string, (pem: string, other: string) => string]>([
  ['is empty', () => ''],
  ['is cut off', (pem) => pem.slice(0, 300)],
  ['holds no PEM', () => 'nonsense'],
  [
    'has a broken certificate',
    (pem) => pem.replace(/(CERTIFICATE-----\n.{40}).{20}/, '$1AAAAAAAAAAAAAAAAAAAA'),
  ],
  [
    'has a broken key',
    (pem) => pem.replace(/(PRIVATE KEY-----\n.{20}).{20}/, '$1AAAAAAAAAAAAAAAAAAAA'),
  ],
  [
    'has the key of another',
    (pem, other) => other.split('-----BEGIN CERT')[0] + pem.slice(pem.indexOf('-----BEGIN CERT')),
  ],
])('a file that %s is damaged, and no new key is made', async (_, damage) => {
  const [folder, otherFolder] = [temporaryFolder(), temporaryFolder()]
  await load(folder)
  await load(otherFolder)
  const path = join(folder, 'host-key.pem')
  const damaged = damage(
    readFileSync(path, 'utf8'),
    readFileSync(join(otherFolder, 'host-key.pem'), 'utf8'),
  )
  writeFileSync(path, damaged)
  expect(await load(folder)).toMatchObject({ code: 'host-key-damaged' })
  expect(readFileSync(path, 'utf8')).toBe(damaged)
  expect(readdirSync(folder)).toEqual(['host-key.pem'])
})

test('a sealed key without its seal is damaged, and no new key is made', async () => {
  const folder = temporaryFolder()
  const seal = { close: (secret: string) => secret, open: (sealed: string) => sealed }
  await load(folder, seal)
  expect(await load(folder)).toMatchObject({ code: 'host-key-damaged' })
  expect(readdirSync(folder)).toEqual(['host-key.sealed'])
})
