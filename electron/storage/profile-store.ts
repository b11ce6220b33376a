// What an installation remembers: its name, its instance, the hosts it trusts, the rooms it was in.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { formatHostAddress, type HostAddress } from '../../shared/address/host-address.ts'
import {
  countSchema,
  entrySchema,
  randomIdSchema,
  roleSchema,
} from '../../shared/protocol/schema.ts'
import { succeeded, type Result } from '../../shared/result.ts'
import type { CopyKey } from '../../shared/session/copy.ts'
import type { KnownHost } from '../../shared/session/trust.ts'
import { readTextFile, setAside, writeTextFile } from './json-file.ts'

/** Rooms on the start screen. More than one screen of them is a list nobody reads. */
const MAX_RECENT = 8

const recentSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('hosted'),
    key: z.string(),
    roomName: z.string(),
    port: z.number().int(),
    reach: z.enum(['this-machine', 'this-network']),
    history: z.enum(['all', 'from-joining']).default('all'),
    entry: entrySchema.default('open'),
    classic: z.boolean().default(false),
    furtherPorts: z.array(z.number().int()).readonly().default([]),
    at: z.number(),
  }),
  z.object({
    kind: z.literal('joined'),
    key: z.string(),
    roomName: z.string(),
    address: z.string(),
    port: z.number().int(),
    role: roleSchema,
    /** The fingerprint of the host and the id of the room: where the copy is. */
    host: z.string().nullable().default(null),
    room: z.string().nullable().default(null),
    /** Whether an invite led here and named the host, whatever key is pinned for the address. */
    byInvite: z.boolean().default(false),
    at: z.number(),
  }),
])

const profileSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  instance: randomIdSchema,
  /** Address and port -> fingerprint in canonical form. */
  knownHosts: z.record(z.string(), z.string()),
  /** Fingerprint and room -> the last fact that the terminal has printed. */
  printed: z.record(z.string(), countSchema).catch({}),
  recent: z.array(recentSchema),
})

type Profile = z.infer<typeof profileSchema>
export type RecentEntry = Readonly<Profile['recent'][number]>

/** The profile of one folder. Reads are from memory, each change is durable when it resolves. */
export class ProfileStore {
  readonly #path: string
  #profile: Profile
  #writing: Promise<Result<void>> = Promise.resolve(succeeded(undefined))

  private constructor(path: string, profile: Profile) {
    this.#path = path
    this.#profile = profile
  }

  /**
   * Opens the profile of a locked folder, or makes a new one. A file that cannot be understood is put
   * aside, never deleted. Fails with `file-unreadable` or `folder-unwritable`.
   */
  static async open(folder: string): Promise<Result<ProfileStore>> {
    const path = join(folder, 'profile.json')
    const text = await readTextFile(path)
    if (!text.ok) return text
    const known = text.value === null ? null : parseProfile(text.value)
    if (text.value !== null && !known) {
      const aside = await setAside(path, new Date())
      if (!aside.ok) return aside
    }
    const store = new ProfileStore(path, known ?? newProfile())
    const written = known ? succeeded(undefined) : await store.#write()
    return written.ok ? succeeded(store) : written
  }

  get name(): string {
    return this.#profile.name
  }

  /** This installation's secret id: a new connection of it replaces an old one. */
  get instance(): string {
    return this.#profile.instance
  }

  /** Newest first. */
  get recent(): readonly RecentEntry[] {
    return this.#profile.recent
  }

  /** The fingerprint that was trusted for an address, or null. */
  knownFingerprint(address: HostAddress): string | null {
    return this.#profile.knownHosts[hostKey(address)] ?? null
  }

  /** Every host that was ever trusted and not forgotten, at each of its addresses; where it was joined last first. */
  get knownHosts(): readonly KnownHost[] {
    const { recent } = this.#profile
    const found = Object.entries(this.#profile.knownHosts).map(([address, fingerprint]) => {
      const index = recent.findIndex(
        (entry) =>
          entry.kind === 'joined' && entry.host === fingerprint && hostKey(entry) === address,
      )
      const known = { fingerprint, address, roomName: recent[index]?.roomName ?? null }
      return { place: index === -1 ? recent.length : index, known }
    })
    return found.toSorted((one, other) => one.place - other.place).map(({ known }) => known)
  }

  /** Pins the key of an address, in place of another one. */
  async trustHost(address: HostAddress, fingerprint: string): Promise<Result<void>> {
    if (this.knownFingerprint(address) === fingerprint) return succeeded(undefined)
    const knownHosts = { ...this.#profile.knownHosts, [hostKey(address)]: fingerprint }
    return this.#change({ knownHosts })
  }

  /** Pins the key of an address that has none. */
  async trustNewHost(address: HostAddress, fingerprint: string): Promise<Result<void>> {
    const isNew = this.knownFingerprint(address) === null
    return isNew ? this.trustHost(address, fingerprint) : succeeded(undefined)
  }

  async forgetHost(address: HostAddress): Promise<Result<void>> {
    const { [hostKey(address)]: _forgotten, ...knownHosts } = this.#profile.knownHosts
    return this.#change({ knownHosts })
  }

  setName(name: string): Promise<Result<void>> {
    return this.#change({ name })
  }

  /** Puts a room at the top of the list; an older entry with the same key goes. */
  addRecent(entry: RecentEntry): Promise<Result<void>> {
    const others = this.#profile.recent.filter(({ key }) => key !== entry.key)
    return this.#change({ recent: [entry, ...others].slice(0, MAX_RECENT) })
  }

  removeRecent(key: string): Promise<Result<void>> {
    return this.#change({ recent: this.#profile.recent.filter((entry) => entry.key !== key) })
  }

  /** The last fact of a room that the terminal has printed; 0 before the first. */
  printedUpTo({ host, room }: CopyKey): number {
    return this.#profile.printed[`${host} ${room}`] ?? 0
  }

  setPrintedUpTo({ host, room }: CopyKey, sequence: number): Promise<Result<void>> {
    return this.#change({ printed: { ...this.#profile.printed, [`${host} ${room}`]: sequence } })
  }

  #change(change: Partial<Profile>): Promise<Result<void>> {
    this.#profile = { ...this.#profile, ...change }
    return this.#write()
  }

  /** One after the other: each write has all changes up to its start. */
  #write(): Promise<Result<void>> {
    this.#writing = this.#writing.then(() =>
      writeTextFile(this.#path, `${JSON.stringify(this.#profile, null, 2)}\n`),
    )
    return this.#writing
  }
}

function parseProfile(text: string): Profile | null {
  try {
    const parsed = profileSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null // Not JSON: the caller puts the file aside.
  }
}

function newProfile(): Profile {
  const instance = randomBytes(16).toString('base64url')
  return { version: 1, name: '', instance, knownHosts: {}, printed: {}, recent: [] }
}

function hostKey({ address, port }: HostAddress): string {
  return formatHostAddress({ address: address.toLowerCase(), port })
}
