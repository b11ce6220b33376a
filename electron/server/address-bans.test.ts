import { createConnection } from 'node:net'
import { describe, expect, test } from 'vitest'
import { keyOf } from '../testing/test-keys.ts'
import { identify } from '../identity/checks.ts'
import { hello, joinFront, newId, RawClient, type RawFrame } from '../testing/raw-client.ts'
import { startServer, type TestServer } from '../testing/test-server.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { untilDefined } from '../testing/until.ts'

const OWNER = newId()

/** Somebody who asks to join from an address of this computer, and what the host answers. */
async function come(port: number, from: string, name: string, instance = newId()) {
  const socket = createConnection({ host: '127.0.0.1', port, localAddress: from })
  socket.on('error', () => undefined)
  const client = await RawClient.secure(socket)
  client.say(hello(name, instance))
  client.say(joinFront())
  const answer: RawFrame = await untilDefined(
    () => client.frames.find(({ type }) => type === 'joined' || type === 'refusal'),
    () => client.frames.map(({ type }) => type).join(', '),
  )
  return { client, answer, member: identify(keyOf(instance).publicKey) }
}

function serve(folder = temporaryFolder()): Promise<TestServer> {
  return startServer({ folder, owner: identify(keyOf(OWNER).publicKey) })
}

/** An owner at 127.0.0.1 bans somebody with the address. */
async function ban(owner: RawClient, member: string, durationMs: number | null = null) {
  owner.say({ type: 'ban-member', room: 'front', member, durationMs, address: true })
  await owner.frame('member-banned')
}

describe('the ban of an address on a running host', () => {
  test('[MO6] drops the banned one, keeps out new keys from there, and nobody else', async () => {
    const { port } = await serve()
    const { client: owner } = await come(port, '127.0.0.1', 'Owner', OWNER)
    const known = await come(port, '127.0.0.2', 'Known')
    const bob = await come(port, '127.0.0.2', 'Bob')

    await ban(owner, bob.member)

    await bob.client.closed()
    expect(known.client.isClosed).toBe(false)
    const answers = await Promise.all([
      come(port, '127.0.0.2', 'Bob again'),
      come(port, '127.0.0.3', 'Elsewhere'),
    ])
    expect(answers.map(({ answer }) => answer['code'] ?? answer.type)).toEqual(['banned', 'joined'])
    expect(answers[0].answer['detail']).toEqual({ by: 'address' })
    expect(Buffer.concat(owner.chunks).toString()).not.toContain('127.0.0.2')
  })

  test('[MO6] holds when the host was started anew, and ends when it is lifted', async () => {
    const first = await serve()
    const { client: owner } = await come(first.port, '127.0.0.1', 'Owner', OWNER)
    const bob = await come(first.port, '127.0.0.2', 'Bob')
    await ban(owner, bob.member, 3_600_000)
    await first.server.stop()

    const { port } = await serve(first.folder)
    const { answer: kept } = await come(port, '127.0.0.2', 'Bob again')
    const { client: again } = await come(port, '127.0.0.1', 'Owner', OWNER)
    again.say({ type: 'unban-member', room: 'front', member: bob.member })
    await again.frame('member-unbanned')
    const { answer: lifted } = await come(port, '127.0.0.2', 'Bob again')

    expect([kept['code'], lifted.type]).toEqual(['banned', 'joined'])
    expect(kept['detail']).toMatchObject({ by: 'address' })
  })

  test('[MO6] never keeps out the loopback address of the host', async () => {
    const { port } = await serve()
    const { client: owner } = await come(port, '127.0.0.1', 'Owner', OWNER)
    const bob = await come(port, '127.0.0.1', 'Bob')

    await ban(owner, bob.member)

    expect((await come(port, '127.0.0.1', 'New')).answer.type).toBe('joined')
  })
})
