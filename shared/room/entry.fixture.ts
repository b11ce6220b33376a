// Hosts that ask for something at the door, in tests.

import type { KeptInvite } from '../history/register.ts'
import type { Limits } from '../protocol/limits.ts'
import type { EntryRule } from './connection.ts'
import { hello, inShort, testId, TestHost } from './host.fixture.ts'
import { inviteOf } from './proofs.fixture.ts'
import { withInvite } from './register.ts'

export const SALT = testId('salt')

/** The token of an invite. */
export const TOKEN = testId('token')

/** A host whose connections prove what a test says. */
export function hostWith(kind: EntryRule['kind'], limits: Partial<Limits> = {}): TestHost {
  const entry: EntryRule = kind === 'password' ? { kind, salt: SALT } : { kind }
  const host = new TestHost(limits, 'all', entry)
  host.isUnproven = true
  return host
}

/** Makes an invite with TOKEN, for one member unless something else is said. */
export function invite(host: TestHost, changes: Partial<KeptInvite> = {}): void {
  const made: KeptInvite = {
    id: inviteOf(TOKEN),
    createdAt: 0,
    expiresAt: null,
    uses: 1,
    used: 0,
    isRevoked: false,
    role: 'member',
    ...changes,
  }
  host.invites.set(made.id, made)
  host.host = { ...host.host, register: withInvite(host.host.register, made) }
}

/** Says hello and proves; what came of it. */
export function enter(
  host: TestHost,
  id: number,
  who: string,
  secrets?: Parameters<TestHost['proof']>[1],
): string[] {
  host.hear(id, hello(who))
  return inShort(host.hear(id, host.proof(id, secrets)))
}
