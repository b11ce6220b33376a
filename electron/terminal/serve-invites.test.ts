import { expect, test } from 'vitest'
import { parseInvite } from '../../shared/invite/invite.ts'
import { failed } from '../../shared/result.ts'
import { localAddresses } from '../host/local-addresses.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { hello, joinFront, newId, RawClient, say } from '../testing/raw-client.ts'
import { openTestHistory, startServer } from '../testing/test-server.ts'
import { makeInvite, makeOwnerInvite } from './serve-invites.ts'

/** What a link says. */
function read(link: { readonly ok: boolean; readonly value?: string | null }) {
  const invite = parseInvite(link.value ?? '')
  if (!invite.ok) throw new Error(invite.error.code)
  return invite.value
}

test('an invite says where the host is, which key it has, and what lets in', async () => {
  const { server, port, fingerprint } = await startServer()
  const { token, ...where } = read(await makeInvite(server, fingerprint, 3))
  expect(where).toEqual({ addresses: ['127.0.0.1'], port, fingerprint })
  expect(token).toHaveLength(22)
  const [kept] = server.invites
  expect(kept).toMatchObject({ role: 'member', uses: 3, used: 0 })
  expect((kept?.expiresAt ?? 0) - (kept?.createdAt ?? 0)).toBe(24 * 3_600 * 1_000)
})

test.each(['::', '0.0.0.0'])('a host that listens on %s is at all its addresses', async (bind) => {
  const { server, fingerprint } = await startServer({ bind })
  const all = localAddresses().map(({ address }) => address)
  const expected = bind === '::' ? all : all.filter((address) => !address.includes(':'))
  expect(read(await makeInvite(server, fingerprint, 1)).addresses).toEqual(expected.slice(0, 8))
})

test('an owner is invited until there is one, with no end, and by one invite at a time', async () => {
  const { server, fingerprint } = await startServer()
  await makeOwnerInvite(server, fingerprint, true)
  await makeOwnerInvite(server, fingerprint, true)
  const invites = server.invites.map(({ role, uses, expiresAt, isRevoked }) => ({
    role,
    uses,
    expiresAt,
    isRevoked,
  }))
  const owners = { role: 'owner', uses: 1, expiresAt: null }
  expect(invites).toEqual([
    { ...owners, isRevoked: true },
    { ...owners, isRevoked: false },
  ])
  // Unwanted, also the last one is no good any more.
  expect(await makeOwnerInvite(server, fingerprint, false)).toEqual({ ok: true, value: null })
  expect(server.invites.map(({ isRevoked }) => isRevoked)).toEqual([true, true])
})

test('an owner’s invite that was used by somebody who never joined is no good at the next start', async () => {
  const { server, fingerprint, port } = await startServer()
  const { token } = read(await makeOwnerInvite(server, fingerprint, true))
  const eve = await RawClient.connect(port)
  eve.invite = token
  const greeting = hello('Eve')
  eve.say(greeting)
  await eve.frame('welcome')
  eve.destroy()

  const next = await makeOwnerInvite(server, fingerprint, true)
  const again = await RawClient.connect(port)
  again.say({ ...greeting, nonce: newId() })
  again.say(joinFront())

  await again.frame('joined')
  again.say(say('whatever a role would be stored before'))
  await again.frame('message')
  expect(again.frames.filter(({ type }) => type === 'role-changed')).toEqual([])
  expect(read(next).token).not.toBe(token)
  expect([server.invites.map(({ isRevoked }) => isRevoked), server.hasOwner]).toEqual([
    [true, false],
    false,
  ])
})

test('nobody is invited to own what is owned', async () => {
  const { server, fingerprint } = await startServer({ owner: 'abcdefghijklmnopqrstuv' })
  expect(await makeOwnerInvite(server, fingerprint, true)).toEqual({ ok: true, value: null })
  expect(server.invites).toEqual([])
})

test('an invite that cannot be kept is not given out', async () => {
  const kept = await openTestHistory(temporaryFolder())
  const keepInvite = () => Promise.resolve(failed('disk-full'))
  const { server, fingerprint } = await startServer({ history: { ...kept, keepInvite } })
  const refused = { ok: false, error: { code: 'disk-full' } }
  expect(await makeInvite(server, fingerprint, 1)).toMatchObject(refused)
  expect(await makeOwnerInvite(server, fingerprint, true)).toMatchObject(refused)
})
