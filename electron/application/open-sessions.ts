// The rooms that are open in the window: each a session of its own, told to the window as events.

import { parseHostAddress, type HostAddress } from '../../shared/address/host-address.ts'
import type { ChatError } from '../../shared/error.ts'
import { parseFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import type { Events, JoinOptions, OpenSession } from '../../shared/ipc/contract.ts'
import { normalizeName } from '../../shared/protocol/name.ts'
import type { Role } from '../../shared/protocol/schema.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import type { Trust } from '../../shared/session/trust.ts'
import type { SessionEvent } from '../../shared/session/view.ts'
import { ChatClient } from '../client/chat-client.ts'
import type { ProfileStore } from '../storage/profile-store.ts'

/** Tells the window something. */
export type Tell = <N extends keyof Events>(name: N, payload: Events[N]) => void

/** Whom to join as what, all checked. */
interface Entry {
  readonly address: HostAddress
  readonly name: string
  readonly role: Role
  readonly trust: Trust
  readonly isHost: boolean
}

interface Open {
  readonly client: ChatClient
  readonly role: Role
  readonly isHost: boolean
}

export class OpenSessions {
  readonly #profile: ProfileStore
  readonly #tell: Tell
  readonly #open = new Map<string, Open>()
  readonly #joining = new Set<ChatClient>()
  #opened = 0

  constructor(profile: ProfileStore, tell: Tell) {
    this.#profile = profile
    this.#tell = tell
  }

  /** Joins as a person asked. Resolves when the room is joined or the attempt has failed. */
  async join(options: JoinOptions): Promise<Result<{ readonly session: string }>> {
    const address = parseHostAddress(options.address, options.port)
    if (!address.ok) return address
    const name = normalizeName(options.name)
    if (!name.ok) return name
    const trust = this.#trustOf(address.value, options.trust)
    if (!trust.ok) return trust
    const { role } = options
    const entry = { address: address.value, name: name.value, role, trust: trust.value }
    const joined = await this.#enter({ ...entry, isHost: false })
    if (!joined.ok && joined.error.code === 'already-open') return this.#alreadyOpen(joined.error)
    if (joined.ok) await this.#remember(joined.value.session, entry.address, name.value, role)
    return joined
  }

  /** Joins the room that this application hosts, as anybody would. */
  joinOwn(
    port: number,
    name: string,
    fingerprint: string,
  ): Promise<Result<{ readonly session: string }>> {
    return this.#enter({
      address: { address: '127.0.0.1', port },
      name,
      role: 'member',
      trust: { kind: 'pinned', fingerprint },
      isHost: true,
    })
  }

  /** Ends the attempts under way: they fail with `leaving`. */
  cancelJoin(): void {
    for (const client of this.#joining) void client.leave()
  }

  /** Forgets which key an address had: the next join asks anew. */
  async forgetHost(addressText: string, port: number): Promise<Result<void>> {
    const address = parseHostAddress(addressText, port)
    return address.ok ? this.#profile.forgetHost(address.value) : address
  }

  /** The state of all rooms; the events that follow continue it. */
  list(): readonly OpenSession[] {
    return [...this.#open.keys()].flatMap((session) => this.#describe(session) ?? [])
  }

  /** Does something with an open room, or fails with `unknown-session`. */
  with<T>(
    session: string,
    use: (client: ChatClient) => Result<T> | Promise<Result<T>>,
  ): Result<T> | Promise<Result<T>> {
    const open = this.#open.get(session)
    return open ? use(open.client) : failed('unknown-session')
  }

  /** Says goodbye and closes the room in the window. */
  async leave(session: string): Promise<Result<void>> {
    const open = this.#open.get(session)
    if (!open) return failed('unknown-session')
    this.#open.delete(session)
    this.#tell('session-closed', { session })
    await open.client.leave()
    return succeeded(undefined)
  }

  async leaveAll(): Promise<void> {
    this.cancelJoin()
    await Promise.all([...this.#open.keys()].map((session) => this.leave(session)))
  }

  /** The system woke up or its network changed: connections are tried and checked at once. */
  wake(): void {
    for (const { client } of this.#open.values()) client.wake()
  }

  /** The keys of the hosts whose rooms are open, connected or about to be again. */
  get #openHosts(): readonly string[] {
    return [...this.#open.values()].flatMap(({ client }) =>
      client.view.connection.kind === 'ended' ? [] : (client.hostFingerprint ?? []),
    )
  }

  /** Joining what is open already leads there, by whatever address it was met. */
  #alreadyOpen(error: ChatError): Result<{ readonly session: string }> {
    const fingerprint = error.detail?.['fingerprint']
    const known = [...this.#open].find(([, { client }]) => client.hostFingerprint === fingerprint)
    return known ? succeeded({ session: known[0] }) : { ok: false, error }
  }

  #trustOf(address: HostAddress, trusted: string | null): Result<Trust> {
    if (trusted !== null) {
      const fingerprint = parseFingerprint(trusted)
      return fingerprint.ok
        ? succeeded({ kind: 'pinned', fingerprint: fingerprint.value })
        : fingerprint
    }
    const known = this.#profile.knownFingerprint(address)
    return succeeded<Trust>(
      known === null
        ? { kind: 'ask', known: this.#profile.knownFingerprints }
        : { kind: 'pinned', fingerprint: known },
    )
  }

  async #enter(entry: Entry): Promise<Result<{ readonly session: string }>> {
    const session = `s${++this.#opened}`
    const { address, name, role, trust, isHost } = entry
    let settle: (error: ChatError | null) => void = () => undefined
    const entered = new Promise<ChatError | null>((resolve) => {
      settle = resolve
    })
    const client: ChatClient = new ChatClient({
      settings: {
        address,
        name,
        role,
        trust,
        instance: this.#profile.instance,
        openHosts: this.#openHosts,
      },
      resume: null,
      onEvents: (events) => {
        if (this.#open.has(session)) return this.#forward(session, events)
        const { connection } = client.view
        if (connection.kind === 'ended') settle(connection.reason)
        // What the window is told first is the view: it has these events in it already.
        if (connection.kind === 'online') {
          this.#open.set(session, { client, role, isHost })
          const opened = this.#describe(session)
          if (opened) this.#tell('session-opened', opened)
          settle(null)
        }
      },
      onTrusted: (fingerprint) => {
        // The own room is this machine's: another program may have the port next time.
        if (!isHost) void this.#profile.trustHost(address, fingerprint)
      },
    })
    this.#joining.add(client)
    client.start()
    const error = await entered
    this.#joining.delete(client)
    return error ? { ok: false, error } : succeeded({ session })
  }

  #forward(session: string, events: readonly SessionEvent[]): void {
    this.#tell('session-events', { session, events })
  }

  #describe(session: string): OpenSession | null {
    const open = this.#open.get(session)
    if (!open) return null
    const { client, role, isHost } = open
    const { address, view, maxTextBytes } = client
    return { session, ...address, role, isHost, maxTextBytes, view }
  }

  async #remember(
    session: string,
    { address, port }: HostAddress,
    name: string,
    role: Role,
  ): Promise<void> {
    await this.#profile.setName(name)
    const roomName = this.#open.get(session)?.client.view.joined?.room.name ?? address
    const key = `joined ${address} ${port}`
    const at = Date.now()
    await this.#profile.addRecent({ kind: 'joined', key, roomName, address, port, role, at })
  }
}
