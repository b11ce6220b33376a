// The key by which a profile is known to hosts: made once, without anybody noticing, kept.

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import type { SecretStore } from '../storage/secret-store.ts'

export interface ProfileKey {
  /** 32 bytes as base64url. [ID3] */
  readonly publicKey: string
  /** The Ed25519 signature (RFC 8032) of a text in UTF-8, as base64url. */
  readonly sign: (text: string) => string
}

const SECRET_NAME = 'profile-key'

/**
 * The profile's key, made at the first call. Fails with `profile-key-damaged` rather than making a new one: hosts
 * would take this profile for somebody else.
 */
export async function loadProfileKey(secrets: SecretStore): Promise<Result<ProfileKey>> {
  const stored = await secrets.read(SECRET_NAME)
  if (!stored.ok) return failed('profile-key-damaged', { path: SECRET_NAME })
  if (stored.value !== null) return readKey(stored.value)
  const made = generateKeyPairSync('ed25519').privateKey
  const written = await secrets.write(SECRET_NAME, toPem(made))
  return written.ok ? succeeded(profileKey(made)) : written
}

/** A key that is kept nowhere. */
export function makeProfileKey(): ProfileKey {
  return profileKey(generateKeyPairSync('ed25519').privateKey)
}

function toPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function readKey(pem: string): Result<ProfileKey> {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return succeeded(profileKey(key))
  } catch {
    // No key at all: as unusable as one of another kind.
  }
  return failed('profile-key-damaged', { path: SECRET_NAME })
}

function profileKey(key: KeyObject): ProfileKey {
  const { x: publicKey } = createPublicKey(key).export({ format: 'jwk' })
  if (publicKey === undefined) throw new Error('an Ed25519 key without its public half')
  return { publicKey, sign: (text) => sign(null, Buffer.from(text), key).toString('base64url') }
}
