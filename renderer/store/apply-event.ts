// (state, what main told) -> state. Pure.

import { assertNever } from '../../shared/assert-never.ts'
import type { EventName, Events, OpenSession, Requests } from '../../shared/ipc/contract.ts'
import type { Message } from '../../shared/protocol/schema.ts'
import { isBlank } from '../../shared/protocol/text.ts'
import { applySessionEvent, type SessionEvent } from '../../shared/session/view.ts'
import type { ChatState, OpenRoom } from './chat-state.ts'

/** An event of main with its name: one value to decide on. */
export type ChatEvent = {
  readonly [N in EventName]: { readonly name: N; readonly payload: Events[N] }
}[EventName]

/** The state after an event. Events of sessions that are not open change nothing. */
export function applyEvent(state: ChatState, event: ChatEvent): ChatState {
  switch (event.name) {
    case 'session-opened':
      return withOpened(state, event.payload)
    case 'session-events':
      return withSessionEvents(state, event.payload.session, event.payload.events)
    case 'session-closed':
      return withoutRoom(state, event.payload.session)
    case 'hosting-changed':
      return {
        ...state,
        hosted: event.payload.hosted,
        hostingFailure: event.payload.reason ?? state.hostingFailure,
        isHostPanelOpen: event.payload.hosted
          ? state.isHostPanelOpen || state.hosted === null
          : false,
      }
    case 'close-asked':
      return { ...state, closeAsked: event.payload }
    default:
      return assertNever(event)
  }
}

/** The state that main describes when the window has loaded; a reload finds its rooms again. */
export function applyReady(
  state: ChatState,
  ready: ReturnType<Requests['window-ready']>,
): ChatState {
  const rooms = ready.sessions.map(openRoom)
  const shown = rooms.at(-1)
  return {
    ...state,
    rooms,
    hosted: ready.hosted,
    screen: shown ? { kind: 'room', session: shown.session } : state.screen,
  }
}

/** The state with another room shown; its messages count as read. */
export function showRoom(state: ChatState, session: string): ChatState {
  const rooms = state.rooms.map((room) =>
    room.session === session && room.unread > 0 ? { ...room, unread: 0 } : room,
  )
  return { ...state, rooms, screen: { kind: 'room', session } }
}

/** The state with one room changed. */
export function withRoom(
  state: ChatState,
  session: string,
  change: (room: OpenRoom) => OpenRoom,
): ChatState {
  const rooms = state.rooms.map((room) => (room.session === session ? change(room) : room))
  return { ...state, rooms }
}

/**
 * The state when one room takes the place of another that has ended: what was written there and never went
 * out is in the composer of the new one. It is not sent by itself: the host may be another one now.
 */
export function carryOver(state: ChatState, from: string, to: string): ChatState {
  const ended = state.rooms.find((room) => room.session === from)
  if (!ended || from === to) return state
  const unsent = [...ended.view.pending.map(({ text }) => text), ended.draft]
  return withRoom(state, to, (room) => ({
    ...room,
    draft: [...unsent, room.draft].filter((text) => !isBlank(text)).join('\n'),
  }))
}

/** Whether a message is news to this window, and not the history that a newcomer is given. */
export function isNews(message: Message, historyUntil: number | null): boolean {
  return historyUntil !== null && message.sequence > historyUntil
}

function withOpened(state: ChatState, opened: OpenSession): ChatState {
  const others = state.rooms.filter((room) => room.session !== opened.session)
  return showRoom({ ...state, rooms: [...others, openRoom(opened)] }, opened.session)
}

function openRoom(opened: OpenSession): OpenRoom {
  const { joined, timeline } = opened.view
  const last = timeline.findLast((entry) => entry.kind === 'message')
  const historyUntil = joined && Math.max(joined.sequence, last?.message.sequence ?? 0)
  return { ...opened, draft: '', unread: 0, historyUntil }
}

function withSessionEvents(
  state: ChatState,
  session: string,
  events: readonly SessionEvent[],
): ChatState {
  const isShown = state.screen.kind === 'room' && state.screen.session === session
  return withRoom(state, session, (room) => {
    const changed = events.reduce(applyToRoom, room)
    return isShown ? { ...changed, unread: 0 } : changed
  })
}

function applyToRoom(room: OpenRoom, event: SessionEvent): OpenRoom {
  const view = applySessionEvent(room.view, event)
  // The first join draws the line. What is caught up with after later ones was not read: it is news.
  const historyUntil = room.historyUntil ?? (event.type === 'room-joined' ? event.sequence : null)
  const unread = room.unread + countNews(event, historyUntil, view.joined?.you.id)
  return { ...room, view, historyUntil, unread }
}

function countNews(
  event: SessionEvent,
  historyUntil: number | null,
  you: string | undefined,
): number {
  if (event.type !== 'facts-received') return 0
  return event.facts.filter(
    (fact) => fact.type === 'message' && fact.author.id !== you && isNews(fact, historyUntil),
  ).length
}

function withoutRoom(state: ChatState, session: string): ChatState {
  const rooms = state.rooms.filter((room) => room.session !== session)
  if (state.screen.kind !== 'room' || state.screen.session !== session) return { ...state, rooms }
  const next = rooms.at(-1)
  return next
    ? showRoom({ ...state, rooms }, next.session)
    : { ...state, rooms, screen: { kind: 'start' } }
}
