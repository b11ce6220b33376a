// Older messages, search, and where one reads.

import type { StoreApi } from 'zustand/vanilla'
import type { Bridge } from '../../shared/ipc/contract.ts'
import { withRoom } from './apply-event.ts'
import type { ChatActions } from './chat-actions.ts'
import type { ChatState } from './chat-state.ts'

/** The actions of reading. */
export function reading(state: StoreApi<ChatState>, requests: Bridge['requests']) {
  const underWay = new Set<string>()
  return {
    readOlder: async (session) => {
      const room = state.getState().rooms.find((each) => each.session === session)
      if (room?.view.older !== 'there' || underWay.has(session)) return null
      underWay.add(session)
      const answer = await requests['read-older'](session)
      underWay.delete(session)
      return answer.ok ? null : answer.error
    },
    search: (session, words) => requests['search-messages'](session, words),
    readAround: (session, sequence) => requests['read-around'](session, sequence),
    point: (session, message) =>
      state.setState((before) =>
        withRoom(before, session, (room) => ({ ...room, pointed: { message } })),
      ),
    keepPlace: (session, place) =>
      state.setState((before) =>
        withRoom(before, session, (room) => ({ ...room, place, pointed: null })),
      ),
  } satisfies Partial<ChatActions>
}
