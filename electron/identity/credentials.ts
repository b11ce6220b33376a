// What a client brings to a host, and how it proves it.

import { proofText } from '../../shared/protocol/proof.ts'
import type { RequestOf } from '../../shared/protocol/request.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import type { ProofTask } from '../../shared/client/surroundings.ts'
import { passwordKey, passwordProof } from './password-key.ts'
import type { ProfileKey } from './profile-key.ts'

export interface Credentials {
  readonly key: ProfileKey
  /** Of the room, normalised; null when it is not known. */
  readonly password: string | null
  /** The token of an invite; null without one. */
  readonly invite: string | null
}

/** Answers a challenge on the connection of this binding. [AU1] */
export async function prove(
  { key, password, invite }: Credentials,
  binding: string,
  { clientNonce, challenge }: ProofTask,
): Promise<Result<RequestOf<'prove'>>> {
  const context = { binding, clientNonce, hostNonce: challenge.nonce }
  const { salt } = challenge
  const isAsked = salt !== null && password !== null
  try {
    const proven = isAsked
      ? passwordProof(await passwordKey(password, salt), proofText('password', context))
      : null
    const signature = key.sign(proofText('identity', context))
    return succeeded({ type: 'prove', signature, password: proven, invite })
  } catch {
    return failed('internal-error') // The memory for hashing is not to be had.
  }
}
