// `parley join`: each line of the input is a message, each event of the room a line of the output.

import { createInterface, type Interface } from 'node:readline'
import { formatHostAddress } from '../../shared/address/host-address.ts'
import { describeError, type ChatError } from '../../shared/error.ts'
import { isBlank } from '../../shared/protocol/text.ts'
import type { Trust } from '../../shared/session/trust.ts'
import { ChatClient } from '../client/chat-client.ts'
import { lockFolder } from '../storage/folder-lock.ts'
import { ProfileStore } from '../storage/profile-store.ts'
import { defaultProfileFolder } from './folders.ts'
import { JoinOutcome } from './join-outcome.ts'
import { complain, createPrinter, type Print } from './output.ts'
import { createSessionPrinter } from './session-printer.ts'
import { untilSignal } from './signals.ts'
import { askToTrust } from './trust-question.ts'
import type { JoinCommand } from './usage.ts'

/** Milliseconds for what waits in the outbox after the end of the input. */
const DRAIN_MS = 60_000

/** What moderators can say in a later version: not sent as a message by accident. */
const LATER_COMMAND = /^\/(kick|ban)(\s|$)/

/** Runs until /quit, the end of the input, a signal, or the end of the session. Returns the exit code. */
export async function join(command: JoinCommand): Promise<number> {
  const folder = command.profile ?? defaultProfileFolder(command.name)
  const lock = await lockFolder(folder, 'profile-in-use')
  if (!lock.ok) return fail(lock.error)
  try {
    const profile = await ProfileStore.open(folder)
    return profile.ok ? await joinAs(profile.value, command) : fail(profile.error)
  } finally {
    await lock.value.release()
  }
}

async function joinAs(profile: ProfileStore, command: JoinCommand): Promise<number> {
  const first = await talk(profile, command, trustOf(profile, command))
  if (first.ended?.code !== 'host-unknown' || command.json || !process.stdin.isTTY) {
    return report(first, command)
  }
  const fingerprint = await askToTrust(first.ended, process.stdin, process.stderr)
  if (fingerprint === null) return report(first, command)
  return report(await talk(profile, command, { kind: 'pinned', fingerprint }), command)
}

/** By hand before remembered, remembered before new. */
function trustOf(profile: ProfileStore, { address, trust, trustNew }: JoinCommand): Trust {
  const fingerprint = trust ?? profile.knownFingerprint(address)
  if (fingerprint !== null) return { kind: 'pinned', fingerprint }
  return trustNew ? { kind: 'trust-new' } : { kind: 'ask', known: profile.knownFingerprints }
}

/** One session, from the dial to the goodbye. */
async function talk(
  profile: ProfileStore,
  command: JoinCommand,
  trust: Trust,
): Promise<JoinOutcome> {
  const print = createPrinter(command.json)
  const outcome = new JoinOutcome()
  const known = trust.kind === 'pinned' ? trust.fingerprint : null
  let fingerprint = known
  const printed = () => (fingerprint === null ? null : profile.printedUpTo(fingerprint))
  const printEvents = createSessionPrinter(print, ({ sequence }) => {
    // A host known by its key may be met at a new address: what it said there was printed here.
    const point = printed()
    return point?.epoch === client.resumePoint?.epoch && sequence <= (point?.sequence ?? 0)
  })
  const client: ChatClient = new ChatClient({
    settings: {
      address: command.address,
      name: command.name,
      role: command.role,
      instance: profile.instance,
      trust,
      openHosts: [],
    },
    resume: printed(),
    onEvents: (events) => {
      printEvents(events)
      outcome.observe(client)
    },
    onTrusted: (trusted) => {
      fingerprint = trusted
      void profile.trustHost(command.address, trusted)
    },
  })
  client.start()
  const input = readMessages(client, outcome, print)
  await outcome.settled(DRAIN_MS)
  input.close()
  await client.leave()
  outcome.leave(client.view)
  const undelivered = undeliveredOf(outcome, command)
  if (undelivered && !outcome.ended && command.json) {
    print({ event: 'error', code: undelivered.code, message: describeError(undelivered) })
  }
  if (fingerprint !== null && client.resumePoint) {
    await profile.setPrintedUpTo(fingerprint, client.resumePoint)
  }
  return outcome
}

function readMessages(client: ChatClient, outcome: JoinOutcome, print: Print): Interface {
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  let line = 0
  let hasQuit = false
  lines.on('line', (text) => {
    line++
    // A closed interface still hands out the lines that it has read already.
    if (hasQuit) return
    if (text.trim() === '/quit') {
      hasQuit = true
      lines.close()
    } else if (LATER_COMMAND.test(text)) {
      const error: ChatError = {
        code: 'not-in-this-version',
        detail: { option: text.split(' ')[0] ?? '' },
      }
      print({ event: 'error', code: error.code, message: describeError(error) })
    } else if (!isBlank(text)) {
      const sent = client.send(text)
      if (sent.ok) print({ event: 'queued', line, id: sent.value.id })
      else {
        outcome.reject()
        print({ event: 'error', code: sent.error.code, message: describeError(sent.error) })
      }
    }
  })
  lines.on('close', () => outcome.endInput(client))
  // Input that cannot be read, such as a folder, is over.
  process.stdin.on('error', () => lines.close())
  void untilSignal().then(() => outcome.interrupt())
  return lines
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
