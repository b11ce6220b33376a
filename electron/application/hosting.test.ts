import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { parseInvite } from '../../shared/invite/invite.ts'
import { ensurePrograms } from '../testing/built-program.ts'
import { TestClient } from '../testing/test-client.ts'
import { openHosting } from '../testing/test-hosting.ts'
import { until } from '../testing/until.ts'

beforeAll(ensurePrograms, 120_000)

const PASSWORD = 'a sentence of my own'

test('a room with a password lets in who knows it, and its password is known to the host alone', async () => {
  const { hosting, host, profile, profileFolder } = await openHosting()
  const hosted = await host({ entry: 'password', password: `  ${PASSWORD} ` })
  if (!hosted.ok) throw new Error(hosted.error.code)
  const { port } = hosted.value

  const stranger = await TestClient.start(port, { name: 'Bob' })
  expect((await stranger.becomes('ended')).reason).toEqual({ code: 'password-required' })
  await TestClient.join(port, { name: 'Cy', password: PASSWORD })

  expect(hosting.readPassword()).toEqual({ ok: true, value: PASSWORD })
  expect(JSON.stringify([hosted.value, profile.recent])).not.toContain(PASSWORD)
  expect(readFileSync(join(profileFolder, 'profile.json'), 'utf8')).not.toContain(PASSWORD)
  expect(profile.recent).toMatchObject([{ kind: 'hosted', entry: 'password' }])
})

test('the password of a room is remembered for its next start, and for no other room', async () => {
  const { hosting, host } = await openHosting()
  await host({ entry: 'password', password: PASSWORD })
  await hosting.stop()
  expect(hosting.readPassword()).toMatchObject({ error: { code: 'not-hosting' } })

  expect(await host({ entry: 'password', roomName: 'Another' })).toMatchObject({
    error: { code: 'password-lost' },
  })
  expect(await host({ entry: 'password' })).toMatchObject({ value: { entry: 'password' } })
  expect(hosting.readPassword()).toEqual({ ok: true, value: PASSWORD })
  await hosting.stop()
  await hosting.forgetPassword('Workshop')
  expect(await host({ entry: 'password' })).toMatchObject({ error: { code: 'password-lost' } })
})

test('a password that is none is refused before anything listens', async () => {
  const { hosting, host } = await openHosting()
  expect(await host({ entry: 'password', password: 'short' })).toMatchObject({
    error: { code: 'password-too-short', detail: { min: 8 } },
  })
  expect(hosting.hosted).toBeNull()
})

test('invites are made, used, listed and taken back', async () => {
  const { hosting, host } = await openHosting()
  expect(await hosting.makeInvite({ uses: 1, validMs: null })).toMatchObject({
    error: { code: 'not-hosting' },
  })
  expect(await hosting.listInvites()).toMatchObject({ error: { code: 'not-hosting' } })
  const hosted = await host({ entry: 'invite-only' })
  if (!hosted.ok) throw new Error(hosted.error.code)
  const { port, fingerprint } = hosted.value

  const [first, second] = [
    await hosting.makeInvite({ uses: 1, validMs: 60_000 }),
    await hosting.makeInvite({ uses: 5, validMs: null }),
  ]
  if (!first.ok || !second.ok) throw new Error('no invite')
  const invite = parseInvite(first.value.link)
  if (!invite.ok) throw new Error(first.value.link)
  expect(invite.value).toMatchObject({
    addresses: ['127.0.0.1'],
    port,
    fingerprint: fingerprint.replaceAll('-', ''),
  })
  await TestClient.join(port, { name: 'Bob', invite: invite.value.token ?? '' })
  const late = await TestClient.start(port, { name: 'Cy', invite: invite.value.token ?? '' })
  expect((await late.becomes('ended')).reason).toEqual({ code: 'invite-used' })
  await hosting.revokeInvite(second.value.id)

  await until(async () => {
    expect(await hosting.listInvites()).toMatchObject({
      value: [
        { uses: 5, used: 0, expiresAt: null, isRevoked: true },
        { uses: 1, used: 1, isRevoked: false },
      ],
    })
  })
  expect(JSON.stringify(await hosting.listInvites())).not.toContain(invite.value.token)
})
