// `parley join`: each line of the input is a message, each event of the room a line of the output.

import { formatHostAddress, type HostAddress } from '../../shared/address/host-address.ts'
import { describeError, type ChatError } from '../../shared/error.ts'
import { normalizePassword } from '../../shared/passphrase/passphrase.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import type { Trust } from '../../shared/session/trust.ts'
import { findHost } from '../client/find-host.ts'
import { loadProfileKey } from '../identity/profile-key.ts'
import { threadedCopy } from '../storage/copy/threaded-copy.ts'
import { lockFolder } from '../storage/folder-lock.ts'
import { createSecretStore } from '../storage/secret-store.ts'
import { ProfileStore } from '../storage/profile-store.ts'
import { defaultProfileFolder } from './folders.ts'
import type { JoinOutcome } from './join-outcome.ts'
import { complain, complainOfFile, createPrinter, flush, type Print } from './output.ts'
import { readPasswordFile } from './password-file.ts'
import { askPassword } from './password-question.ts'
import { untilSignal } from './signals.ts'
import { Talking, type Attempt, type Folders } from './talking.ts'
import { askToTrust, isAboutTrust } from './trust-question.ts'
import type { JoinCommand, JoinTarget } from './usage.ts'

/** How often a person at a terminal is asked for the password. */
const MAX_QUESTIONS = 3

const copyWorker = new URL('./copy-worker.js', import.meta.url)

/** Runs until /quit, the end of the input, a signal, or the end of the session. Returns the exit code. */
export async function join(command: JoinCommand): Promise<number> {
  const { passwordFile } = command
  const password = passwordFile === null ? succeeded(null) : await readPasswordFile(passwordFile)
  if (!password.ok) {
    complainOfFile(password.error, passwordFile)
    return 1
  }
  const folder = command.profile ?? defaultProfileFolder(command.name)
  const lock = await lockFolder(folder, 'profile-in-use')
  if (!lock.ok) return fail(lock.error)
  try {
    return await joinFrom(folder, command, password.value)
  } finally {
    await lock.value.release()
  }
}

async function joinFrom(
  folder: string,
  command: JoinCommand,
  password: string | null,
): Promise<number> {
  const profile = await ProfileStore.open(folder)
  if (!profile.ok) return fail(profile.error)
  const key = await loadProfileKey(createSecretStore(folder, null))
  if (!key.ok) return fail(key.error, folder)
  const copies = await threadedCopy(copyWorker, folder)
  if (!copies.ok) return fail(copies.error)
  const folders = { profile: profile.value, key: key.value, copies: copies.value }
  const print = createPrinter(command.json)
  try {
    const address = await addressOf(command.target, print)
    if (address.ok) return await joinAt(address.value, folders, command, { password, print })
    if (address.error.code === 'leaving') return 0
    return fail(address.error, command.target.addresses.map(formatHostAddress).join(', '))
  } finally {
    await copies.value.close()
  }
}

/** Of the addresses of an invite the one at which its host is. Fails as `findHost`. */
async function addressOf(target: JoinTarget, print: Print): Promise<Result<HostAddress>> {
  const { addresses, fingerprint } = target
  const [only, ...others] = addresses
  if (!only) return failed('bad-address')
  // A single one is checked when it is dialed.
  if (fingerprint === null || others.length === 0) return succeeded(only)
  const stop = new AbortController()
  void untilSignal().then(() => stop.abort())
  print({ event: 'connection', state: 'connecting', reason: null })
  const found = await findHost(addresses, fingerprint, stop.signal)
  if (!found.ok) {
    const { code } = found.error
    print({ event: 'connection', state: 'ended', reason: code })
    if (code !== 'leaving') print({ event: 'error', code, message: describeError(found.error) })
  }
  return found
}

async function joinAt(
  address: HostAddress,
  folders: Folders,
  command: JoinCommand,
  { password: given, print }: { readonly password: string | null; readonly print: Print },
): Promise<number> {
  const { token: invite, fingerprint: invited } = command.target
  const attempt = (
    password: string | null,
    trust: Trust = trustOf(folders.profile, address, command),
  ): Promise<JoinOutcome> => {
    const isInvited = invited !== null
    return talk(folders, command, { address, trust, password, invite, isInvited }, print)
  }
  let outcome = await attempt(given)
  if (command.json || !process.stdin.isTTY) return report(outcome, address)
  flush()
  if (outcome.ended && isAboutTrust(outcome.ended)) {
    const fingerprint = await askToTrust(outcome.ended, process.stdin, process.stderr)
    if (fingerprint === null) return report(outcome, address)
    outcome = await attempt(given, { kind: 'pinned', fingerprint })
  }
  for (let asked = 0; asked < MAX_QUESTIONS && needsPassword(outcome); asked++) {
    flush()
    // One question after the other.
    // oxlint-disable-next-line no-await-in-loop
    const typed = await askPassword(process.stdin, process.stderr)
    if (typed === null) break
    const password = normalizePassword(typed)
    // oxlint-disable-next-line no-await-in-loop
    if (password.ok) outcome = await attempt(password.value)
    else complain(password.error)
  }
  return report(outcome, address)
}

function needsPassword({ ended }: JoinOutcome): boolean {
  return ended?.code === 'password-required' || ended?.code === 'bad-password'
}

/** By invite or by hand before remembered, remembered before new. */
function trustOf(
  profile: ProfileStore,
  address: HostAddress,
  { target, trust, trustNew }: JoinCommand,
): Trust {
  const fingerprint = target.fingerprint ?? trust ?? profile.knownFingerprint(address)
  if (fingerprint !== null) return { kind: 'pinned', fingerprint }
  return trustNew ? { kind: 'trust-new' } : { kind: 'ask', known: profile.knownHosts }
}

/** One session, from the dial to the goodbye. */
async function talk(
  folders: Folders,
  command: JoinCommand,
  attempt: Attempt,
  print: Print,
): Promise<JoinOutcome> {
  const outcome = await new Talking(folders, command, attempt, print).run()
  const undelivered = undeliveredOf(outcome, attempt.address)
  if (undelivered && !outcome.ended && command.json) {
    print({ event: 'error', code: undelivered.code, message: describeError(undelivered) })
  }
  return outcome
}

function report(outcome: JoinOutcome, address: HostAddress): number {
  const error = outcome.ended ?? undeliveredOf(outcome, address)
  return error ? fail(error, formatHostAddress(address)) : 0
}

function undeliveredOf(
  { undelivered: count }: JoinOutcome,
  address: HostAddress,
): ChatError | null {
  return count === 0
    ? null
    : { code: 'undelivered', detail: { count, address: formatHostAddress(address) } }
}

function fail(error: ChatError, about?: string): number {
  complain(error, about)
  return 1
}
