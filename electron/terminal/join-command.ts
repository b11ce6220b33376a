// `parley join`: each line of the input is a message, each event of the room a line of the output.

import { formatHostAddress } from '../../shared/address/host-address.ts'
import { describeError, type ChatError } from '../../shared/error.ts'
import type { Trust } from '../../shared/session/trust.ts'
import { threadedCopy } from '../storage/copy/threaded-copy.ts'
import { lockFolder } from '../storage/folder-lock.ts'
import { ProfileStore } from '../storage/profile-store.ts'
import { defaultProfileFolder } from './folders.ts'
import type { JoinOutcome } from './join-outcome.ts'
import { complain, createPrinter } from './output.ts'
import { Talking, type Folders } from './talking.ts'
import { askToTrust } from './trust-question.ts'
import type { JoinCommand } from './usage.ts'

const copyWorker = new URL('./copy-worker.js', import.meta.url)

/** Runs until /quit, the end of the input, a signal, or the end of the session. Returns the exit code. */
export async function join(command: JoinCommand): Promise<number> {
  const folder = command.profile ?? defaultProfileFolder(command.name)
  const lock = await lockFolder(folder, 'profile-in-use')
  if (!lock.ok) return fail(lock.error)
  try {
    return await joinFrom(folder, command)
  } finally {
    await lock.value.release()
  }
}

async function joinFrom(folder: string, command: JoinCommand): Promise<number> {
  const profile = await ProfileStore.open(folder)
  if (!profile.ok) return fail(profile.error)
  const copies = await threadedCopy(copyWorker, folder)
  if (!copies.ok) return fail(copies.error)
  try {
    return await joinAs({ profile: profile.value, copies: copies.value }, command)
  } finally {
    await copies.value.close()
  }
}

async function joinAs(folders: Folders, command: JoinCommand): Promise<number> {
  const first = await talk(folders, command, trustOf(folders.profile, command))
  if (first.ended?.code !== 'host-unknown' || command.json || !process.stdin.isTTY) {
    return report(first, command)
  }
  const fingerprint = await askToTrust(first.ended, process.stdin, process.stderr)
  if (fingerprint === null) return report(first, command)
  return report(await talk(folders, command, { kind: 'pinned', fingerprint }), command)
}

/** By hand before remembered, remembered before new. */
function trustOf(profile: ProfileStore, { address, trust, trustNew }: JoinCommand): Trust {
  const fingerprint = trust ?? profile.knownFingerprint(address)
  if (fingerprint !== null) return { kind: 'pinned', fingerprint }
  return trustNew ? { kind: 'trust-new' } : { kind: 'ask', known: profile.knownFingerprints }
}

/** One session, from the dial to the goodbye. */
async function talk(folders: Folders, command: JoinCommand, trust: Trust): Promise<JoinOutcome> {
  const print = createPrinter(command.json)
  const talking = new Talking(folders, command, trust, print)
  const outcome = await talking.run()
  const undelivered = undeliveredOf(outcome, command)
  if (undelivered && !outcome.ended && command.json) {
    print({ event: 'error', code: undelivered.code, message: describeError(undelivered) })
  }
  return outcome
}

function report(outcome: JoinOutcome, command: JoinCommand): number {
  if (outcome.ended) return fail(outcome.ended, formatHostAddress(command.address))
  const undelivered = undeliveredOf(outcome, command)
  return undelivered ? fail(undelivered, formatHostAddress(command.address)) : 0
}

function undeliveredOf(
  { undelivered: count }: JoinOutcome,
  { address }: JoinCommand,
): ChatError | null {
  return count === 0
    ? null
    : { code: 'undelivered', detail: { count, address: formatHostAddress(address) } }
}

function fail(error: ChatError, about?: string): number {
  complain(error, about)
  return 1
}
