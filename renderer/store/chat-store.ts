// The store: a projection of what main tells, and the window's own state. Made with a bridge, without React.

import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatError } from '../../shared/error.ts'
import type { Bridge, HostedRoom, HostOptions, JoinOptions } from '../../shared/ipc/contract.ts'
import { normalizeText } from '../../shared/protocol/text.ts'
import type { Result } from '../../shared/result.ts'
import {
  applyEvent,
  applyReady,
  carryOver,
  showRoom,
  withRoom,
  type ChatEvent,
} from './apply-event.ts'
import {
  INITIAL_STATE,
  type ChatState,
  type HostPrefill,
  type JoinPrefill,
  type OpenDialog,
} from './chat-state.ts'

/** What a person can do in the window. Nothing here throws: what fails answers with the reason. */
export interface ChatActions {
  /** Subscribes to main and takes over its state. Call it once. */
  readonly begin: () => Promise<void>
  readonly showStart: () => void
  readonly showRoom: (session: string) => void
  readonly askToHost: (prefill?: HostPrefill) => void
  readonly askToJoin: (prefill?: JoinPrefill) => void
  readonly closeDialog: () => void
  readonly host: (options: HostOptions) => Promise<Result<HostedRoom>>
  readonly stopHosting: () => Promise<ChatError | null>
  readonly join: (options: JoinOptions) => Promise<ChatError | null>
  readonly cancelJoin: () => void
  readonly forgetHost: (address: string, port: number) => Promise<ChatError | null>
  readonly forgetRecent: (key: string) => Promise<void>
  /** Leaves a room; the host's own is stopped for everybody. */
  readonly leave: (session: string) => Promise<void>
  /** Leaves an ended room whose place the shown one takes: what was written there moves along. */
  readonly replace: (ended: string) => Promise<void>
  readonly setDraft: (session: string, draft: string) => void
  /** Hands the draft over to main. A text that cannot be queued comes back into the composer. */
  readonly sendDraft: (session: string) => Promise<ChatError | null>
  readonly retry: (session: string, id: string) => void
  readonly discard: (session: string, id: string) => void
  readonly rename: (session: string, name: string) => Promise<ChatError | null>
  readonly reconnect: (session: string) => void
  readonly copy: (text: string) => void
  readonly noticeNetwork: () => void
  readonly setHostPanel: (isOpen: boolean) => void
  readonly setMembers: (areOpen: boolean) => void
  readonly dismissHostingFailure: () => void
  readonly answerClose: (shouldClose: boolean) => void
}

export interface ChatStore {
  readonly state: StoreApi<ChatState>
  readonly actions: ChatActions
}

type Requests = Bridge['requests']
type State = StoreApi<ChatState>

/** A store that speaks to main through `bridge`. */
export function createChatStore(bridge: Bridge): ChatStore {
  const state: State = createStore<ChatState>()(() => INITIAL_STATE)
  const { requests } = bridge
  const refreshStart = async () => state.setState({ start: await requests['get-start']() })
  return {
    state,
    actions: {
      begin: () => begin(bridge, state, refreshStart),
      ...navigation(state, refreshStart),
      ...hostingAndJoining(state, requests),
      ...talking(state, requests),
      ...housekeeping(state, requests),
      forgetRecent: async (key) => {
        await requests['forget-recent'](key)
        await refreshStart()
      },
    },
  }
}

async function begin(
  bridge: Bridge,
  state: State,
  refreshStart: () => Promise<void>,
): Promise<void> {
  const take = (event: ChatEvent) => {
    state.setState((before) => applyEvent(before, event))
    if (event.name === 'session-closed') void refreshStart()
  }
  bridge.on('session-opened', (payload) => take({ name: 'session-opened', payload }))
  bridge.on('session-events', (payload) => take({ name: 'session-events', payload }))
  bridge.on('session-closed', (payload) => take({ name: 'session-closed', payload }))
  bridge.on('hosting-changed', (payload) => take({ name: 'hosting-changed', payload }))
  bridge.on('close-asked', (payload) => take({ name: 'close-asked', payload }))
  const ready = await bridge.requests['window-ready']()
  state.setState((before) => applyReady(before, ready))
  await refreshStart()
}

function navigation(state: State, refreshStart: () => Promise<void>) {
  const open = (dialog: OpenDialog) => state.setState({ dialog })
  return {
    showStart: () => {
      state.setState({ screen: { kind: 'start' } })
      void refreshStart()
    },
    showRoom: (session) => state.setState((before) => showRoom(before, session)),
    askToHost: (prefill = {}) => open({ kind: 'host', prefill }),
    askToJoin: (prefill = {}) => open({ kind: 'join', prefill }),
    closeDialog: () => open({ kind: 'none' }),
    setHostPanel: (isHostPanelOpen) => state.setState({ isHostPanelOpen }),
    setMembers: (areMembersOpen) => state.setState({ areMembersOpen }),
    dismissHostingFailure: () => state.setState({ hostingFailure: null }),
  } satisfies Partial<ChatActions>
}

function hostingAndJoining(state: State, requests: Requests) {
  const remember = (name: string) =>
    state.setState(({ start }) => ({ dialog: { kind: 'none' }, start: { ...start, name } }))
  const leave = async (session: string) => {
    if (state.getState().hosted?.session === session) await requests['stop-hosting']()
    const answer = await requests['leave-room'](session)
    // Main no longer knows the session: what is left of it here goes too.
    if (!answer.ok) {
      const event = { name: 'session-closed', payload: { session } } as const
      state.setState((before) => applyEvent(before, event))
    }
  }
  return {
    host: async (options) => {
      const answer = await requests['host-room'](options)
      if (answer.ok) {
        remember(options.name)
        state.setState({ hosted: answer.value, isHostPanelOpen: true })
      }
      return answer
    },
    stopHosting: async () => errorOf(await requests['stop-hosting']()),
    join: async (options) => {
      const answer = await requests['join-room'](options)
      if (!answer.ok) return answer.error
      remember(options.name)
      state.setState((before) => showRoom(before, answer.value.session))
      return null
    },
    cancelJoin: () => void requests['cancel-join'](),
    forgetHost: async (address, port) => errorOf(await requests['forget-host'](address, port)),
    leave,
    replace: async (ended) => {
      state.setState((before) =>
        before.screen.kind === 'room' ? carryOver(before, ended, before.screen.session) : before,
      )
      await leave(ended)
    },
  } satisfies Partial<ChatActions>
}

function talking(state: State, requests: Requests) {
  const setDraft = (session: string, change: (draft: string) => string) =>
    state.setState((before) =>
      withRoom(before, session, (room) => ({ ...room, draft: change(room.draft) })),
    )
  return {
    setDraft: (session, draft) => setDraft(session, () => draft),
    sendDraft: async (session) => {
      const draft = state.getState().rooms.find((room) => room.session === session)?.draft ?? ''
      setDraft(session, () => '')
      const answer = await requests['send-message'](session, normalizeText(draft))
      if (answer.ok) return null
      setDraft(session, (typedSince) => draft + typedSince)
      return answer.error
    },
    retry: (session, id) => void requests['retry-message'](session, id),
    discard: (session, id) => void requests['discard-message'](session, id),
    rename: async (session, name) => errorOf(await requests.rename(session, name)),
    reconnect: (session) => void requests['reconnect-now'](session),
  } satisfies Partial<ChatActions>
}

function housekeeping(state: State, requests: Requests) {
  return {
    copy: (text) => void requests['copy-text'](text),
    noticeNetwork: () => void requests['network-changed'](),
    answerClose: (shouldClose) => {
      state.setState({ closeAsked: null })
      void requests['answer-close'](shouldClose)
    },
  } satisfies Partial<ChatActions>
}

function errorOf(answer: Result<unknown>): ChatError | null {
  return answer.ok ? null : answer.error
}
