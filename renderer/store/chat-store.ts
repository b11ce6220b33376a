// The store: a projection of what main tells, and the window's own state. Made with a bridge, without React.

import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatError } from '../../shared/error.ts'
import type { Bridge } from '../../shared/ipc/contract.ts'
import type { Result } from '../../shared/result.ts'
import { applyEvent, applyReady, carryOver, showRoom, type ChatEvent } from './apply-event.ts'
import type { ChatActions } from './chat-actions.ts'
import { INITIAL_STATE, type ChatState, type OpenDialog } from './chat-state.ts'
import { inviting } from './inviting.ts'
import { reading } from './reading.ts'
import { writing } from './writing.ts'

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
  const refreshStart = async () => {
    const start = await requests['get-start']()
    state.setState(({ introduction }) => ({
      start,
      introduction: start.name === '' ? (introduction ?? '') : null,
    }))
  }
  return {
    state,
    actions: {
      begin: () => begin(bridge, state, refreshStart),
      ...navigation(state, refreshStart),
      ...hostingAndJoining(state, requests),
      ...writing(state, requests),
      ...reading(state, requests),
      ...inviting(state, requests),
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
  bridge.on('link-opened', (payload) => take({ name: 'link-opened', payload }))
  // Before a link can open a dialog: it is filled in with the name.
  await refreshStart()
  const ready = await bridge.requests['window-ready']()
  state.setState((before) => applyReady(before, ready))
}

function navigation(state: State, refreshStart: () => Promise<void>) {
  const open = opener(state)
  return {
    showStart: () => {
      state.setState({ screen: { kind: 'start' } })
      void refreshStart()
    },
    showRoom: (session) => state.setState((before) => showRoom(before, session)),
    introduce: (introduction) => state.setState({ introduction }),
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
    state.setState(({ start }) => ({
      dialog: { kind: 'none' },
      start: { ...start, name },
      introduction: null,
    }))
  const open = opener(state)
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
    openRecent: async (recent) => {
      if (recent.kind === 'hosted') return open({ kind: 'host', prefill: recent })
      if (!recent.hasCopy) return open({ kind: 'join', prefill: recent })
      const answer = await requests['open-recent'](recent.key)
      if (answer.ok) state.setState((before) => showRoom(before, answer.value.session))
      else open({ kind: 'join', prefill: { ...recent, error: answer.error } })
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

function housekeeping(state: State, requests: Requests) {
  return {
    rename: async (session, name) => errorOf(await requests.rename(session, name)),
    rule: async (session, asked) => errorOf(await requests.rule(session, asked)),
    reconnect: (session) => void requests['reconnect-now'](session),
    dismissDamage: () => void requests['dismiss-damage'](),
    copy: (text) => void requests['copy-text'](text),
    askToOpenLink: (linkAsked) => state.setState({ linkAsked }),
    openLink: async () => {
      const { linkAsked } = state.getState()
      if (!linkAsked) return null
      const error = errorOf(await requests['open-link'](linkAsked.url))
      if (!error) state.setState({ linkAsked: null })
      return error
    },
    noticeNetwork: () => void requests['network-changed'](),
    answerClose: (shouldClose) => {
      state.setState({ closeAsked: null })
      void requests['answer-close'](shouldClose)
    },
  } satisfies Partial<ChatActions>
}

function opener(state: State) {
  return (dialog: OpenDialog) => state.setState({ dialog })
}

function errorOf(answer: Result<unknown>): ChatError | null {
  return answer.ok ? null : answer.error
}
