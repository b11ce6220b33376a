// `parley serve`: hosts a room without a window until it is told to stop.

import { assertNever } from '../../shared/assert-never.ts'
import { describeError, type ChatError } from '../../shared/error.ts'
import { formatFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import type { Message } from '../../shared/protocol/schema.ts'
import { succeeded, type Result } from '../../shared/result.ts'
import { loadHostIdentity } from '../identity/host-identity.ts'
import type { ChatServer } from '../server/chat-server.ts'
import type { ServerEvent, ServerSettings } from '../server/server-options.ts'
import { startHost } from '../server/start-host.ts'
import { lockFolder } from '../storage/folder-lock.ts'
import { createSecretStore } from '../storage/secret-store.ts'
import { defaultDataFolder } from './folders.ts'
import {
  complain,
  complainOfFile,
  createPrinter,
  toMessageOutput,
  warn,
  type Print,
} from './output.ts'
import { toRulingOutput } from '../../shared/ruling-sentence.ts'
import { prepareEntry } from './serve-entry.ts'
import { makeInvite, makeOwnerInvite } from './serve-invites.ts'
import { untilSignal } from './signals.ts'
import type { ServeCommand } from './usage.ts'

/** Starts of a history whose thread fails again and again. */
const MAX_RESTARTS = 3

const historyWorker = new URL('./history-worker.js', import.meta.url)

/** Runs until SIGINT or SIGTERM. Returns the exit code. */
export async function serve(command: ServeCommand): Promise<number> {
  const folder = command.data ?? defaultDataFolder()
  const lock = await lockFolder(folder, 'data-in-use')
  if (!lock.ok) return fail(lock.error)
  try {
    return await serveFrom(folder, command)
  } finally {
    await lock.value.release()
  }
}

/** The id of the one room of a data folder, whatever it is called. */
const FRONT_ROOM = 'front'

/** What is shown when it listens. */
interface Shown {
  readonly fingerprint: string
  /** A password that this start has made. */
  readonly password: string | null
}

/** As links; null where none was made. */
interface ShownInvites {
  readonly invite: string | null
  readonly ownerInvite: string | null
}

async function serveFrom(folder: string, command: ServeCommand): Promise<number> {
  const stop = untilSignal()
  const identity = await loadHostIdentity(createSecretStore(folder, null))
  if (!identity.ok) return fail(identity.error, folder)
  const { passwordFile } = command
  const prepared = await prepareEntry(command, (sentence) => warn(passwordFile ?? '', sentence))
  if (!prepared.ok) {
    complainOfFile(prepared.error, passwordFile)
    return 1
  }
  const settings: ServerSettings = {
    room: { id: FRONT_ROOM, name: command.name },
    history: command.history,
    bind: command.bind,
    port: command.port,
    limits: command.limits,
    identity: identity.value,
    entry: prepared.value.entry,
    owner: null,
    classic: command.classic,
    alsoListen: command.alsoListen,
  }
  const { fingerprint } = identity.value
  const { password } = prepared.value
  return new Serving(folder, command, { fingerprint, password }).run(settings, stop)
}

/** Hosts until it is told to stop, also when the thread of the history fails and is started again. */
class Serving {
  readonly #folder: string
  readonly #command: ServeCommand
  readonly #shown: Shown
  readonly #print: Print
  /** Those of the first start. */
  #invites: ShownInvites | null = null

  constructor(folder: string, command: ServeCommand, shown: Shown) {
    this.#folder = folder
    this.#command = command
    this.#shown = shown
    this.#print = createPrinter(command.json)
  }

  async run(settings: ServerSettings, stop: Promise<unknown>): Promise<number> {
    for (let starts = 0; ; starts++) {
      let lose: (cause: string) => void = () => undefined
      const lost = new Promise<string>((settle) => {
        lose = settle
      })
      // One start after the other, on the port of the first.
      // oxlint-disable-next-line no-await-in-loop
      const started = await this.#start(settings, (cause) => lose(cause))
      if (!started.ok) return fail(started.error)
      const server = started.value
      // oxlint-disable-next-line no-await-in-loop
      const told = await this.#tellListening(server)
      if (!told.ok) {
        // oxlint-disable-next-line no-await-in-loop
        await server.stop()
        return fail(told.error)
      }
      // oxlint-disable-next-line no-await-in-loop
      const cause = await Promise.race([stop.then(() => null), lost])
      // oxlint-disable-next-line no-await-in-loop
      await server.stop()
      if (cause === null) break
      this.#printError({ code: 'disk-failing', detail: { path: this.#folder, cause } })
      if (starts >= MAX_RESTARTS) return fail({ code: 'server-failed' }, cause)
    }
    this.#print({ event: 'stopped' })
    return 0
  }

  async #tellListening(server: ChatServer): Promise<Result<void>> {
    const isFirst = this.#invites === null
    const invites = await this.#invitesOf(server)
    if (!invites.ok) return invites
    const { fingerprint, password } = this.#shown
    this.#print({
      event: 'listening',
      ...server.bound,
      ...(server.alsoBound.length > 0 && { alsoListening: server.alsoBound }),
      ...(this.#command.classic && { classic: true as const }),
      fingerprint: formatFingerprint(fingerprint),
      ...invites.value,
      ...(isFirst && password !== null && { password }),
    })
    return succeeded(undefined)
  }

  /** Made at the first start only: those of before are still good when the server had to be started again. */
  async #invitesOf(server: ChatServer): Promise<Result<ShownInvites>> {
    if (this.#invites) {
      const { invite, ownerInvite } = this.#invites
      return succeeded({ invite, ownerInvite: server.hasOwner ? null : ownerInvite })
    }
    const { fingerprint } = this.#shown
    const { inviteUses, quiet } = this.#command
    const invite =
      inviteUses === null ? succeeded(null) : await makeInvite(server, fingerprint, inviteUses)
    if (!invite.ok) return invite
    const owners = await makeOwnerInvite(server, fingerprint, !quiet)
    // Nobody asked for it: on a full disk the room can be read all the same.
    if (!owners.ok) this.#printError(owners.error)
    this.#invites = { invite: invite.value, ownerInvite: owners.ok ? owners.value : null }
    return succeeded(this.#invites)
  }

  #start(settings: ServerSettings, onGone: (cause: string) => void): Promise<Result<ChatServer>> {
    const report = (event: ServerEvent): void => this.#printEvent(event)
    const onMessage = this.#command.quiet
      ? undefined
      : (message: Message): void => this.#print({ event: 'message', ...toMessageOutput(message) })
    return startHost({ settings, folder: this.#folder, historyWorker, report, onMessage, onGone })
  }

  #printEvent(event: ServerEvent): void {
    switch (event.event) {
      case 'damage': {
        const detail = { missing: event.missing, path: this.#folder }
        return this.#printError({ code: 'history-damaged', detail })
      }
      case 'storage':
        if (event.problem) return this.#printError(event.problem)
        return this.#print({ event: 'storage-available' })
      case 'member-joined':
      case 'member-left':
        return this.#command.quiet ? undefined : this.#print(event)
      case 'ruling':
        if (this.#command.quiet) return
        return this.#print({ event: 'ruling', ...toRulingOutput(event.ruling) })
      case 'error':
      case 'turned-away':
        return this.#print(event)
      default:
        return assertNever(event)
    }
  }

  #printError(error: ChatError): void {
    this.#print({ event: 'error', code: error.code, message: describeError(error) })
  }
}

function fail(error: Parameters<typeof complain>[0], about?: string): number {
  complain(error, about)
  return 1
}
