import { beforeAll, expect, test } from 'vitest'
import { ensurePrograms } from '../testing/built-program.ts'
import { HOST, openHosting } from '../testing/test-hosting.ts'
import { createHandlers } from './handlers.ts'

beforeAll(ensurePrograms, 120_000)

const PASSWORD = 'a sentence of my own'

async function openHandlers() {
  const { hosting, host, sessions, profile } = await openHosting()
  const handlers = createHandlers({
    profile,
    sessions,
    version: '1.2.3',
    hosting,
    copyText: () => Promise.resolve(),
    openLink: () => Promise.resolve({ ok: true, value: undefined }),
    takeLink: () => null,
    onWindowReady: () => undefined,
    onCloseAnswered: () => undefined,
    log: () => undefined,
  })
  return { handlers, host, profile }
}

test('a room that is taken from the list takes its password along', async () => {
  const { handlers, host, profile } = await openHandlers()
  await host({ entry: 'password', password: PASSWORD })
  expect(handlers['read-room-password']()).toEqual({ ok: true, value: PASSWORD })
  expect(JSON.stringify(await handlers['get-start']())).not.toContain(PASSWORD)
  await handlers['stop-hosting']()

  await handlers['forget-recent'](profile.recent[0]?.key ?? '')

  expect(await handlers['get-start']()).toMatchObject({ recent: [] })
  expect(await handlers['host-room']({ ...HOST, entry: 'password' })).toMatchObject({
    error: { code: 'password-lost' },
  })
})

test('the requests about invites reach the hosted room, and only one that is hosted', async () => {
  const { handlers, host } = await openHandlers()
  const wish = { uses: 5, validMs: 60_000 }
  for (const answer of [
    await handlers['make-invite'](wish),
    await handlers['revoke-invite']('A'.repeat(22)),
    await handlers['list-invites'](),
    await handlers['read-room-password'](),
  ]) {
    expect(answer).toMatchObject({ error: { code: 'not-hosting' } })
  }
  await host({ entry: 'invite-only' })

  const made = await handlers['make-invite'](wish)
  if (!made.ok) throw new Error(made.error.code)
  await handlers['revoke-invite'](made.value.id)

  expect(await handlers['list-invites']()).toMatchObject({
    value: [{ id: made.value.id, uses: 5, used: 0, isRevoked: true }],
  })
})

test('a ruling reaches its room, and only one that is open', async () => {
  const { handlers } = await openHandlers()
  const hosted = await handlers['host-room'](HOST)
  if (!hosted.ok) throw new Error(hosted.error.code)

  expect(await handlers.rule(hosted.value.session, { type: 'lock-room' })).toMatchObject({
    ok: true,
  })
  expect(await handlers.rule('gone', { type: 'lock-room' })).toMatchObject({
    error: { code: 'unknown-session' },
  })
})
