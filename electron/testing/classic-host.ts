// A real server that lets classic programs in, and Ann in it, who has Parley.

import { expect } from 'vitest'
import { identify } from '../identity/checks.ts'
import { hello, joinFront, newId, RawClient } from './raw-client.ts'
import { keyOf } from './test-keys.ts'
import { startServer, type TestServer, type TestServerOptions } from './test-server.ts'

interface ClassicHostOptions extends TestServerOptions {
  /** Whether the host is Ann's. */
  readonly isOwned?: boolean
}

export async function classicHost({
  isOwned = false,
  ...options
}: ClassicHostOptions = {}): Promise<TestServer & { readonly ann: RawClient }> {
  const instance = newId()
  const owner = identify(keyOf(instance).publicKey)
  const host = await startServer({ classic: true, ...(isOwned && { owner }), ...options })
  const ann = await RawClient.connect(host.port)
  ann.say(hello('Ann', instance))
  ann.say(joinFront())
  await ann.frame('joined')
  await ann.frame('presence')
  return { ...host, ann }
}

/** The authors and texts of the messages that a member was told, in order. */
export function saidTo(client: RawClient): readonly { author: unknown; text: unknown }[] {
  return client.frames.flatMap(({ type, author, text }) =>
    type === 'message' ? [{ author, text }] : [],
  )
}

/** A member or author without a key. */
export function unverified(name: string) {
  // oxlint-disable-next-line vitest/no-standalone-expect -- called in tests
  return expect.objectContaining({ id: expect.any(String) as unknown, name, unverified: true }) as {
    readonly name: string
  }
}
