// Hosting from the window: a server on its thread, and the host's own ordinary session in its room.

import { createHash } from 'node:crypto'
import { fingerprintWords, formatFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import type { ChatError } from '../../shared/error.ts'
import type { HostedRoom, HostOptions } from '../../shared/ipc/contract.ts'
import type { Limits } from '../../shared/protocol/limits.ts'
import { foldName, normalizeName, normalizeRoomName } from '../../shared/protocol/name.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { HostController } from '../host/host-controller.ts'
import { localAddresses } from '../host/local-addresses.ts'
import { loadHostIdentity } from '../identity/host-identity.ts'
import type { ProfileStore } from '../storage/profile-store.ts'
import type { SecretStore } from '../storage/secret-store.ts'
import type { OpenSessions, Tell } from './open-sessions.ts'

const LOOPBACK = '127.0.0.1'

export interface HostingOptions {
  readonly workerUrl: URL
  readonly secrets: SecretStore
  /** Where the histories of hosted rooms are kept. */
  readonly folder: string
  readonly profile: ProfileStore
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

  constructor(options: HostingOptions) {
    this.#options = options
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
    return this.#hosted && { ...this.#hosted, addresses: this.#addresses(this.#hosted.reach) }
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
    const { profile, secrets, limits, everyAddress } = this.#options
    const roomName = normalizeRoomName(options.roomName)
    if (!roomName.ok) return roomName
    const name = normalizeName(options.name)
    if (!name.ok) return name
    const identity = await loadHostIdentity(secrets)
    if (!identity.ok) return identity
    const room = { id: roomIdOf(roomName.value), name: roomName.value }
    this.#damage = null
    const settings = {
      room,
      history: options.history,
      bind: options.reach === 'this-machine' ? LOOPBACK : everyAddress,
      port: options.port,
      identity: identity.value,
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
    const { session } = joined.value
    this.#hosted = {
      roomName: roomName.value,
      port,
      reach,
      addresses: this.#addresses(reach),
      fingerprint: formatFingerprint(fingerprint),
      fingerprintWords: fingerprintWords(fingerprint),
      isKeySealed: secrets.isSealed,
      history,
      storageProblem: null,
      damage: this.#damage,
      session,
    }
    await profile.setName(name.value)
    const key = `hosted ${roomName.value}`
    await profile.addRecent({
      kind: 'hosted',
      key,
      roomName: roomName.value,
      port,
      reach,
      history,
      at: Date.now(),
    })
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

  #addresses(reach: HostOptions['reach']): HostedRoom['addresses'] {
    return reach === 'this-machine'
      ? [{ address: LOOPBACK, network: 'lo', kind: 'this-machine' }]
      : localAddresses()
  }
}

/** The room of a name, the same at every start: its history is found again, and no other's. */
function roomIdOf(roomName: string): string {
  return `r-${createHash('sha256').update(foldName(roomName)).digest('hex').slice(0, 24)}`
}
