import { expect, onTestFinished, test } from 'vitest'
import type { Events } from '../../shared/ipc/contract.ts'
import { applySessionEvent, type SessionView } from '../../shared/session/view.ts'
import { ProfileStore } from '../storage/profile-store.ts'
import { openCopy } from '../storage/copy/open-copy.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { TestClient } from '../testing/test-client.ts'
import { startServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'
import { OpenSessions, type Tell } from './open-sessions.ts'

type Told = { readonly [N in keyof Events]: { name: N; payload: Events[N] } }[keyof Events]

async function openSessions() {
  const folder = temporaryFolder()
  const [profile, copies] = [await ProfileStore.open(folder), await openCopy(folder)]
  if (!profile.ok || !copies.ok) throw new Error('the profile cannot be opened')
  const told: Told[] = []
  const tell: Tell = (name, payload) => told.push({ name, payload } as Told)
  const sessions = new OpenSessions({
    profile: profile.value,
    copies: copies.value,
    tell,
    log: () => undefined,
  })
  onTestFinished(async () => {
    await sessions.leaveAll()
    await copies.value.close()
  })
  return { sessions, told, profile: profile.value }
}

const JOIN = { address: '127.0.0.1', name: 'Ada', role: 'member', trust: null } as const

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
