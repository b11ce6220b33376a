// (state, what main told) -> state. Pure.

import { assertNever } from '../../shared/assert-never.ts'
import type { OpenedLink } from '../../shared/invite/opened-link.ts'
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
        madeInvite: event.payload.hosted && state.madeInvite,
        hostingFailure: event.payload.reason ?? state.hostingFailure,
        isHostPanelOpen: event.payload.hosted
          ? state.isHostPanelOpen || state.hosted === null
          : false,
      }
    case 'close-asked':
      return { ...state, closeAsked: event.payload }
    case 'link-opened':
      return withOpenedLink(state, event.payload)
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
  const found: ChatState = {
    ...state,
    rooms,
    hosted: ready.hosted,
    screen: shown ? { kind: 'room', session: shown.session } : state.screen,
  }
  return ready.link ? withOpenedLink(found, ready.link) : found
}

/**
 * A link fills in the join dialog, in place of the dialog that is open: it is what the person did last. Nothing of
 * one that is no invite is shown; the dialog says what to do instead.
 */
function withOpenedLink(state: ChatState, link: OpenedLink): ChatState {
  const prefill = link.ok ? { address: link.value } : { error: link.error }
  return { ...state, dialog: { kind: 'join', prefill } }
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
 * The state when one room takes the place of another that has ended: the draft is in the composer of the new
 * one. What was sent there waits on the disk and goes out with the join.
 */
export function carryOver(state: ChatState, from: string, to: string): ChatState {
  const ended = state.rooms.find((room) => room.session === from)
  if (!ended || from === to) return state
  return withRoom(state, to, (room) => ({ ...room, draft: joinTexts(ended.draft, room.draft) }))
}

/** Texts that were written apart, as one draft: each on a line of its own, without the blank ones. */
export function joinTexts(...texts: readonly string[]): string {
  return texts.filter((text) => !isBlank(text)).join('\n')
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
  return {
    ...opened,
    draft: '',
    sending: [],
    refusal: null,
    unread: 0,
    historyUntil,
    place: null,
    pointed: null,
  }
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
  const historyUntil = historyAfter(room.historyUntil, event)
  const unread = room.unread + countNews(event, historyUntil, view.joined?.you.id)
  return { ...room, view, historyUntil, unread }
}

/**
 * The copy, or else the first join draws the line. What is caught up with after that was not read: it is
 * news. A host that numbers less than the line has begun another history, which is as old to this window as
 * its join.
 */
function historyAfter(until: number | null, event: SessionEvent): number | null {
  if (event.type === 'room-joined') return Math.min(until ?? event.sequence, event.sequence)
  if (event.type !== 'copy-opened' || !event.you) return until
  return until ?? event.facts.at(-1)?.sequence ?? null
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
