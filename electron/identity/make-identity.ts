// Makes the key and the certificate of a host.

// x509 needs the metadata API to be there before it is loaded.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { randomBytes, webcrypto } from 'node:crypto'

/** Electron's TLS takes no Ed25519 certificates; P-256 is everywhere. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Wide enough for machines without a right clock: the key is what is trusted, not the dates. */
const VALID_FROM = new Date('2000-01-01T00:00:00Z')
const VALID_UNTIL = new Date('2100-01-01T00:00:00Z')

/** A new private key and its self-signed certificate, in PEM, one after the other. [TL1] */
export async function makeIdentity(): Promise<string> {
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
