// A real client, with all that it was told, leaving when its test is over.
// oxlint-disable vitest/no-standalone-expect -- these are called in tests

import { randomBytes } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import type { ConnectionState, SessionEvent } from '../../shared/session/view.ts'
import type { Trust } from '../../shared/session/trust.ts'
import { ChatClient } from '../client/chat-client.ts'
import { until, untilDefined } from './until.ts'

export interface TestClientOptions {
  readonly name?: string
  readonly role?: 'member' | 'viewer'
  readonly trust?: Trust
  readonly instance?: string
  readonly address?: string
  /** Called when the client has been told something. */
  readonly onEvents?: () => void
}

export class TestClient {
  readonly events: SessionEvent[] = []
  readonly trusted: string[] = []
  readonly client: ChatClient

  constructor(port: number, options: TestClientOptions = {}) {
    this.client = new ChatClient({
      settings: {
        address: { address: options.address ?? '127.0.0.1', port },
        name: options.name ?? 'Ada',
        role: options.role ?? 'member',
        trust: options.trust ?? { kind: 'trust-new' },
        openHosts: [],
        instance: options.instance ?? randomBytes(16).toString('base64url'),
      },
      resume: null,
      onEvents: (events) => {
        this.events.push(...events)
        options.onEvents?.()
      },
      onTrusted: (fingerprint) => this.trusted.push(fingerprint),
    })
    onTestFinished(() => this.client.leave())
    this.client.start()
  }

  /** A client that is in the room. */
  static async join(port: number, options: TestClientOptions = {}): Promise<TestClient> {
    const client = new TestClient(port, options)
    await client.becomes('online')
    return client
  }

  /** Resolves when the connection is in this state. */
  becomes<K extends ConnectionState['kind']>(
    kind: K,
  ): Promise<Extract<ConnectionState, { kind: K }>> {
    type Wanted = Extract<ConnectionState, { kind: K }>
    const isWanted = (state: ConnectionState): state is Wanted => state.kind === kind
    return untilDefined(
      () => {
        const { connection } = this.client.view
        return isWanted(connection) ? connection : undefined
      },
      () => `${kind}, but ${JSON.stringify(this.client.view.connection)}`,
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
    return this.client.view.timeline.flatMap((entry) =>
      entry.kind === 'message' ? [entry.message.text] : [],
    )
  }

  /** Resolves when exactly these texts are in the view. */
  reads(texts: readonly string[]): Promise<void> {
    return until(() => expect(this.texts).toEqual(texts))
  }

  /** Resolves when nothing waits to be sent or acknowledged. */
  isDelivered(): Promise<void> {
    return until(() => expect(this.client.hasWaiting).toBe(false))
  }
}
