// What a client proves to a host, as text: bound to the TLS connection that carries it, so that a proof is of
// no use on any other one. [AU1]

/** What both ends know of one connection and nobody else can repeat. */
export interface ProofContext {
  /** 32 bytes that the TLS session exports under EXPORTER_LABEL (RFC 8446, section 7.5), base64url. */
  readonly binding: string
  readonly clientNonce: string
  readonly hostNonce: string
}

/** The label under which a TLS session exports what binds a proof to it. */
export const EXPORTER_LABEL = 'EXPORTER-parley-1'

/** Bytes exported from a TLS session. */
export const BINDING_BYTES = 32

/** The text that a profile's key signs, and that a password's key authenticates: never the same text. */
export function proofText(
  purpose: 'identity' | 'password',
  { binding, clientNonce, hostNonce }: ProofContext,
): string {
  return `parley/${purpose}/1 ${binding} ${clientNonce} ${hostNonce}`
}

/** scrypt (RFC 7914) of a password: about 0.2 s and 64 MiB for each guess. The salt is the challenge's, as ASCII. */
export const SCRYPT = { N: 65_536, r: 8, p: 1, keyBytes: 32 } as const
