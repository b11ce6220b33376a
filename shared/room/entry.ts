// Coming in: the hello, what the host asks to be proven, and whether that admits. [HS1] to [HS5], [AU1], [EN1]

import { failed, succeeded, type Result } from '../result.ts'
import { floodRate, fullAllowance } from '../protocol/allowance.ts'
import { normalizeName } from '../protocol/name.ts'
import { proofText } from '../protocol/proof.ts'
import { OLDEST_VERSION, PROTOCOL_VERSION, type RequestOf } from '../protocol/request.ts'
import type {
  EnteringConnection,
  GreetingConnection,
  HostConnection,
  HostRules,
  ProvingConnection,
} from './connection.ts'
import type { ConnectionId, Effect } from './effect.ts'
import { takeGuess, type Guesser } from './guesses.ts'
import { endConnection, vacate, type Host, type HostStep } from './host.ts'
import {
  judgeInvite,
  pendingInvite,
  promisedRole,
  withKept,
  withoutKept,
  withPending,
  type InviteVerdict,
} from './register.ts'

/** Who wants to come in, over which connection. */
type Comer = Pick<EnteringConnection, 'id' | 'peer' | 'hello' | 'member'>

/** [HS2] [HS3]: version and name; then the client has to prove who it is. */
export function receiveHello(
  { entry }: HostRules,
  host: Host,
  connection: GreetingConnection,
  hello: RequestOf<'hello'>,
): HostStep {
  if (hello.version < OLDEST_VERSION) return endConnection(host, connection, { code: 'too-old' })
  const name = normalizeName(hello.name)
  if (!name.ok) return endConnection(host, connection, name.error)
  const { id, peer } = connection
  const salt = entry.kind === 'password' ? entry.salt : null
  const challenge = { type: 'challenge', nonce: peer.nonce, entry: entry.kind, salt } as const
  return {
    host,
    connection: { kind: 'proving', id, peer, hello: { ...hello, name: name.value } },
    effects: [{ type: 'send', to: id, answer: challenge }],
  }
}

/** [AU1] [EN1]: the key first, then what the entry asks for. */
export function receiveProof(
  rules: HostRules,
  host: Host,
  connection: ProvingConnection,
  proof: RequestOf<'prove'>,
  now: number,
): HostStep {
  const { id, peer, hello } = connection
  const context = { binding: peer.binding, clientNonce: hello.nonce, hostNonce: peer.nonce }
  const isKey = rules.checks.isSigned(hello.key, proofText('identity', context), proof.signature)
  if (!isKey) return endConnection(host, connection, { code: 'bad-key' })
  const comer: Comer = { id, peer, hello, member: rules.identify(hello.key) }
  const verdict = judgeInvited(rules, host, comer.member, proof.invite, now)
  if (verdict?.kind === 'good') {
    const { invite } = verdict
    const register = withPending(host.register, comer.member, invite)
    return {
      host: { ...host, register },
      connection: { kind: 'entering', ...comer, invite },
      effects: [{ type: 'keep-guest', connection: id, member: comer.member, invite }],
    }
  }
  const isIn =
    rules.entry.kind === 'open' ||
    comer.member === rules.owner ||
    host.register.guests.has(comer.member)
  if (isIn) return admit(rules, host, comer, now)
  if (verdict?.kind === 'bad') return endConnection(host, connection, { code: verdict.code })
  if (rules.entry.kind === 'invite-only') {
    return endConnection(host, connection, { code: 'invite-required' })
  }
  const text = proofText('password', context)
  const guessed = judgePassword(rules, host, guesserOf(host, comer), text, proof.password, now)
  return guessed.verdict.ok
    ? admit(rules, host, comer, now)
    : endConnection(guessed.host, connection, guessed.verdict.error)
}

/** [IV5] [IV6]: whoever is about to come in by an invite waits with each connection, and uses no other one up. */
function judgeInvited(
  { checks }: HostRules,
  { register }: Host,
  member: string,
  token: string | null,
  now: number,
): InviteVerdict | null {
  const invite = pendingInvite(register, member)
  if (invite) return { kind: 'good', invite }
  return token === null ? null : judgeInvite(register, checks.inviteOf(token), member, now)
}

/** Who holds a name here guesses for himself. [EN3] */
function guesserOf(host: Host, { member, peer: { address } }: Comer): Guesser {
  const isKnown = [...host.rooms.values()].some(({ claims }) => claims.has(member))
  return { address, member: isKnown ? member : null }
}

/** [EN2] [EN3]: a wrong password costs a guess, and without one even the right one is not looked at. */
function judgePassword(
  { checks, limits }: HostRules,
  host: Host,
  guesser: Guesser,
  text: string,
  proof: string | null,
  now: number,
): { readonly host: Host; readonly verdict: Result<void> } {
  if (proof === null) return { host, verdict: failed('password-required') }
  const guess = takeGuess(host.guesses, guesser, limits, now)
  if (!guess.ok) {
    const seconds = Math.ceil(guess.retryAfterMs / 1_000)
    return { host, verdict: failed('too-many-guesses', { seconds }) }
  }
  return checks.isOfPassword(text, proof)
    ? { host, verdict: succeeded(undefined) }
    : { host: { ...host, guesses: guess.guesses }, verdict: failed('bad-password') }
}

/** An invite was marked as used on the disk, or could not be. */
export function receiveKept(
  rules: HostRules,
  host: Host,
  connection: HostConnection,
  { member, invite }: Pick<EnteringConnection, 'member' | 'invite'>,
  isKept: boolean,
  now: number,
): HostStep {
  const register = isKept
    ? withKept(host.register, member, invite.id)
    : withoutKept(host.register, member, invite.id)
  const settled = { ...host, register }
  if (connection.kind !== 'entering') return { host: settled, connection, effects: [] }
  // Another write of the same use may have been kept.
  return register.guests.get(member) === invite.id
    ? admit(rules, settled, connection, now)
    : endConnection(settled, connection, { code: 'storage-unavailable' })
}

/** [HS4] [HS5]: room for one more; a ghost of the same instance is replaced. */
function admit(rules: HostRules, host: Host, comer: Comer, now: number): HostStep {
  const { limits } = rules
  const { id, peer, hello, member } = comer
  const { instance } = hello
  const instances = host.present.get(member) ?? new Map<string, ConnectionId>()
  const ghost = instances.get(instance)
  const coming: HostConnection = { kind: 'greeting', id, peer }
  if (ghost === undefined && instances.size >= limits['sessions-per-member']) {
    const detail = { max: limits['sessions-per-member'] }
    return endConnection(host, coming, { code: 'too-many-sessions', detail })
  }
  if (instances.size === 0 && host.present.size >= limits['members-per-host']) {
    const detail = { max: limits['members-per-host'] }
    return endConnection(host, coming, { code: 'host-full', detail })
  }
  const freed =
    ghost === undefined
      ? { host, effects: [] }
      : replaceGhost(host, { member, instance, connection: ghost })
  const here = new Map(freed.host.present.get(member)).set(instance, id)
  return {
    host: { ...freed.host, present: freed.host.present.set(member, here) },
    connection: {
      kind: 'admitted',
      id,
      peer,
      member,
      instance,
      name: hello.name,
      promised: promisedRole(freed.host.register, member),
      asking: fullAllowance(floodRate(limits), now),
      pagesUnderWay: 0,
      held: null,
    },
    effects: [...freed.effects, welcome(rules, host, id, member)],
  }
}

function replaceGhost(host: Host, ghost: Parameters<typeof vacate>[1]) {
  const freed = vacate(host, ghost, 'replaced')
  const close: Effect = {
    type: 'close',
    connection: ghost.connection,
    reason: { code: 'replaced' },
  }
  return { host: freed.host, effects: [...freed.effects, close] }
}

function welcome(rules: HostRules, host: Host, to: ConnectionId, member: string): Effect {
  return {
    type: 'send',
    to,
    answer: {
      type: 'welcome',
      version: PROTOCOL_VERSION,
      capabilities: [],
      member,
      rooms: [...host.rooms.values()].map(({ id, name }) => ({ id, name })),
      heartbeatMs: rules.limits['heartbeat-ms'],
      silenceMs: rules.limits['silence-ms'],
      maxTextBytes: rules.limits['text-bytes'],
    },
  }
}
