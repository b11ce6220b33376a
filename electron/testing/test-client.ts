// A real client, with all that it was told, leaving when its test is over.
// oxlint-disable vitest/no-standalone-expect -- these are called in tests

import { randomBytes } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import type { ClientLoop } from '../../shared/client/client-loop.ts'
import type { ChatError } from '../../shared/error.ts'
import type { CopyStore } from '../../shared/session/copy.ts'
import type { ConnectionState, SessionEvent } from '../../shared/session/view.ts'
import type { Trust } from '../../shared/session/trust.ts'
import { ChatClient } from '../client/chat-client.ts'
import type { ProfileKey } from '../identity/profile-key.ts'
import { openCopy } from '../storage/copy/open-copy.ts'
import { keyOf } from './test-keys.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { until, untilDefined } from './until.ts'

export interface TestClientOptions {
  /** Where the copies are; a folder of its own when not given. */
  readonly profile?: string
  readonly name?: string
  readonly role?: 'member' | 'viewer'
  readonly fill?: 'gaps' | 'everything'
  readonly trust?: Trust
  readonly instance?: string
  /** Whose device this is; the instance's own when not given. */
  readonly key?: ProfileKey
  readonly password?: string
  readonly invite?: string
  readonly address?: string
  /** Called when the client has been told something. */
  readonly onEvents?: () => void
}

export class TestClient {
  readonly events: SessionEvent[] = []
  readonly trusted: string[] = []
  readonly troubles: ChatError[] = []
  readonly client: ChatClient

  private constructor(port: number, copies: CopyStore, options: TestClientOptions) {
    const instance = options.instance ?? randomBytes(16).toString('base64url')
    const key = options.key ?? keyOf(instance)
    const { password = null, invite = null } = options
    this.client = new ChatClient({
      settings: {
        address: { address: options.address ?? '127.0.0.1', port },
        name: options.name ?? 'Ada',
        role: options.role ?? 'member',
        room: null,
        fill: options.fill ?? 'gaps',
        trust: options.trust ?? { kind: 'trust-new' },
        openHosts: [],
        instance,
        key: key.publicKey,
      },
      copies,
      credentials: { key, password, invite },
      onTrouble: (error) => this.troubles.push(error),
      onEvents: (events) => {
        this.events.push(...events)
        options.onEvents?.()
      },
      onTrusted: (fingerprint) => this.trusted.push(fingerprint),
    })
    onTestFinished(async () => {
      await this.client.leave()
      await copies.close()
    })
  }

  /** A client that dials, whatever comes of it. */
  static async start(port: number, options: TestClientOptions = {}): Promise<TestClient> {
    const copies = await openCopy(options.profile ?? temporaryFolder())
    if (!copies.ok) throw new Error(JSON.stringify(copies.error))
    const client = new TestClient(port, copies.value, options)
    client.client.start()
    return client
  }

  /** A client that is in the room. */
  static async join(port: number, options: TestClientOptions = {}): Promise<TestClient> {
    const client = await TestClient.start(port, options)
    await client.becomes('online')
    return client
  }

  /** What it knows now. */
  get loop(): ClientLoop {
    return this.client.loop
  }

  /** Resolves when the connection is in this state. */
  becomes<K extends ConnectionState['kind']>(
    kind: K,
  ): Promise<Extract<ConnectionState, { kind: K }>> {
    type Wanted = Extract<ConnectionState, { kind: K }>
    const isWanted = (state: ConnectionState): state is Wanted => state.kind === kind
    return untilDefined(
      () => {
        const { connection } = this.loop.view
        return isWanted(connection) ? connection : undefined
      },
      () => `${kind}, but ${JSON.stringify(this.loop.view.connection)}`,
    )
  }

  /** Why the connection was away or ended, oldest first. */
  get reasons(): readonly string[] {
    return this.events.flatMap((event) =>
      event.type === 'connection-changed' && 'reason' in event.connection
        ? [event.connection.reason.code]
        : [],
    )
  }

  /** The texts of the messages in the view, in order. */
  get texts(): readonly string[] {
    return this.loop.view.timeline.flatMap((entry) =>
      entry.kind === 'message' ? [entry.message.text] : [],
    )
  }

  /** Resolves when exactly these texts are in the view. */
  reads(texts: readonly string[]): Promise<void> {
    return until(() => expect(this.texts).toEqual(texts))
  }

  /** Writes texts, one after the other. Resolves when they are on the disk, sent or not. */
  async says(...texts: readonly string[]): Promise<void> {
    const queued = await Promise.all(texts.map((text) => this.loop.send(text)))
    expect(queued.filter(({ ok }) => !ok)).toEqual([])
  }

  /** Resolves when nothing waits to be sent or acknowledged. */
  isDelivered(): Promise<void> {
    return until(() => expect(this.loop.hasWaiting).toBe(false))
  }
}
