// `parley serve`: hosts a room without a window until it is told to stop.

import { formatFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import { loadHostIdentity } from '../identity/host-identity.ts'
import { ChatServer } from '../server/chat-server.ts'
import type { ServerEvent } from '../server/server-options.ts'
import { lockFolder } from '../storage/folder-lock.ts'
import { createSecretStore } from '../storage/secret-store.ts'
import { defaultDataFolder } from './folders.ts'
import { complain, createPrinter, toMessageOutput, type Print } from './output.ts'
import { untilSignal } from './signals.ts'
import type { ServeCommand } from './usage.ts'

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

async function serveFrom(folder: string, command: ServeCommand): Promise<number> {
  const stop = untilSignal()
  const identity = await loadHostIdentity(createSecretStore(folder, null))
  if (!identity.ok) return fail(identity.error, folder)
  const print = createPrinter(command.json)
  const started = await ChatServer.start({
    name: command.name,
    bind: command.bind,
    port: command.port,
    limits: command.limits,
    identity: identity.value,
    report: (event) => printServerEvent(print, event),
  })
  if (!started.ok) return fail(started.error)
  const server = started.value
  const fingerprint = formatFingerprint(identity.value.fingerprint)
  print({ event: 'listening', ...server.bound, fingerprint, invite: null, ownerInvite: null })
  await stop
  await server.stop()
  print({ event: 'stopped' })
  return 0
}

function printServerEvent(print: Print, event: ServerEvent): void {
  if (event.event === 'message') print({ event: 'message', ...toMessageOutput(event.fact) })
  else print(event)
}

function fail(error: Parameters<typeof complain>[0], about?: string): number {
  complain(error, about)
  return 1
}
