// A real server on a free port of the loopback, stopped when its test is over.

import { onTestFinished } from 'vitest'
import type { History } from '../../shared/history/history.ts'
import { limitsWith, type Limits } from '../../shared/protocol/limits.ts'
import { succeeded } from '../../shared/result.ts'
import { loadHostIdentity, type HostIdentity } from '../identity/host-identity.ts'
import { ChatServer } from '../server/chat-server.ts'
import type { ServerEntry, ServerEvent } from '../server/server-options.ts'
import { openHistory } from '../storage/history/open-history.ts'
import { temporaryFolder } from './temporary-folder.ts'

let made: Promise<HostIdentity> | undefined

/** A host key of this run of tests. */
export function testIdentity(): Promise<HostIdentity> {
  made ??= makeIdentity()
  return made
}

/** A key that no other test has. */
export async function makeIdentity(): Promise<HostIdentity> {
  const identity = await loadHostIdentity({
    isSealed: false,
    read: () => Promise.resolve(succeeded(null)),
    write: () => Promise.resolve(succeeded(undefined)),
  })
  if (!identity.ok) throw new Error(identity.error.code)
  return identity.value
}

export interface TestServer {
  readonly server: ChatServer
  readonly port: number
  readonly fingerprint: string
  /** Where its history is. */
  readonly folder: string
  readonly reports: readonly ServerEvent[]
}

export interface TestServerOptions {
  /** Where the history is; a folder of its own when not given. */
  readonly folder?: string
  /** A history that the test has made; it is closed with the server. */
  readonly history?: History
  readonly readable?: 'all' | 'from-joining'
  readonly limits?: Partial<Limits>
  readonly bind?: string
  readonly port?: number
  readonly identity?: HostIdentity
  readonly entry?: ServerEntry
  readonly owner?: string
  readonly classic?: boolean
  readonly alsoListen?: readonly number[]
}

/** Many connections of one address come at once in tests: the door is wide unless a test narrows it. */
const WIDE_DOOR = {
  'new-per-second-per-address': 1_000,
  'pending-per-address': 1_000,
  'pending-connections': 1_000,
}

/** An open room on the loopback, as a host has it that has chosen nothing. */
const UNCHOSEN = {
  readable: 'all',
  bind: '127.0.0.1',
  port: 0,
  entry: { kind: 'open' },
  owner: null,
  classic: false,
  alsoListen: [],
} as const

export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const identity = options.identity ?? (await testIdentity())
  const reports: ServerEvent[] = []
  const folder = options.folder ?? temporaryFolder()
  const history = options.history ?? (await openTestHistory(folder))
  const started = await ChatServer.start({
    room: { id: 'front', name: 'Test room' },
    ...UNCHOSEN,
    ...options,
    history,
    identity,
    limits: limitsWith({ ...WIDE_DOOR, ...options.limits }),
    report: (event) => reports.push(event),
  })
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  const server = started.value
  onTestFinished(() => server.stop())
  return { server, port: server.bound.port, fingerprint: identity.fingerprint, folder, reports }
}

/** A history in this thread. It is closed by the server that is started with it. */
export async function openTestHistory(folder: string): Promise<History> {
  const history = await openHistory(folder)
  if (!history.ok) throw new Error(JSON.stringify(history.error))
  return history.value
}
