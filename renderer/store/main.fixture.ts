// Main as the window's tests need it, and what it tells.

import type {
  Bridge,
  EventName,
  Events,
  HostedRoom,
  OpenSession,
  RequestApi,
} from '../../shared/ipc/contract.ts'
import type { DurableFact, Message } from '../../shared/protocol/schema.ts'
import { failed, succeeded } from '../../shared/result.ts'
import { applySessionEvent, EMPTY_VIEW, type SessionEvent } from '../../shared/session/view.ts'
import { createChatStore } from './chat-store.ts'

const ANSWERS: RequestApi = {
  'window-ready': async () => ({ sessions: [], hosted: null, link: null }),
  'get-start': async () => ({
    name: 'Maria',
    recent: [],
    defaultPort: 7465,
    version: '1.2.3',
  }),
  'forget-recent': async () => {},
  'host-room': async () => failed('internal-error'),
  'stop-hosting': async () => succeeded(undefined),
  'read-room-password': async () => failed('not-hosting'),
  'make-invite': async () => failed('not-hosting'),
  'revoke-invite': async () => succeeded(undefined),
  'list-invites': async () => succeeded([]),
  'join-room': async () => failed('internal-error'),
  'open-recent': async () => succeeded({ session: 'a' }),
  'cancel-join': async () => {},
  'forget-host': async () => succeeded(undefined),
  'leave-room': async () => succeeded(undefined),
  'read-older': async () => succeeded(undefined),
  'search-messages': async () => succeeded([]),
  'read-around': async () => succeeded([]),
  'send-message': async () => succeeded({ id: 'm' }),
  'retry-message': async () => succeeded(undefined),
  'discard-message': async () => succeeded(undefined),
  rename: async () => succeeded(undefined),
  rule: async () => succeeded(undefined),
  'reconnect-now': async () => succeeded(undefined),
  'copy-text': async () => {},
  'open-link': async () => succeeded(undefined),
  'network-changed': async () => {},
  'dismiss-damage': async () => {},
  'answer-close': async () => {},
}

/** Main as the window sees it: records what is asked, answers what it is told to, tells events. */
export class FakeMain implements Bridge {
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

/** Oneself in the rooms of tests. */
export const you = { id: 'you', name: 'Maria', role: 'member' as const }
/** The host's answer to a join. */
export const joined = (sequence: number): SessionEvent => ({
  type: 'room-joined',
  room: { id: 'front', name: 'Workshop' },
  you,
  members: [you],
  count: 1,
  sequence,
})

/** A message of somebody. */
export function said(author: string, sequence: number): Message {
  return {
    type: 'message',
    room: 'front',
    sequence,
    epoch: 'epoch',
    id: `m${sequence}`,
    author: { id: author, name: author },
    at: sequence,
    text: 'hi',
  }
}

/** Facts as they are told. */
export const facts = (...list: DurableFact[]): SessionEvent => ({
  type: 'facts-received',
  facts: list,
})

/** A room after these events. */
export function opened(session: string, ...events: SessionEvent[]): OpenSession {
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

/** A room that this application hosts. */
export const hosted: HostedRoom = {
  roomName: 'Workshop',
  port: 7465,
  reach: 'this-network',
  addresses: [],
  fingerprint: '',
  fingerprintWords: [],
  isKeySealed: true,
  history: 'all',
  entry: 'open',
  classic: false,
  furtherPorts: [],
  link: null,
  storageProblem: null,
  damage: null,
  session: 'own',
}

/** A store that has taken over what main told. */
export async function begun(main: FakeMain) {
  const store = createChatStore(main)
  await store.actions.begin()
  return { ...store, get: () => store.state.getState() }
}
