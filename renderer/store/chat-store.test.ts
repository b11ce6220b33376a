import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../shared/error.ts'
import type {
  Bridge,
  EventName,
  Events,
  HostedRoom,
  OpenSession,
  RequestApi,
} from '../../shared/ipc/contract.ts'
import type { DurableFact } from '../../shared/protocol/schema.ts'
import { failed, succeeded } from '../../shared/result.ts'
import { applySessionEvent, EMPTY_VIEW, type SessionEvent } from '../../shared/session/view.ts'
import { createChatStore } from './chat-store.ts'
import { hostedPeople, shownRoom } from './selectors.ts'

const ANSWERS: RequestApi = {
  'window-ready': async () => ({ sessions: [], hosted: null }),
  'get-start': async () => ({ name: 'Maria', recent: [], defaultPort: 7465 }),
  'forget-recent': async () => {},
  'host-room': async () => failed('internal-error'),
  'stop-hosting': async () => succeeded(undefined),
  'join-room': async () => failed('internal-error'),
  'cancel-join': async () => {},
  'forget-host': async () => succeeded(undefined),
  'leave-room': async () => succeeded(undefined),
  'send-message': async () => succeeded({ id: 'm' }),
  'retry-message': async () => succeeded(undefined),
  'discard-message': async () => succeeded(undefined),
  rename: async () => succeeded(undefined),
  'reconnect-now': async () => succeeded(undefined),
  'copy-text': async () => {},
  'network-changed': async () => {},
  'answer-close': async () => {},
}

/** Main as the window sees it: records what is asked, answers what it is told to, tells events. */
class FakeMain implements Bridge {
  readonly asked: [string, readonly unknown[]][] = []
  readonly requests: RequestApi
  readonly #listeners = new Map<string, (payload: unknown) => void>()

  constructor(answers: Partial<RequestApi> = {}) {
    const recorded = Object.entries({ ...ANSWERS, ...answers }).map(([name, answer]) => [
      name,
      (...parameters: unknown[]) => {
        this.asked.push([name, parameters])
        const result: unknown = Reflect.apply(answer, undefined, parameters)
        return result
      },
    ])
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same names as ANSWERS
    this.requests = Object.fromEntries(recorded) as RequestApi
  }

  readonly on: Bridge['on'] = (name, listener) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `tell` keeps name and payload together
    this.#listeners.set(name, listener as (payload: unknown) => void)
    return () => this.#listeners.delete(name)
  }

  tell<N extends EventName>(name: N, payload: Events[N]): void {
    this.#listeners.get(name)?.(payload)
  }

  names(): readonly string[] {
    return this.asked.map(([name]) => name)
  }
}

const you = { id: 'you', name: 'Maria', role: 'member' as const }
const joined = (sequence: number): SessionEvent => ({
  type: 'room-joined',
  room: { id: 'front', name: 'Workshop' },
  you,
  members: [you],
  count: 1,
  sequence,
})

function said(author: string, sequence: number): DurableFact {
  return {
    type: 'message',
    room: 'front',
    sequence,
    id: `m${sequence}`,
    author: { id: author, name: author },
    at: sequence,
    text: 'hi',
  }
}

const facts = (...list: DurableFact[]): SessionEvent => ({ type: 'facts-received', facts: list })

function opened(session: string, ...events: SessionEvent[]): OpenSession {
  return {
    session,
    address: '192.168.1.20',
    port: 7465,
    role: 'member',
    isHost: false,
    maxTextBytes: 16_384,
    view: events.reduce(applySessionEvent, EMPTY_VIEW),
  }
}

const hosted: HostedRoom = {
  roomName: 'Workshop',
  port: 7465,
  reach: 'this-network',
  addresses: [],
  fingerprint: '',
  fingerprintWords: [],
  session: 'own',
}

const host = { roomName: 'Workshop', name: 'Maria', port: 7465, reach: 'this-network' } as const
const join = {
  address: 'harbor',
  port: 7465,
  name: 'Maria',
  role: 'member',
  trust: null,
} as const

async function begun(main: FakeMain) {
  const store = createChatStore(main)
  await store.actions.begin()
  return { ...store, get: () => store.state.getState() }
}

describe('beginning', () => {
  test('listens before it says that the window is ready, and fills in the start screen', async () => {
    const heard: EventName[] = []
    const main = new FakeMain({
      'window-ready': () => {
        main.tell('close-asked', { people: 2 })
        heard.push('close-asked')
        return Promise.resolve({ sessions: [], hosted: null })
      },
    })
    const { get } = await begun(main)
    expect(heard).toEqual(['close-asked'])
    expect(get().closeAsked).toEqual({ people: 2 })
    expect(get().start.name).toBe('Maria')
  })

  test('a reload finds the open rooms again', async () => {
    const main = new FakeMain({
      'window-ready': () => Promise.resolve({ sessions: [opened('a'), opened('b')], hosted }),
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

describe('writing', () => {
  test('each room keeps its draft', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    main.tell('session-opened', opened('b'))
    actions.setDraft('a', 'for a')
    actions.setDraft('b', 'for b')
    expect(get().rooms.map(({ draft }) => draft)).toEqual(['for a', 'for b'])
  })

  test('a room that takes the place of an ended one takes over what never went out', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    const pending = [{ id: 'p', text: 'unsent', queuedAt: 0, state: { kind: 'waiting' } }] as const
    main.tell('session-opened', opened('a', { type: 'outbox-changed', pending }))
    actions.setDraft('a', 'half a sent')
    main.tell('session-opened', opened('b'))
    await actions.replace('a')
    expect(shownRoom(get())).toMatchObject({ session: 'b', draft: 'unsent\nhalf a sent' })
    expect(main.asked).toContainEqual(['leave-room', ['a']])
    main.tell('session-closed', { session: 'a' })
    await actions.replace('a')
    expect(shownRoom(get())?.draft).toBe('unsent\nhalf a sent')
  })

  test('sending hands the draft over with line feeds and empties the composer', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    actions.setDraft('a', 'one\r\ntwo')
    expect(await actions.sendDraft('a')).toBe(null)
    expect(main.asked.at(-1)).toEqual(['send-message', ['a', 'one\ntwo']])
    expect(get().rooms[0]?.draft).toBe('')
  })

  test('a text that main refuses comes back, before what was typed since', async () => {
    const main = new FakeMain({ 'send-message': () => Promise.resolve(failed('bad-text')) })
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    actions.setDraft('a', 'refused')
    const sending = actions.sendDraft('a')
    actions.setDraft('a', ' and more')
    expect(await sending).toEqual({ code: 'bad-text' })
    expect(get().rooms[0]?.draft).toBe('refused and more')
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
