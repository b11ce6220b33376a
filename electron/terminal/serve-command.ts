// `parley serve`: hosts a room without a window until it is told to stop.

import { assertNever } from '../../shared/assert-never.ts'
import { describeError, type ChatError } from '../../shared/error.ts'
import { formatFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import type { Message } from '../../shared/protocol/schema.ts'
import type { Result } from '../../shared/result.ts'
import { loadHostIdentity } from '../identity/host-identity.ts'
import type { ChatServer } from '../server/chat-server.ts'
import type { ServerEvent, ServerSettings } from '../server/server-options.ts'
import { startHost } from '../server/start-host.ts'
import { lockFolder } from '../storage/folder-lock.ts'
import { createSecretStore } from '../storage/secret-store.ts'
import { defaultDataFolder } from './folders.ts'
import { complain, createPrinter, toMessageOutput, type Print } from './output.ts'
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

async function serveFrom(folder: string, command: ServeCommand): Promise<number> {
  const stop = untilSignal()
  const identity = await loadHostIdentity(createSecretStore(folder, null))
  if (!identity.ok) return fail(identity.error, folder)
  const print = createPrinter(command.json)
  const settings: ServerSettings = {
    room: { id: FRONT_ROOM, name: command.name },
    history: command.history,
    bind: command.bind,
    port: command.port,
    limits: command.limits,
    identity: identity.value,
  }
  const fingerprint = formatFingerprint(identity.value.fingerprint)
  return new Serving(folder, print, fingerprint, command.quiet).run(settings, stop)
}

/** Hosts until it is told to stop, also when the thread of the history fails and is started again. */
class Serving {
  readonly #folder: string
  readonly #print: Print
  readonly #fingerprint: string
  /** Whether what people do and say is not printed. */
  readonly #isQuiet: boolean

  constructor(folder: string, print: Print, fingerprint: string, isQuiet: boolean) {
    this.#folder = folder
    this.#print = print
    this.#fingerprint = fingerprint
    this.#isQuiet = isQuiet
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
      this.#print({
        event: 'listening',
        ...server.bound,
        fingerprint: this.#fingerprint,
        invite: null,
        ownerInvite: null,
      })
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

  #start(settings: ServerSettings, onGone: (cause: string) => void): Promise<Result<ChatServer>> {
    const report = (event: ServerEvent): void => this.#printEvent(event)
    const onMessage = this.#isQuiet
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
        return this.#isQuiet ? undefined : this.#print(event)
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
