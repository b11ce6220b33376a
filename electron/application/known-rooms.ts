// What this computer remembers of the rooms that it has joined: the keys of their hosts, the list of the start
// screen, and the passwords that a person wants kept.

import { parseHostAddress, type HostAddress } from '../../shared/address/host-address.ts'
import type { ClientLoop } from '../../shared/client/client-loop.ts'
import type { ChatError } from '../../shared/error.ts'
import { parseFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import type { Role } from '../../shared/protocol/schema.ts'
import { succeeded, type Result } from '../../shared/result.ts'
import type { Trust } from '../../shared/session/trust.ts'
import type { ProfileStore, RecentEntry } from '../storage/profile-store.ts'
import type { RoomPasswords } from '../storage/room-passwords.ts'

/** By what a host is trusted: what a person has just said, what an invite names, or what is pinned. */
export type Voucher = 'person' | 'invite' | 'pin'

type JoinedEntry = Extract<RecentEntry, { kind: 'joined' }>

/** What is remembered of how a room was entered. */
interface RememberedEntry {
  readonly address: HostAddress
  readonly name: string
  readonly role: Role
  readonly voucher: Voucher
}

export interface KnownRoomsOptions {
  readonly profile: ProfileStore
  readonly passwords: RoomPasswords
  /** Told of what no person can be asked about. */
  readonly log: (error: ChatError) => void
}

export class KnownRooms {
  readonly #profile: ProfileStore
  readonly #passwords: RoomPasswords
  readonly #log: (error: ChatError) => void

  constructor({ profile, passwords, log }: KnownRoomsOptions) {
    this.#profile = profile
    this.#passwords = passwords
    this.#log = log
  }

  /** Which key will do at an address. `trusted`: the one that a person has just agreed to. */
  trustOf(address: HostAddress, trusted: string | null): Result<Trust> {
    if (trusted !== null) {
      const fingerprint = parseFingerprint(trusted)
      return fingerprint.ok
        ? succeeded({ kind: 'pinned', fingerprint: fingerprint.value })
        : fingerprint
    }
    const known = this.#profile.knownFingerprint(address)
    return succeeded<Trust>(
      known === null
        ? { kind: 'ask', known: this.#profile.knownHosts }
        : { kind: 'pinned', fingerprint: known },
    )
  }

  /** Which key will do for a room of before: the one that an invite named is that of the room, not of the address. */
  trustOfEntry(address: HostAddress, { host, byInvite }: JoinedEntry): Result<Trust> {
    return byInvite && host !== null
      ? succeeded({ kind: 'pinned', fingerprint: host })
      : this.trustOf(address, null)
  }

  /** Pins the key of an address. Only a person puts one in place of another. [TR6] */
  pin(address: HostAddress, fingerprint: string, voucher: Voucher): Promise<Result<void>> {
    return voucher === 'person'
      ? this.#profile.trustHost(address, fingerprint)
      : this.#profile.trustNewHost(address, fingerprint)
  }

  /** Forgets which key an address had: the next join asks anew. */
  async forgetHost(addressText: string, port: number): Promise<Result<void>> {
    const address = parseHostAddress(addressText, port)
    return address.ok ? this.#profile.forgetHost(address.value) : address
  }

  /** A room of before by the key of its entry, or null. */
  find(key: string): JoinedEntry | null {
    const found = this.#profile.recent.find((entry) => entry.key === key)
    return found?.kind === 'joined' ? found : null
  }

  /**
   * The password that is remembered for what was joined at this address; null when there is none. Only the host to
   * which it belongs is shown that it is known: another one could try out which password a proof was made with.
   */
  async passwordAt(address: HostAddress, trust: Trust): Promise<string | null> {
    const entry = this.find(keyOf(address))
    if (!entry || entry.host === null || entry.room === null) return null
    const isItsHost = trust.kind === 'pinned' && trust.fingerprint === entry.host
    return isItsHost ? this.#passwords.read(passwordKeyOf(entry.host, entry.room)) : null
  }

  /** Keeps a password that was right, or forgets the one that was kept. */
  async keepPassword({ hostFingerprint, session }: ClientLoop, password: string | null) {
    const room = session.room?.id
    if (hostFingerprint === null || room === undefined) return
    const key = passwordKeyOf(hostFingerprint, room)
    const kept =
      password === null
        ? await this.#passwords.forget(key)
        : await this.#passwords.keep(key, password)
    if (!kept.ok) this.#log(kept.error)
  }

  /** Forgets the password of what was joined at an address: it is wrong now. */
  async forgetPasswordAt(address: HostAddress): Promise<void> {
    const forgotten = await this.#forgetPassword(this.find(keyOf(address)))
    if (!forgotten.ok) this.#log(forgotten.error)
  }

  /** Puts a room that is open at the top of the start screen's list. */
  async remember(loop: ClientLoop, entry: RememberedEntry) {
    const { name, role, address: at, voucher } = entry
    await this.#profile.setName(name)
    const { address, port } = at
    await this.#profile.addRecent({
      kind: 'joined',
      key: keyOf(at),
      roomName: loop.view.joined?.room.name ?? address,
      address,
      port,
      role,
      host: loop.hostFingerprint,
      room: loop.session.room?.id ?? null,
      byInvite: voucher === 'invite',
      at: Date.now(),
    })
  }

  /** Takes a room from the list, and its password from this computer. */
  async forget(key: string): Promise<Result<void>> {
    const entry = this.find(key)
    const removed = await this.#profile.removeRecent(key)
    return removed.ok ? this.#forgetPassword(entry) : removed
  }

  async #forgetPassword(entry: JoinedEntry | null): Promise<Result<void>> {
    if (!entry || entry.host === null || entry.room === null) return succeeded(undefined)
    return this.#passwords.forget(passwordKeyOf(entry.host, entry.room))
  }
}

function keyOf({ address, port }: HostAddress): string {
  return `joined ${address} ${port}`
}

function passwordKeyOf(host: string, room: string): string {
  return `${host} ${room}`
}
