// The key by which a host is known: made once, kept, shown as a fingerprint.

// x509 needs the metadata API to be there before it is loaded.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
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

/** Electron's TLS takes no Ed25519 certificates; P-256 is everywhere. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Wide enough for machines without a right clock: the key is what is trusted, not the dates. */
const VALID_FROM = new Date('2000-01-01T00:00:00Z')
const VALID_UNTIL = new Date('2100-01-01T00:00:00Z')

/**
 * The host's identity, made at the first call. Fails with `host-key-damaged` rather than making a new one:
 * everybody would have to trust the host again.
 */
export async function loadHostIdentity(secrets: SecretStore): Promise<Result<HostIdentity>> {
  const stored = await secrets.read(SECRET_NAME)
  if (!stored.ok) return stored
  if (stored.value !== null) return readIdentity(stored.value)
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

async function makeIdentity(): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(16).toString('hex'),
    name: 'CN=Parley host',
    notBefore: VALID_FROM,
    notAfter: VALID_UNTIL,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      // keyCertSign as well: with digitalSignature alone a pinned certificate is rejected by BoringSSL.
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign,
        true,
      ),
    ],
  })
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n${certificate.toString('pem')}\n`
}
