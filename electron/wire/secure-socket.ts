// TLS 1.3 over a dialed connection, up to the moment at which the host's key is known. [TL1]

import { createHash, type X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { HostAddress } from '../../shared/address/host-address.ts'
import { encodeFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import { ALPN_NAME } from '../../shared/protocol/limits.ts'
import { BINDING_BYTES, EXPORTER_LABEL } from '../../shared/protocol/proof.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { systemCode, toSecureError } from './node-error.ts'

/** Milliseconds. A handshake on a network of one's own takes a fraction of this. */
const HANDSHAKE_TIMEOUT_MS = 10_000

/** What OpenSSL and BoringSSL say of bytes that are no record of TLS. */
const PLAIN_ANSWER = 'ERR_SSL_WRONG_VERSION_NUMBER'

export interface SecureSocket {
  readonly socket: TLSSocket
  /** Of the host's public key, in canonical form. */
  readonly fingerprint: string
  /** What binds proofs to this connection: see `ProofContext`. */
  readonly binding: string
}

/** The fingerprint of a certificate's public key: SHA-256 over its SubjectPublicKeyInfo. */
export function certificateFingerprint(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' })
  return encodeFingerprint(createHash('sha256').update(spki).digest())
}

/**
 * Speaks TLS over a connection and reads the host's key. Writes nothing after the handshake: whether to
 * talk to this key is the caller's decision. Fails with `not-parley`, `closed-early` or `connect-timed-out`; `onPlain`
 * is called before, when what answered was no TLS at all.
 */
export function secureSocket(
  tcp: Socket,
  address: HostAddress,
  signal: AbortSignal,
  onPlain: () => void = () => undefined,
): Promise<Result<SecureSocket>> {
  return new Promise((settle) => {
    // No `session`: a resumed handshake shows no certificate, and what shows none cannot be checked.
    const socket = connectTls({
      socket: tcp,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
      ALPNProtocols: [ALPN_NAME],
    })
    const finish = (result: Result<SecureSocket>): void => {
      clearTimeout(timeout)
      signal.removeEventListener('abort', onAbort)
      socket.removeListener('close', onClose)
      if (!result.ok) socket.destroy()
      settle(result)
    }
    const onAbort = (): void => finish(failed('leaving'))
    const onClose = (): void => finish(failed('closed-early', { ...address }))
    const timeout = setTimeout(
      () => finish(failed('connect-timed-out', { ...address })),
      HANDSHAKE_TIMEOUT_MS,
    )
    signal.addEventListener('abort', onAbort, { once: true })
    // Stays for good: an error after the handshake must not end the process.
    socket.on('error', (error) => {
      if (systemCode(error) === PLAIN_ANSWER) onPlain()
      finish({ ok: false, error: toSecureError(error, address) })
    })
    socket.once('close', onClose)
    socket.once('secureConnect', () => {
      const fingerprint = presentedFingerprint(socket)
      finish(
        fingerprint === null
          ? failed('not-parley', { ...address })
          : succeeded({ socket, fingerprint, binding: bindingOf(socket) }),
      )
    })
    // Aborted between the dial and here: no event comes any more.
    if (signal.aborted) onAbort()
  })
}

/** What binds proofs to a TLS session; both of its ends have the same. Only after the handshake. */
export function bindingOf(socket: TLSSocket): string {
  return socket
    .exportKeyingMaterial(BINDING_BYTES, EXPORTER_LABEL, Buffer.alloc(0))
    .toString('base64url')
}

/** Null for what did not choose our protocol, or shows no certificate whose key can be read. [TL4] */
function presentedFingerprint(socket: TLSSocket): string | null {
  if (socket.alpnProtocol !== ALPN_NAME) return null
  try {
    const certificate = socket.getPeerX509Certificate()
    return certificate ? certificateFingerprint(certificate) : null
  } catch {
    return null // A key of a kind that this machine does not know.
  }
}
