import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { formatInvite } from '../../shared/invite/invite.ts'
import type { Events } from '../../shared/ipc/contract.ts'
import { applySessionEvent, type SessionView } from '../../shared/session/view.ts'
import { passwordKey } from '../identity/password-key.ts'
import type { ServerEntry } from '../server/server-options.ts'
import { makeProfileKey } from '../identity/profile-key.ts'
import { ProfileStore } from '../storage/profile-store.ts'
import { RoomPasswords } from '../storage/room-passwords.ts'
import { createSecretStore } from '../storage/secret-store.ts'
import { openCopy } from '../storage/copy/open-copy.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { TestClient } from '../testing/test-client.ts'
import { makeIdentity, startServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'
import { OpenSessions, type Tell } from './open-sessions.ts'

type Told = { readonly [N in keyof Events]: { name: N; payload: Events[N] } }[keyof Events]

async function openSessions() {
  const folder = temporaryFolder()
  const [profile, copies] = [await ProfileStore.open(folder), await openCopy(folder)]
  if (!profile.ok || !copies.ok) throw new Error('the profile cannot be opened')
  const passwords = new RoomPasswords(createSecretStore(folder, null))
  const told: Told[] = []
  const tell: Tell = (name, payload) => told.push({ name, payload } as Told)
  const sessions = new OpenSessions({
    profile: profile.value,
    passwords,
    key: makeProfileKey(),
    copies: copies.value,
    tell,
    log: () => undefined,
  })
  onTestFinished(async () => {
    await sessions.leaveAll()
    await copies.value.close()
  })
  return { sessions, told, profile: profile.value, passwords, folder }
}

const JOIN = {
  address: '127.0.0.1',
  name: 'Ada',
  role: 'member',
  trust: null,
  password: null,
  remembersPassword: true,
} as const

test('a new host is a question, the answer is remembered, and the room is a recent one', async () => {
  const { port, fingerprint } = await startServer()
  const { sessions, profile } = await openSessions()

  const asked = await sessions.join({ ...JOIN, port })
  const trusted = await sessions.join({ ...JOIN, port, trust: fingerprint })
  await sessions.leaveAll()
  const known = await sessions.join({ ...JOIN, port })

  expect([asked, trusted, known]).toMatchObject([
    { ok: false, error: { code: 'host-unknown', detail: { port } } },
    { ok: true },
    { ok: true },
  ])
  expect(profile.recent).toMatchObject([{ kind: 'joined', roomName: 'Test room', port }])
  expect(profile.name).toBe('Ada')
})

test('[TR5] a host that was met elsewhere is asked about at a new address, and remembered there', async () => {
  const [known, elsewhere] = [await startServer(), await startServer()]
  const { fingerprint, port } = known
  const { sessions, profile } = await openSessions()
  await sessions.join({ ...JOIN, port, trust: fingerprint })
  await sessions.leaveAll()

  const asked = await sessions.join({ ...JOIN, port: elsewhere.port })
  const agreed = await sessions.join({ ...JOIN, port: elsewhere.port, trust: fingerprint })
  await sessions.leaveAll()
  const again = [await sessions.join({ ...JOIN, port: elsewhere.port })]
  await sessions.leaveAll()
  for (const { key } of profile.recent) {
    again.push(await sessions.openRecent(key))
    await sessions.leaveAll()
  }

  expect(asked).toMatchObject({
    error: {
      code: 'host-elsewhere',
      detail: { port: elsewhere.port, knownAt: `127.0.0.1:${port}`, roomName: 'Test room' },
    },
  })
  expect([agreed, ...again].map(({ ok }) => ok)).toEqual([true, true, true, true])
})

test('a view taken in the middle of a busy room, and the events after it, are the view at the end', async () => {
  const { port, fingerprint } = await startServer({ limits: { 'flood-burst': 1_000 } })
  const { sessions, told } = await openSessions()
  const taken: { view: SessionView; told: number }[] = []
  // Joined first, so it is told first of each tick: in the middle of what the session is told.
  const bob = await TestClient.join(port, {
    name: 'Bob',
    onEvents: () => {
      const view = sessions.list()[0]?.view
      if (view) taken.push({ view, told: told.length })
    },
  })
  await sessions.join({ ...JOIN, port, trust: fingerprint })

  await bob.says(...Array.from({ length: 200 }, (_, index) => `message ${index + 1}`))
  await until(() => {
    const entries = sessions.list()[0]?.view.timeline ?? []
    expect(entries.filter(({ kind }) => kind === 'message')).toHaveLength(200)
  })

  const atEnd = sessions.list()[0]?.view
  for (const { view, told: before } of taken) {
    const events = told
      .slice(before)
      .flatMap((event) => (event.name === 'session-events' ? event.payload.events : []))
    expect(events.reduce(applySessionEvent, view)).toEqual(atEnd)
  }
})

test('[TR4] joining what is open already leads there, and replaces nothing', async () => {
  const { port, fingerprint } = await startServer()
  const { sessions, told } = await openSessions()
  const first = await sessions.join({ ...JOIN, port, trust: fingerprint })

  const again = await sessions.join({ ...JOIN, port })
  const otherwise = await sessions.join({ ...JOIN, address: 'localhost', port, name: 'Eve' })

  expect([again, otherwise]).toEqual([first, first])
  expect(told.filter(({ name }) => name === 'session-opened')).toHaveLength(1)
  expect(sessions.list()).toMatchObject([{ view: { connection: { kind: 'online' } } }])
})

test('an attempt that is cancelled fails with leaving', async () => {
  const { port } = await startServer()
  const { sessions } = await openSessions()

  const joining = sessions.join({ ...JOIN, port })
  sessions.cancelJoin()

  expect(await joining).toEqual({ ok: false, error: { code: 'leaving' } })
})

describe('a room with a password', () => {
  const PASSWORD = 'a sentence of my own'

  async function passwordEntry(password = PASSWORD): Promise<ServerEntry> {
    const salt = randomBytes(16).toString('base64url')
    return { kind: 'password', salt, key: await passwordKey(password, salt) }
  }

  test('is asked for, and the right one is remembered for the next time', async () => {
    const { port, fingerprint } = await startServer({ entry: await passwordEntry() })
    const { sessions, profile, passwords, folder } = await openSessions()
    const known = { ...JOIN, port, trust: fingerprint }

    expect(await sessions.join(known)).toMatchObject({ error: { code: 'password-required' } })
    expect(await sessions.join({ ...known, password: 'x' })).toMatchObject({
      error: { code: 'password-too-short' },
    })
    expect(await sessions.join({ ...known, password: 'not this one' })).toMatchObject({
      error: { code: 'bad-password' },
    })
    expect(await sessions.join({ ...JOIN, port, password: ` ${PASSWORD}` })).toMatchObject({
      ok: true,
    })
    await sessions.leaveAll()

    expect(readFileSync(join(folder, 'profile.json'), 'utf8')).not.toContain(PASSWORD)
    expect(await sessions.join({ ...JOIN, port })).toMatchObject({ ok: true })
    await sessions.leaveAll()
    await sessions.openRecent(profile.recent[0]?.key ?? '')
    await until(() => {
      expect(sessions.list()).toMatchObject([{ view: { connection: { kind: 'online' } } }])
    })
    await sessions.leaveAll()
    expect(await passwords.read(`${fingerprint} front`)).toBe(PASSWORD)
    await sessions.forgetRecent(profile.recent[0]?.key ?? '')
    expect(await passwords.read(`${fingerprint} front`)).toBeNull()
    expect(await sessions.join({ ...JOIN, port })).toMatchObject({
      error: { code: 'password-required' },
    })
  })

  test('is not remembered when that is not wanted', async () => {
    const { port, fingerprint } = await startServer({ entry: await passwordEntry() })
    const { sessions } = await openSessions()
    const options = { ...JOIN, port, trust: fingerprint, password: PASSWORD }
    await sessions.join({ ...options, remembersPassword: false })
    await sessions.leaveAll()

    expect(await sessions.join({ ...JOIN, port })).toMatchObject({
      error: { code: 'password-required' },
    })
  })

  test('that has another one now is told once, and asked for then', async () => {
    const first = await startServer({ entry: await passwordEntry() })
    const { port, fingerprint, folder, server } = first
    const { sessions } = await openSessions()
    await sessions.join({ ...JOIN, port, trust: fingerprint, password: PASSWORD })
    await sessions.leaveAll()
    await server.stop()
    await startServer({ port, folder, entry: await passwordEntry('quite another one') })

    expect(await sessions.join({ ...JOIN, port })).toMatchObject({
      error: { code: 'bad-password' },
    })
    expect(await sessions.join({ ...JOIN, port })).toMatchObject({
      error: { code: 'password-required' },
    })
  })

  test('is not shown to be known to another host at the same address', async () => {
    const { port, fingerprint, server } = await startServer({ entry: await passwordEntry() })
    const { sessions } = await openSessions()
    await sessions.join({ ...JOIN, port, trust: fingerprint, password: PASSWORD })
    await sessions.leaveAll()
    await server.stop()
    const identity = await makeIdentity()
    await startServer({ port, identity, entry: await passwordEntry() })

    const other = { ...JOIN, port, trust: identity.fingerprint }
    expect(await sessions.join(other)).toMatchObject({ error: { code: 'password-required' } })
  })
})

describe('an invite', () => {
  test('leads to the first of its addresses where its host is, and lets in', async () => {
    const { server, port, fingerprint } = await startServer({ entry: { kind: 'invite-only' } })
    const made = await server.makeInvite({ role: 'member', uses: 1, validMs: null })
    if (!made.ok) throw new Error(made.error.code)
    const { sessions, profile } = await openSessions()
    const addresses = ['nowhere.invalid', '127.0.0.1']
    const invite = { addresses, port, fingerprint, token: made.value.token }
    const address = formatInvite(invite)

    expect(await sessions.join({ ...JOIN, port: 1, address })).toMatchObject({ ok: true })
    expect(profile.recent).toMatchObject([{ address: '127.0.0.1', port, host: fingerprint }])
    await sessions.leaveAll()
    // The member is known now: the address will do.
    expect(await sessions.join({ ...JOIN, port })).toMatchObject({ ok: true })
  })

  test('is told nothing to another host, and one that cannot be read leads nowhere', async () => {
    const { port, reports } = await startServer()
    const { sessions, profile } = await openSessions()
    const { fingerprint } = await makeIdentity()
    const invite = { addresses: ['127.0.0.1', 'nowhere.invalid'], port, fingerprint, token: null }

    const address = formatInvite(invite)
    expect(await sessions.join({ ...JOIN, port, address })).toMatchObject({
      error: { code: 'host-changed', detail: { address: '127.0.0.1' } },
    })
    expect(await sessions.join({ ...JOIN, port, address: address.slice(0, -9) })).toMatchObject({
      error: { code: 'bad-invite' },
    })
    expect(profile.knownHosts).toEqual([])
    expect(reports).toEqual([])
  })

  test('[TR6] takes the place of no key that is pinned, and its room opens by the key that it named', async () => {
    const pinned = await startServer()
    const { port, fingerprint } = pinned
    const { sessions, profile } = await openSessions()
    await sessions.join({ ...JOIN, port, trust: fingerprint })
    await sessions.leaveAll()
    await pinned.server.stop()
    const identity = await makeIdentity()
    await startServer({ port, identity })
    const invite = { addresses: ['127.0.0.1'], port, token: null, ...identity }

    const invited = await sessions.join({ ...JOIN, port: 1, address: formatInvite(invite) })
    await sessions.leaveAll()
    const opened = []
    // The second time the entry is the one that the first has written.
    for (let time = 0; time < 2; time++) {
      opened.push(await sessions.openRecent(profile.recent[0]?.key ?? ''))
      await until(() => {
        expect(sessions.list()).toMatchObject([{ view: { connection: { kind: 'online' } } }])
      })
      await sessions.leaveAll()
    }
    const byAddress = await sessions.join({ ...JOIN, port })

    expect([invited, ...opened].map(({ ok }) => ok)).toEqual([true, true, true])
    expect(byAddress).toMatchObject({ error: { code: 'host-changed' } })
    expect(profile.knownFingerprint({ address: '127.0.0.1', port })).toBe(fingerprint)
  })

  test('that was used up is refused in words about invites', async () => {
    const { server, port, fingerprint } = await startServer({ entry: { kind: 'invite-only' } })
    const made = await server.makeInvite({ role: 'member', uses: 1, validMs: null })
    if (!made.ok) throw new Error(made.error.code)
    await TestClient.join(port, { name: 'Bob', invite: made.value.token })
    const { sessions } = await openSessions()
    const invite = { addresses: ['127.0.0.1'], port, fingerprint, token: made.value.token }

    expect(await sessions.join({ ...JOIN, port, address: formatInvite(invite) })).toMatchObject({
      error: { code: 'invite-used' },
    })
  })
})
