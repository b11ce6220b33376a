// The rooms that are open in the window: each a session of its own, told to the window as events.

import { parseHostAddress, type HostAddress } from '../../shared/address/host-address.ts'
import type { ChatError } from '../../shared/error.ts'
import { looksLikeInvite, parseInvite, type Invite } from '../../shared/invite/invite.ts'
import type { Events, JoinOptions, OpenSession } from '../../shared/ipc/contract.ts'
import { normalizePassword } from '../../shared/passphrase/passphrase.ts'
import { normalizeName } from '../../shared/protocol/name.ts'
import type { Role } from '../../shared/protocol/schema.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import type { Trust } from '../../shared/session/trust.ts'
import type { CopyStore } from '../../shared/session/copy.ts'
import { ChatClient } from '../client/chat-client.ts'
import { findHost } from '../client/find-host.ts'
import type { ProfileKey } from '../identity/profile-key.ts'
import type { ProfileStore } from '../storage/profile-store.ts'
import type { RoomPasswords } from '../storage/room-passwords.ts'
import { KnownRooms, type Voucher } from './known-rooms.ts'

/** Tells the window something. */
export type Tell = <N extends keyof Events>(name: N, payload: Events[N]) => void

/** As whom to join and with what, all checked. */
interface Comer {
  readonly name: string
  readonly role: Role
  /** Normalised; null: the remembered one, if there is one. */
  readonly password: string | null
  readonly remembersPassword: boolean
}

/** Whom to join as what. */
interface Entry extends Comer {
  /** The room to join; null for the host's front room. */
  readonly room: string | null
  readonly address: HostAddress
  readonly trust: Trust
  /** Who says that it is this host. */
  readonly voucher: Voucher
  /** The token of an invite. */
  readonly invite: string | null
  readonly isHost: boolean
}

interface Open {
  readonly client: ChatClient
  readonly role: Role
  readonly isHost: boolean
}

export interface OpenSessionsOptions {
  readonly profile: ProfileStore
  readonly passwords: RoomPasswords
  /** Who this profile is to hosts. */
  readonly key: ProfileKey
  /** The copies of this profile. */
  readonly copies: CopyStore
  readonly tell: Tell
  /** Told of what no person can be asked about. */
  readonly log: (error: ChatError) => void
}

export class OpenSessions {
  readonly #profile: ProfileStore
  readonly #key: ProfileKey
  readonly #copies: CopyStore
  readonly #tell: Tell
  readonly #log: (error: ChatError) => void
  readonly #known: KnownRooms
  readonly #open = new Map<string, Open>()
  readonly #joining = new Set<ChatClient>()
  #opened = 0
  /** Aborts when the attempts under way are given up. */
  #cancel = new AbortController()

  constructor({ profile, passwords, key, copies, tell, log }: OpenSessionsOptions) {
    this.#profile = profile
    this.#known = new KnownRooms({ profile, passwords, log })
    this.#key = key
    this.#copies = copies
    this.#tell = tell
    this.#log = log
  }

  /** Joins as a person asked. Resolves when the room is joined or the attempt has failed. */
  async join(options: JoinOptions): Promise<Result<{ readonly session: string }>> {
    const comer = comerOf(options)
    if (!comer.ok) return comer
    if (looksLikeInvite(options.address)) {
      const invite = parseInvite(options.address)
      return invite.ok ? this.#enterByInvite(invite.value, comer.value) : invite
    }
    const address = parseHostAddress(options.address, options.port)
    if (!address.ok) return address
    const trust = this.#known.trustOf(address.value, options.trust)
    if (!trust.ok) return trust
    return this.#enterOther({
      ...comer.value,
      room: null,
      address: address.value,
      trust: trust.value,
      voucher: options.trust === null ? 'pin' : 'person',
      invite: null,
      isHost: false,
    })
  }

  /**
   * Opens a room of before: from the copy at once, while the host is being reached; without a copy as `join`.
   * Fails as that does, or with `unknown-session` when the room is not remembered.
   */
  async openRecent(key: string): Promise<Result<{ readonly session: string }>> {
    const recent = this.#known.find(key)
    if (!recent) return failed('unknown-session')
    const { address: text, port, role, host, room } = recent
    const address = parseHostAddress(text, port)
    if (!address.ok) return address
    const trust = this.#known.trustOfEntry(address.value, recent)
    if (!trust.ok) return trust
    const known = {
      ...NOBODY_ASKED,
      address: address.value,
      name: this.#profile.name,
      role,
      voucher: recent.byInvite ? 'invite' : 'pin',
      isHost: false,
    } as const
    // The copy is of the host that is trusted here, and of no other.
    const isTrusted = trust.value.kind === 'pinned' && trust.value.fingerprint === host
    if (!isTrusted || host === null || room === null) {
      return this.#enterOther({ ...known, room: null, trust: trust.value })
    }
    const open = this.#sessionOf(host)
    if (open !== null) return succeeded({ session: open })
    return this.#enterFromCopy({ ...known, room, trust: trust.value })
  }

  /** Joins the room that this application hosts, as anybody would. */
  joinOwn(
    port: number,
    name: string,
    fingerprint: string,
    room: string,
  ): Promise<Result<{ readonly session: string }>> {
    return this.#enter({
      ...NOBODY_ASKED,
      room,
      address: { address: '127.0.0.1', port },
      name,
      role: 'member',
      trust: { kind: 'pinned', fingerprint },
      voucher: 'pin',
      isHost: true,
    })
  }

  /** Ends the attempts under way: they fail with `leaving`. */
  cancelJoin(): void {
    this.#cancel.abort()
    this.#cancel = new AbortController()
    for (const client of this.#joining) void client.leave()
  }

  /** Forgets which key an address had: the next join asks anew. */
  forgetHost(addressText: string, port: number): Promise<Result<void>> {
    return this.#known.forgetHost(addressText, port)
  }

  /** Takes a room from the list of the start screen, and its password from this computer. */
  forgetRecent(key: string): Promise<Result<void>> {
    return this.#known.forget(key)
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
      client.loop.view.connection.kind === 'ended' ? [] : (client.loop.hostFingerprint ?? []),
    )
  }

  /** Joining what is open already leads there, by whatever address it was met. */
  #alreadyOpen(error: ChatError): Result<{ readonly session: string }> {
    const session = this.#sessionOf(String(error.detail?.['fingerprint']))
    return session === null ? { ok: false, error } : succeeded({ session })
  }

  /** The open room of a host, whether it is connected or about to be again. */
  #sessionOf(fingerprint: string): string | null {
    const isMeant = ({ client }: Open): boolean =>
      client.loop.hostFingerprint === fingerprint && client.loop.view.connection.kind !== 'ended'
    return [...this.#open].find(([, open]) => isMeant(open))?.[0] ?? null
  }

  /** Fails as `findHost`, or with what the host said. */
  async #enterByInvite(
    { addresses, port, fingerprint, token }: Invite,
    comer: Comer,
  ): Promise<Result<{ readonly session: string }>> {
    const places = addresses.map((address) => ({ address, port }))
    const found = await findHost(places, fingerprint, this.#cancel.signal)
    if (!found.ok) return found
    const trust = { kind: 'pinned', fingerprint } as const
    const address = found.value
    return this.#enterOther({
      ...comer,
      room: null,
      address,
      trust,
      voucher: 'invite',
      invite: token,
      isHost: false,
    })
  }

  /** Enters the room of somebody else, or leads to where it is open, and remembers it. */
  async #enterOther(entry: Entry): Promise<Result<{ readonly session: string }>> {
    const { signal } = this.#cancel
    const remembered = await this.#remembered(entry)
    if (signal.aborted) return failed('leaving')
    const joined = await this.#enter({ ...entry, password: remembered })
    if (!joined.ok && joined.error.code === 'already-open') return this.#alreadyOpen(joined.error)
    if (joined.ok) await this.#remember(joined.value.session, entry)
    return joined
  }

  /** The password to enter with: the typed one, or else the one that this computer has of the host. */
  async #remembered({ password, address, trust }: Entry): Promise<string | null> {
    return password ?? this.#known.passwordAt(address, trust)
  }

  /** Resolves when the room is joined or the attempt has failed. */
  async #enter(entry: Entry): Promise<Result<{ readonly session: string }>> {
    let settle: (error: ChatError | null) => void = () => undefined
    const entered = new Promise<ChatError | null>((resolve) => {
      settle = resolve
    })
    const { session, client } = this.#createClient(entry, () => {
      const { connection } = client.loop.view
      if (connection.kind === 'ended') settle(connection.reason)
      // What the window is told first is the view: it has these events in it already.
      if (connection.kind === 'online') {
        this.#show(session, client, entry)
        settle(null)
      }
    })
    this.#joining.add(client)
    client.start()
    const error = await entered
    this.#joining.delete(client)
    return error ? { ok: false, error } : succeeded({ session })
  }

  /** Shows what the copy holds at once; the host may be away. */
  async #enterFromCopy(
    entry: Entry & { readonly room: string },
  ): Promise<Result<{ readonly session: string }>> {
    const password = await this.#remembered(entry)
    const { session, client } = this.#createClient({ ...entry, password }, () => undefined)
    const opened = await client.loop.open(entry.room)
    if (!opened.ok) return opened
    if (!client.loop.isOpen) return this.#enterOther(entry)
    this.#show(session, client, entry)
    client.start()
    await this.#remember(session, entry)
    return succeeded({ session })
  }

  /** A client whose events are told to the window once its room is shown, and to `onHidden` before. */
  #createClient(entry: Entry, onHidden: () => void) {
    const session = `s${++this.#opened}`
    const { address, name, role, trust, voucher, room, isHost, password, invite } = entry
    const client: ChatClient = new ChatClient({
      settings: {
        address,
        name,
        role,
        room,
        fill: 'gaps',
        trust,
        instance: this.#profile.instance,
        key: this.#key.publicKey,
        openHosts: this.#openHosts,
      },
      copies: this.#copies,
      credentials: { key: this.#key, password, invite },
      onEvents: (events) => {
        const { connection } = client.loop.view
        const isWrong = connection.kind === 'ended' && connection.reason.code === 'bad-password'
        // What is remembered is wrong now: the next attempt asks a person.
        if (isWrong) void this.#known.forgetPasswordAt(address)
        if (this.#open.has(session)) this.#tell('session-events', { session, events })
        else onHidden()
      },
      onTrusted: (fingerprint) => {
        // The own room is this machine's: another program may have the port next time.
        if (!isHost) void this.#known.pin(address, fingerprint, voucher)
      },
      onTrouble: this.#log,
    })
    return { session, client }
  }

  #show(session: string, client: ChatClient, { role, isHost }: Entry): void {
    this.#open.set(session, { client, role, isHost })
    const opened = this.#describe(session)
    if (opened) this.#tell('session-opened', opened)
  }

  #describe(session: string): OpenSession | null {
    const open = this.#open.get(session)
    if (!open) return null
    const { client, role, isHost } = open
    const { address, loop } = client
    const { maxTextBytes } = loop.session
    return { session, ...address, role, isHost, maxTextBytes, view: loop.view }
  }

  async #remember(session: string, entry: Entry): Promise<void> {
    const loop = this.#open.get(session)?.client.loop
    if (!loop) return
    await this.#known.remember(loop, entry)
    const { password, remembersPassword } = entry
    if (password !== null) {
      await this.#known.keepPassword(loop, remembersPassword ? password : null)
    }
  }
}

/** What comes along where nobody was asked for anything. */
const NOBODY_ASKED = { password: null, remembersPassword: false, invite: null } as const

function comerOf(options: JoinOptions): Result<Comer> {
  const name = normalizeName(options.name)
  if (!name.ok) return name
  const { role, remembersPassword } = options
  const comer = { name: name.value, role, remembersPassword }
  if (options.password === null) return succeeded({ ...comer, password: null })
  const password = normalizePassword(options.password)
  return password.ok ? succeeded({ ...comer, password: password.value }) : password
}
