import { describe, expect, test } from 'vitest'
import { makeProfileKey } from '../identity/profile-key.ts'
import { hello, joinFront, RawClient } from '../testing/raw-client.ts'
import { TestClient } from '../testing/test-client.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openTestHistory, startServer, type TestServer } from '../testing/test-server.ts'
import { untilDefined } from '../testing/until.ts'
import type { InviteTerms } from './chat-server.ts'

const DAY_MS = 86_400_000
const ONE: InviteTerms = { role: 'member', uses: 1, validMs: DAY_MS }

/** An invite of a host, made now. */
async function invite({ server }: TestServer, terms: Partial<InviteTerms> = {}) {
  const made = await server.makeInvite({ ...ONE, ...terms })
  if (!made.ok) throw new Error(made.error.code)
  return made.value
}

/** Why a client with this invite is refused. */
async function refusal(port: number, token: string): Promise<string> {
  const client = await TestClient.start(port, { invite: token })
  return (await client.becomes('ended')).reason.code
}

/** Whether a connection has joined, or why not. */
async function verdict({ frames }: RawClient): Promise<unknown> {
  const answer = await untilDefined(
    () => frames.find(({ type }) => type === 'joined' || type === 'goodbye'),
    () => frames.map(({ type }) => type).join(', '),
  )
  return answer['reason'] ?? answer.type
}

const ADA = { id: 'abcdefghijklmnopqrstuv', name: 'Ada', role: 'member' } as const

const INVITE_ONLY = { entry: { kind: 'invite-only' } } as const

describe('an invite of a running host', () => {
  test('[IV5] for one admits exactly one of a hundred who come at the same time', async () => {
    const host = await startServer(INVITE_ONLY)
    const { id, token } = await invite(host)
    const clients = await Promise.all(
      Array.from({ length: 100 }, () => RawClient.connect(host.port)),
    )
    clients.forEach((client, index) => {
      client.invite = token
      client.say(hello(`Guest ${index}`))
      client.say(joinFront())
    })
    const answers = await Promise.all(clients.map((client) => verdict(client)))
    expect(answers.filter((answer) => answer === 'joined')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'invite-used')).toHaveLength(99)
    expect(host.server.invites).toMatchObject([{ id, uses: 1, used: 1 }])
    expect(host.reports.filter(({ event }) => event === 'member-joined')).toHaveLength(1)
  })

  test('[IV6] costs one use for each member, however often and from wherever they come', async () => {
    const host = await startServer(INVITE_ONLY)
    const { token } = await invite(host, { uses: 2 })
    const key = makeProfileKey()
    const first = await TestClient.join(host.port, { key, invite: token })
    await TestClient.join(host.port, { key, invite: token })
    await first.client.leave()
    await TestClient.join(host.port, { key })
    await TestClient.join(host.port, { name: 'Bob', invite: token })
    expect(await refusal(host.port, token)).toBe('invite-used')
  })

  test('[IV5] is refused when its time is over', async () => {
    const host = await startServer(INVITE_ONLY)
    const { token } = await invite(host, { validMs: 0 })
    expect(await refusal(host.port, token)).toBe('invite-expired')
  })

  test('[IV5] [IV6] is refused when it was taken back; who came in by it stays', async () => {
    const host = await startServer(INVITE_ONLY)
    const { id, token } = await invite(host, { uses: 5 })
    const key = makeProfileKey()
    const ada = await TestClient.join(host.port, { key, invite: token })
    await host.server.revokeInvite(id)
    expect(await refusal(host.port, token)).toBe('invite-revoked')
    await ada.client.leave()
    await TestClient.join(host.port, { key })
  })

  test('[IV6] is known to the next start, with what is left of it and whom it admitted', async () => {
    const host = await startServer(INVITE_ONLY)
    const { id, token } = await invite(host, { uses: 2 })
    const gone = await invite(host)
    await host.server.revokeInvite(gone.id)
    const key = makeProfileKey()
    await TestClient.join(host.port, { key, invite: token })
    await host.server.stop()

    const again = await startServer({ ...INVITE_ONLY, folder: host.folder })
    expect(again.server.invites).toContainEqual(
      expect.objectContaining({ id, uses: 2, used: 1, isRevoked: false }),
    )
    await TestClient.join(again.port, { key })
    await TestClient.join(again.port, { name: 'Bob', invite: token })
    expect(await refusal(again.port, token)).toBe('invite-used')
    expect(await refusal(again.port, gone.token)).toBe('invite-revoked')
  })

  test('[IV5] is not stored as the token that admits', async () => {
    const host = await startServer(INVITE_ONLY)
    const { token } = await invite(host)
    expect(JSON.stringify(host.server.invites)).not.toContain(token)
  })
})

describe('a host', () => {
  test('is owned when it says by whom, and not before', async () => {
    const nobodys = await startServer()
    const somebodys = await startServer({ owner: ADA.id })
    expect([nobodys.server.hasOwner, somebodys.server.hasOwner]).toEqual([false, true])
  })

  test('is owned as long as its front room has an owner', async () => {
    const folder = temporaryFolder()
    for (const role of ['owner', 'moderator'] as const) {
      const history = await openTestHistory(folder)
      await history.open('front', { facts: 1, bytes: 1 })
      const ruling = { type: 'role-changed', member: ADA, role, by: ADA } as const
      expect(await history.commit('front', [ruling], 1)).toMatchObject({ ok: true })
      await history.close()
      const { server } = await startServer({ folder })
      expect(server.hasOwner).toBe(role === 'owner')
      await server.stop()
    }
  })
})
