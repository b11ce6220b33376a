import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../shared/error.ts'
import type { EventName, RecentRoom } from '../../shared/ipc/contract.ts'
import { failed, succeeded } from '../../shared/result.ts'
import { begun, FakeMain, facts, hosted, joined, opened, said } from './main.fixture.ts'
import { hostedPeople, shownRoom } from './selectors.ts'

const host = {
  roomName: 'Workshop',
  name: 'Maria',
  port: 7465,
  reach: 'this-network',
  history: 'all',
  entry: 'open',
  classic: false,
  furtherPorts: [],
  password: null,
} as const
const join = {
  address: 'harbor',
  port: 7465,
  name: 'Maria',
  role: 'member',
  trust: null,
  password: null,
  remembersPassword: true,
} as const

describe('beginning', () => {
  test('listens before it says that the window is ready, and fills in the start screen', async () => {
    const heard: EventName[] = []
    const main = new FakeMain({
      'window-ready': () => {
        main.tell('close-asked', { people: 2 })
        heard.push('close-asked')
        return Promise.resolve({ sessions: [], hosted: null, link: null })
      },
    })
    const { get } = await begun(main)
    expect(heard).toEqual(['close-asked'])
    expect(get().closeAsked).toEqual({ people: 2 })
    expect(get().start.name).toBe('Maria')
  })

  test('a reload finds the open rooms again', async () => {
    const main = new FakeMain({
      'window-ready': () =>
        Promise.resolve({ sessions: [opened('a'), opened('b')], hosted, link: null }),
    })
    const { get } = await begun(main)
    expect(get().screen).toEqual({ kind: 'room', session: 'b' })
    expect(get().hosted).toBe(hosted)
  })
})

describe('rooms', () => {
  test('a room that opens is shown, and the last one to close leads back to the start', async () => {
    const main = new FakeMain()
    const { get } = await begun(main)
    main.tell('session-opened', opened('a'))
    main.tell('session-opened', opened('b'))
    expect(shownRoom(get())?.session).toBe('b')
    main.tell('session-closed', { session: 'b' })
    expect(shownRoom(get())?.session).toBe('a')
    main.tell('session-closed', { session: 'a' })
    expect(get().screen).toEqual({ kind: 'start' })
    expect(get().rooms).toEqual([])
  })

  test('events change the room they are for', async () => {
    const main = new FakeMain()
    const { get } = await begun(main)
    main.tell('session-opened', opened('a'))
    main.tell('session-events', { session: 'a', events: [joined(0), facts(said('ann', 1))] })
    main.tell('session-events', { session: 'gone', events: [facts(said('ann', 1))] })
    expect(get().rooms).toHaveLength(1)
    expect(get().rooms[0]?.view.timeline).toHaveLength(1)
  })

  test('messages of others count as unread while another screen is shown', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a', joined(0)))
    main.tell('session-events', { session: 'a', events: [joined(0)] })
    main.tell('session-events', { session: 'a', events: [facts(said('ann', 1))] })
    expect(get().rooms[0]?.unread).toBe(0)
    actions.showStart()
    main.tell('session-events', {
      session: 'a',
      events: [facts(said('ann', 2), said('you', 3), said('bob', 4))],
    })
    expect(get().rooms[0]?.unread).toBe(2)
    actions.showRoom('a')
    expect(get().rooms[0]?.unread).toBe(0)
  })

  test('the history of a newcomer is not unread, what was missed on the way is', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    actions.showStart()
    main.tell('session-events', { session: 'a', events: [joined(2), facts(said('ann', 1))] })
    main.tell('session-events', { session: 'a', events: [facts(said('ann', 2))] })
    expect(get().rooms[0]?.unread).toBe(0)
    main.tell('session-events', { session: 'a', events: [joined(4), facts(said('ann', 4))] })
    expect(get().rooms[0]?.unread).toBe(1)
  })

  test('what main had shown already when the room opened is not unread', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a', joined(1), facts(said('ann', 1), said('ann', 2))))
    actions.showStart()
    main.tell('session-events', { session: 'a', events: [facts(said('ann', 3))] })
    expect(get().rooms[0]?.unread).toBe(1)
  })
})

describe('hosting and joining', () => {
  test('hosting closes the dialog and shows the host panel', async () => {
    const main = new FakeMain({ 'host-room': () => Promise.resolve(succeeded(hosted)) })
    const { get, actions } = await begun(main)
    actions.askToHost()
    await actions.host(host)
    expect(get()).toMatchObject({ dialog: { kind: 'none' }, hosted, isHostPanelOpen: true })
  })

  test('a refusal keeps the dialog open and comes back as it is', async () => {
    const refused = failed('port-taken', { port: 7465, suggestion: 7466 })
    const main = new FakeMain({ 'host-room': () => Promise.resolve(refused) })
    const { get, actions } = await begun(main)
    actions.askToHost()
    expect(await actions.host(host)).toEqual(refused)
    expect(get().dialog.kind).toBe('host')
    expect(get().hosted).toBe(null)
  })

  test('joining closes the dialog and shows the room, in whatever order main tells', async () => {
    for (const order of ['event first', 'answer first']) {
      const main = new FakeMain({
        'join-room': () => {
          if (order === 'event first') main.tell('session-opened', opened('a'))
          return Promise.resolve(succeeded({ session: 'a' }))
        },
      })
      const { get, actions } = await begun(main)
      actions.askToJoin()
      expect(await actions.join(join)).toBe(null)
      if (order === 'answer first') main.tell('session-opened', opened('a'))
      expect(get().dialog).toEqual({ kind: 'none' })
      expect(shownRoom(get())?.session).toBe('a')
    }
  })

  test.each<ErrorCode>(['host-unknown', 'name-taken', 'leaving'])(
    'an attempt that ends with %s keeps the dialog open',
    async (code) => {
      const main = new FakeMain({ 'join-room': () => Promise.resolve(failed(code)) })
      const { get, actions } = await begun(main)
      actions.askToJoin()
      expect(await actions.join(join)).toEqual({ code })
      expect(get().dialog.kind).toBe('join')
    },
  )

  const recent: RecentRoom = {
    kind: 'joined',
    key: 'joined harbor',
    roomName: 'Workshop',
    address: 'harbor',
    port: 7465,
    role: 'member',
    hasCopy: true,
    at: 0,
  }

  test('a room of before with a copy opens at once', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    const opening = actions.openRecent(recent)
    main.tell('session-opened', opened('a'))
    await opening
    expect(main.asked.at(-1)).toEqual(['open-recent', ['joined harbor']])
    expect(shownRoom(get())?.session).toBe('a')
    expect(get().dialog.kind).toBe('none')
  })

  test('a room of before without a copy, or one hosted here, opens its dialog', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    await actions.openRecent({ ...recent, hasCopy: false })
    expect(get().dialog).toMatchObject({ kind: 'join', prefill: { address: 'harbor', port: 7465 } })
    await actions.openRecent({ ...host, kind: 'hosted', key: 'hosted', at: 0 })
    expect(get().dialog).toMatchObject({ kind: 'host', prefill: { history: 'all', port: 7465 } })
    expect(main.names()).not.toContain('open-recent')
  })

  test('a room of before that cannot be opened leads to its dialog with the reason', async () => {
    const refused = failed('host-changed', { fingerprint: 'AB', words: 'orbit pepper' })
    const main = new FakeMain({ 'open-recent': () => Promise.resolve(refused) })
    const { get, actions } = await begun(main)
    await actions.openRecent(recent)
    expect(get().dialog).toMatchObject({
      kind: 'join',
      prefill: { address: 'harbor', port: 7465, role: 'member', error: refused.error },
    })
  })

  test('the host dismisses what was lost', async () => {
    const main = new FakeMain()
    const { actions } = await begun(main)
    actions.dismissDamage()
    expect(main.asked.at(-1)).toEqual(['dismiss-damage', []])
  })

  test('leaving the room that one hosts stops it for everybody', async () => {
    const main = new FakeMain()
    const { actions } = await begun(main)
    main.tell('session-opened', { ...opened('own'), isHost: true })
    main.tell('hosting-changed', { hosted, reason: null })
    await actions.leave('own')
    expect(main.names().slice(-2)).toEqual(['stop-hosting', 'leave-room'])
  })

  test('leaving another room does not stop hosting', async () => {
    const main = new FakeMain()
    const { actions } = await begun(main)
    main.tell('session-opened', opened('other'))
    main.tell('hosting-changed', { hosted, reason: null })
    await actions.leave('other')
    expect(main.names()).not.toContain('stop-hosting')
  })

  test('a room that main no longer knows can still be left', async () => {
    const main = new FakeMain({ 'leave-room': () => Promise.resolve(failed('unknown-session')) })
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    await actions.leave('a')
    expect(get().rooms).toEqual([])
  })

  test('hosting that ends by itself is told until it is dismissed', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('hosting-changed', { hosted, reason: null })
    main.tell('hosting-changed', { hosted: null, reason: { code: 'server-failed' } })
    expect(get()).toMatchObject({ hosted: null, hostingFailure: { code: 'server-failed' } })
    actions.dismissHostingFailure()
    expect(get().hostingFailure).toBe(null)
  })
})

test('the question before closing follows who comes and goes in the hosted room', async () => {
  const main = new FakeMain()
  const { get } = await begun(main)
  expect(hostedPeople(get())).toBeNull()
  main.tell('hosting-changed', { hosted, reason: null })
  main.tell('session-opened', opened('own', joined(0)))
  const before = hostedPeople(get())
  const ben = { id: 'ben', name: 'Ben', role: 'member' } as const
  const changes = [{ type: 'member-joined', member: ben }] as const
  const events = [{ type: 'presence-changed', changes, count: (before ?? 0) + 2, at: 0 }] as const
  main.tell('session-events', { session: 'own', events })
  expect(hostedPeople(get())).toBe((before ?? 0) + 1)
})

test('the question before closing is answered once', async () => {
  const main = new FakeMain()
  const { get, actions } = await begun(main)
  main.tell('close-asked', { people: 3 })
  actions.answerClose(false)
  expect(main.asked.at(-1)).toEqual(['answer-close', [false]])
  expect(get().closeAsked).toBe(null)
})

test('what is decided goes to main, and its refusal comes back as it is', async () => {
  const main = new FakeMain({ rule: () => Promise.resolve(failed('not-allowed')) })
  const { actions } = await begun(main)
  const asked = { type: 'ban-member', member: 'ann', durationMs: null } as const

  expect(await actions.rule('a', asked)).toEqual({ code: 'not-allowed' })
  expect(main.asked.at(-1)).toEqual(['rule', ['a', asked]])
  expect(await (await begun(new FakeMain())).actions.rule('a', { type: 'lock-room' })).toBe(null)
})

describe('the invites of the hosted room', () => {
  const made = succeeded({ id: 'i', link: 'parley://harbor:7465/#key.token' })
  const wish = { uses: 1, validMs: null }

  test('a link is there until it is closed, and goes with the room', async () => {
    const main = new FakeMain({ 'make-invite': () => Promise.resolve(made) })
    const { get, actions } = await begun(main)
    expect(await actions.makeInvite(wish)).toBe(null)
    main.tell('hosting-changed', { hosted, reason: null })
    expect(get().madeInvite).toBe('parley://harbor:7465/#key.token')
    actions.closeInvite()
    expect(get().madeInvite).toBe(null)
    await actions.makeInvite(wish)
    main.tell('hosting-changed', { hosted: null, reason: null })
    expect(get().madeInvite).toBe(null)
  })

  test('what main refuses comes back as it is, and shows no link', async () => {
    const { get, actions } = await begun(new FakeMain())
    expect(await actions.makeInvite(wish)).toEqual({ code: 'not-hosting' })
    expect(await actions.readRoomPassword()).toBe(null)
    expect(await actions.revokeInvite('i')).toBe(null)
    expect(get().madeInvite).toBe(null)
  })
})

describe('a link', () => {
  const link = { url: 'https://example.org/', host: 'example.org' }

  test('is opened only after the question, and the question goes', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)

    expect(await actions.openLink()).toBe(null)
    actions.askToOpenLink(link)
    expect(main.names()).not.toContain('open-link')
    expect(await actions.openLink()).toBe(null)

    expect(main.asked.at(-1)).toEqual(['open-link', [link.url]])
    expect(get().linkAsked).toBe(null)
  })

  test('that nothing opened stays asked about, with the reason', async () => {
    const main = new FakeMain({ 'open-link': () => Promise.resolve(failed('link-not-opened')) })
    const { get, actions } = await begun(main)
    actions.askToOpenLink(link)

    expect(await actions.openLink()).toEqual({ code: 'link-not-opened' })
    expect(get().linkAsked).toBe(link)
    actions.askToOpenLink(null)
    expect(get().linkAsked).toBe(null)
  })
})
