// Hosting from the window: a server on its thread, and the host's own ordinary session in its room.

import { createHash } from 'node:crypto'
import { fingerprintWords, formatFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import { describeError, type ChatError } from '../../shared/error.ts'
import type {
  HostedInvite,
  HostedRoom,
  HostOptions,
  InviteWish,
} from '../../shared/ipc/contract.ts'
import type { Limits } from '../../shared/protocol/limits.ts'
import { foldName, normalizeName, normalizeRoomName } from '../../shared/protocol/name.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { HostController } from '../host/host-controller.ts'
import { localAddresses } from '../host/local-addresses.ts'
import { identify } from '../identity/checks.ts'
import type { ProfileKey } from '../identity/profile-key.ts'
import { loadHostIdentity } from '../identity/host-identity.ts'
import type { ProfileStore } from '../storage/profile-store.ts'
import type { SecretStore } from '../storage/secret-store.ts'
import { RoomPasswords } from '../storage/room-passwords.ts'
import type { OpenSessions, Tell } from './open-sessions.ts'
import { inviteLink, prepareEntry } from './room-entry.ts'

const LOOPBACK = '127.0.0.1'

export interface HostingOptions {
  readonly workerUrl: URL
  readonly secrets: SecretStore
  /** Where the histories of hosted rooms are kept. */
  readonly folder: string
  readonly profile: ProfileStore
  /** Who this profile is: the rooms that it hosts are its own. */
  readonly key: ProfileKey
  readonly sessions: OpenSessions
  readonly limits: Limits
  /** The bind address that means all of this machine. */
  readonly everyAddress: string
  readonly tell: Tell
  readonly log: (message: string) => void
}

export class Hosting {
  readonly #options: HostingOptions
  readonly #controller: HostController
  #hosted: HostedRoom | null = null
  #isStarting = false
  /** Found while the room was being opened, before there was anybody to tell. */
  #damage: ChatError | null = null
  readonly #passwords: RoomPasswords
  /** Of the hosted room; null when it has none. */
  #password: string | null = null

  constructor(options: HostingOptions) {
    this.#options = options
    this.#passwords = new RoomPasswords(options.secrets)
    this.#controller = new HostController({
      workerUrl: options.workerUrl,
      onFailed: (error) => void this.#fail(error),
      onStorage: (storageProblem) => this.#change({ storageProblem }),
      onDamage: (missing) => {
        const detail = { missing, path: options.folder }
        this.#damage = { code: 'history-damaged', detail }
        this.#change({ damage: this.#damage })
      },
      onTrouble: options.log,
    })
  }

  /** The room that is hosted, with this machine's addresses of this moment. */
  get hosted(): HostedRoom | null {
    return this.#hosted && { ...this.#hosted, ...placesOf(this.#hosted) }
  }

  /** People other than the host who would be disconnected by stopping. */
  get people(): number {
    const own = this.#options.sessions
      .list()
      .find(({ session }) => session === this.#hosted?.session)
    return Math.max(0, (own?.view.memberCount ?? 1) - 1)
  }

  /** Starts to host and joins. Fails with what is wrong with a name, the port, or the host's key. */
  async start(options: HostOptions): Promise<Result<HostedRoom>> {
    // Two starts at once would each make a key, and the one that is kept may not be the one in use.
    if (this.#isStarting || this.#hosted) return failed('already-hosting')
    this.#isStarting = true
    try {
      return await this.#start(options)
    } finally {
      this.#isStarting = false
    }
  }

  async #start(options: HostOptions): Promise<Result<HostedRoom>> {
    const { key, secrets, limits, everyAddress } = this.#options
    const roomName = normalizeRoomName(options.roomName)
    if (!roomName.ok) return roomName
    const name = normalizeName(options.name)
    if (!name.ok) return name
    const identity = await loadHostIdentity(secrets)
    if (!identity.ok) return identity
    const room = { id: roomIdOf(roomName.value), name: roomName.value }
    const entry = await prepareEntry(options, room.id, this.#passwords)
    if (!entry.ok) return entry
    this.#damage = null
    const settings = {
      room,
      history: options.history,
      bind: options.reach === 'this-machine' ? LOOPBACK : everyAddress,
      port: options.port,
      identity: identity.value,
      entry: entry.value.server,
      classic: options.classic,
      alsoListen: furtherPortsOf(options),
      owner: identify(key.publicKey),
      limits,
    }
    const started = await this.#controller.start(settings, this.#options.folder)
    if (!started.ok) return started
    const { fingerprint } = identity.value
    const { port } = started.value
    const joined = await this.#options.sessions.joinOwn(port, name.value, fingerprint, room.id)
    if (!joined.ok) {
      await this.#controller.stop()
      return joined
    }
    const { reach, history } = options
    this.#hosted = {
      roomName: roomName.value,
      port,
      reach,
      ...placesOf({ reach, port, fingerprint }),
      fingerprint: formatFingerprint(fingerprint),
      fingerprintWords: fingerprintWords(fingerprint),
      isKeySealed: secrets.isSealed,
      history,
      entry: options.entry,
      classic: options.classic && options.entry === 'open',
      furtherPorts: furtherPortsOf(options),
      storageProblem: null,
      damage: this.#damage,
      session: joined.value.session,
    }
    this.#password = entry.value.password
    await this.#remember(this.#hosted, name.value)
    this.#options.tell('hosting-changed', { hosted: this.#hosted, reason: null })
    return succeeded(this.#hosted)
  }

  /** Says goodbye to everybody, frees the port and closes the own room. */
  async stop(): Promise<Result<void>> {
    const hosted = this.#hosted
    if (!hosted) return failed('not-hosting')
    this.#hosted = null
    this.#options.tell('hosting-changed', { hosted: null, reason: null })
    await this.#controller.stop()
    await this.#options.sessions.leave(hosted.session)
    return succeeded(undefined)
  }

  /** The password of the hosted room. Fails with `not-hosting`, also when the room has none. */
  readPassword(): Result<string> {
    const password = this.#hosted && this.#password
    return password === null ? failed('not-hosting') : succeeded(password)
  }

  /** Forgets the password with which a room was hosted. One that is open keeps it until it is stopped. */
  forgetPassword(roomName: string): Promise<Result<void>> {
    return this.#passwords.forget(roomIdOf(roomName))
  }

  /** Makes an invite and tells its link, this once. Fails with `no-network`, or as the history does. */
  async makeInvite({
    uses,
    validMs,
  }: InviteWish): Promise<Result<{ readonly id: string; readonly link: string }>> {
    const hosted = this.hosted
    if (!hosted) return failed('not-hosting')
    if (hosted.link === null) return failed('no-network')
    const made = await this.#controller.makeInvite({ role: 'member', uses, validMs })
    if (!made.ok) return made
    const { id, token } = made.value
    const { addresses, port, fingerprint } = hosted
    const link = inviteLink(addresses, { port, fingerprint: compact(fingerprint), token })
    return link === null ? failed('no-network') : succeeded({ id, link })
  }

  /** Nobody new comes in by it any more. */
  revokeInvite(id: string): Promise<Result<void>> {
    return this.#controller.revokeInvite(id)
  }

  /** Newest first, without those that make somebody an owner. */
  async listInvites(): Promise<Result<readonly HostedInvite[]>> {
    const kept = await this.#controller.listInvites()
    if (!kept.ok) return kept
    const ofGuests = kept.value.filter(({ role }) => role !== 'owner')
    return succeeded(
      ofGuests
        .map(({ role: _role, ...invite }) => invite)
        .toSorted((one, other) => other.createdAt - one.createdAt),
    )
  }

  /** The host has read that history was lost. */
  dismissDamage(): void {
    this.#change({ damage: null })
  }

  #change(change: Partial<Pick<HostedRoom, 'storageProblem' | 'damage'>>): void {
    if (!this.#hosted) return
    this.#hosted = { ...this.#hosted, ...change }
    this.#options.tell('hosting-changed', { hosted: this.hosted, reason: null })
  }

  async #fail(reason: ChatError): Promise<void> {
    const hosted = this.#hosted
    this.#hosted = null
    this.#options.tell('hosting-changed', { hosted: null, reason })
    if (hosted) await this.#options.sessions.leave(hosted.session)
  }

  /** Keeps what the next start of the room begins with. */
  async #remember(hosted: HostedRoom, name: string) {
    const { profile } = this.#options
    const { roomName, port, reach, history, entry, classic, furtherPorts } = hosted
    if (this.#password !== null) {
      const kept = await this.#passwords.keep(roomIdOf(roomName), this.#password)
      if (!kept.ok) this.#options.log(describeError(kept.error))
    }
    await profile.setName(name)
    const key = `hosted ${roomName}`
    const at = Date.now()
    const places = { port, reach, furtherPorts }
    const rules = { history, entry, classic }
    await profile.addRecent({ kind: 'hosted', key, roomName, ...places, ...rules, at })
  }
}

/** Each once, and not the port of the room itself. */
function furtherPortsOf({ port, furtherPorts }: HostOptions): readonly number[] {
  return [...new Set(furtherPorts)].filter((other) => other !== port)
}

/** Where a room can be reached at this moment. */
function placesOf({
  reach,
  port,
  fingerprint,
}: Pick<HostedRoom, 'reach' | 'port' | 'fingerprint'>): Pick<HostedRoom, 'addresses' | 'link'> {
  const addresses: HostedRoom['addresses'] =
    reach === 'this-machine'
      ? [{ address: LOOPBACK, network: 'lo', kind: 'this-machine' }]
      : localAddresses()
  const room = { port, fingerprint: compact(fingerprint), token: null }
  return { addresses, link: inviteLink(addresses, room) }
}

/** The canonical form of a fingerprint that is shown. */
function compact(fingerprint: string): string {
  return fingerprint.replaceAll('-', '')
}

/** The room of a name, the same at every start: its history is found again, and no other's. */
function roomIdOf(roomName: string): string {
  return `r-${createHash('sha256').update(foldName(roomName)).digest('hex').slice(0, 24)}`
}
