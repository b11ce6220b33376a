// The key by which a host is known: made once, kept, shown as a fingerprint.

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import type { SecretStore } from '../storage/secret-store.ts'
import { certificateFingerprint } from '../wire/secure-socket.ts'

/** A host's key and certificate (PEM) and the fingerprint of the key in canonical form. */
export interface HostIdentity {
  readonly privateKey: string
  readonly certificate: string
  readonly fingerprint: string
}

const SECRET_NAME = 'host-key'

/**
 * The host's identity, made at the first call. Fails with `host-key-damaged` rather than making a new one:
 * everybody would have to trust the host again.
 */
export async function loadHostIdentity(secrets: SecretStore): Promise<Result<HostIdentity>> {
  const stored = await secrets.read(SECRET_NAME)
  if (!stored.ok) return stored
  if (stored.value !== null) return readIdentity(stored.value)
  // Loaded once in the life of a host: it is as large as the rest of the application.
  const { makeIdentity } = await import('./make-identity.ts')
  const pem = await makeIdentity()
  const written = await secrets.write(SECRET_NAME, pem)
  return written.ok ? readIdentity(pem) : written
}

function readIdentity(pem: string): Result<HostIdentity> {
  const [privateKey, certificate] =
    pem.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----\n?/g) ?? []
  if (!privateKey || !certificate) return failed('host-key-damaged', { path: SECRET_NAME })
  try {
    const shown = new X509Certificate(certificate)
    if (shown.checkPrivateKey(createPrivateKey(privateKey))) {
      return succeeded({ privateKey, certificate, fingerprint: certificateFingerprint(shown) })
    }
  } catch {
    // Key or certificate cannot be read: as unusable as a pair that does not belong together.
  }
  return failed('host-key-damaged', { path: SECRET_NAME })
}
